"""Measure what has become of answers that people judged on the page: a question set that makes itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.api import Index
from assistant.conversation.history.store import ConversationStore
from assistant.conversation.history.types import JudgedAnswer
from assistant.errors import AssistantError, DocumentNotFoundError
from assistant.evaluation.metrics.answers import FIRST_CITATIONS, Outcome, holds, is_right
from assistant.evaluation.report.records import Record
from assistant.evaluation.sets.forms import QuestionSet
from assistant.evaluation.sets.lines import sampled
from assistant.evaluation.sets.questions import Gold, Question
from assistant.settings import Settings
from assistant.types import Citation

LIKED, DISLIKED = "liked", "disliked"
LIKED_REFUSAL, DISLIKED_REFUSAL = "liked refusal", "disliked refusal"
FIRST, IN_THREE, CHANGED = "still cited first", "still cited in three", "no longer cited first"
REFUSED, ANSWERED = "still refused", "now answered"


def feedback_set(settings: Settings) -> QuestionSet:
    """Return the set of what was judged in the conversations that the settings name.

    Raises:
        AssistantError: No conversations are kept, or there is no corpus.
    """
    path = settings.conversations_file()
    if path is None:
        raise AssistantError("Conversations are not kept (setting 'conversations'), so nothing was judged.")
    if not path.is_file():
        raise AssistantError(
            f"There are no conversations in '{path}'; ask on the page and judge the answers, or name "
            "another file: --conversations FILE."
        )
    corpus = Path(settings.corpus)
    if not corpus.is_dir():
        raise AssistantError(f"There is no folder of documents '{corpus}'; name it: --corpus FOLDER.")
    return QuestionSet("feedback", path, corpus)


def load_feedback(path: Path, sample: int | None = None, seed: int = 0) -> tuple[list[Question], list[str]]:
    """Return the questions whose answers were judged, and notes on verdicts that cannot be measured.

    Args:
        path: The file of conversations.
        sample: If given, so many questions of each group, chosen at random.
        seed: Chooses the sample.

    Raises:
        AssistantError: The file cannot be used, or nothing in it can be measured.
    """
    judged = ConversationStore(path).judged_answers()
    usable = [each for each in judged if each.answer.kind == "refusal" or each.answer.citations]
    usable = [each for each in usable if each.answer.kind in ("answer", "refusal")]
    if not usable:
        raise AssistantError(f"No answer in '{path}' was judged; use the thumbs below answers on the page.")
    left_out = len(judged) - len(usable)
    notes = [f"{left_out} verdicts on greetings and overviews are left out"] if left_out else []
    return sampled(questions_of(usable), lambda question: question.group, sample, seed), notes


def questions_of(judged: Iterable[JudgedAnswer]) -> list[Question]:
    """Return one question for each question and group of verdicts, oldest first.

    The first citation of a liked answer is gold, that of a disliked one is what should not come first.
    Of several verdicts on the same citation, or refusal, for the same question the last one counts.
    """
    last: dict[tuple[str, Gold | None], JudgedAnswer] = {}
    for each in judged:
        place = None if each.answer.kind == "refusal" else _gold(each.answer.citations[0])
        key = (" ".join(each.question.split()).casefold(), place)
        last.pop(key, None)
        last[key] = each
    questions: dict[tuple[str, str], Question] = {}
    for (text, place), each in last.items():
        group = (LIKED if each.verdict.liked else DISLIKED) + ("" if place else " refusal")
        known = questions.get((text, group), Question(each.exchange, each.question, group))
        questions[text, group] = replace(known, gold=(*known.gold, *((place,) if place else ())))
    return list(questions.values())


def relocated(index: Index, questions: Sequence[Question]) -> list[Question]:
    """Return the questions with each quote where its document says it now; what it no longer says stays."""
    return [replace(each, gold=tuple(_found(index, gold) for gold in each.gold)) for each in questions]


def records(outcomes: Sequence[Outcome], caution: float) -> list[Record]:
    """Return what has become of each answer.

    Args:
        outcomes: Answers that were not refused, whatever their confidence.
        caution: The confidence below which a question counts as refused.
    """
    return [Record(each.question.id, each.question.group, _values(each, caution)) for each in outcomes]


def _values(outcome: Outcome, caution: float) -> dict[str, float]:
    question, answer = outcome.question, outcome.answer
    citations = answer.citations if answer.confidence >= caution else ()
    if question.group == LIKED:
        right = [is_right(citation, question) for citation in citations[:FIRST_CITATIONS]]
        return {FIRST: float(right[:1] == [True]), IN_THREE: float(any(right))}
    if question.group == DISLIKED:
        return {CHANGED: float(not any(_touches(c, gold) for c in citations[:1] for gold in question.gold))}
    if question.group == LIKED_REFUSAL:
        return {REFUSED: float(not citations)}
    return {ANSWERED: float(bool(citations))}


def _gold(citation: Citation) -> Gold:
    return Gold(citation.document, citation.start, citation.end, text=citation.quote)


def _touches(citation: Citation, gold: Gold) -> bool:
    """Whether a citation has any letter in common with a place, or holds it in a copy of the document."""
    same = gold.document in (citation.document, *citation.also_in)
    return holds(citation, gold) or (same and citation.start < gold.end and gold.start < citation.end)


def _found(index: Index, gold: Gold) -> Gold:
    try:
        text = index.document_text(gold.document)
    except DocumentNotFoundError:
        return gold
    places = []
    start = text.find(gold.text)
    while start >= 0:
        places.append(start)
        start = text.find(gold.text, start + 1)
    if not places:
        return gold
    nearest = min(places, key=lambda place: abs(place - gold.start))
    return replace(gold, start=nearest, end=nearest + len(gold.text))
