"""A question set from feedback: the answers that people judged on the web page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.api import Index
from assistant.conversation.history.store import ConversationStore
from assistant.conversation.history.types import JudgedAnswer
from assistant.errors import AssistantError, DocumentNotFoundError
from assistant.evaluation.sets.jsonl import sample_groups
from assistant.evaluation.sets.question_set import QuestionSet
from assistant.evaluation.sets.questions import Gold, Question
from assistant.settings import Settings
from assistant.types import Citation

LIKED, DISLIKED = "liked", "disliked"
LIKED_REFUSAL, DISLIKED_REFUSAL = "liked refusal", "disliked refusal"


def feedback_set(settings: Settings) -> QuestionSet:
    """Return the set of judged answers, in the file or on the server of conversations that the settings name.

    Raises:
        AssistantError: No conversations are kept, or there is no corpus.
    """
    place = settings.conversations_place()
    if place is None:
        raise AssistantError("Conversations are not kept (setting 'conversations'), so nothing was judged.")
    if isinstance(place, Path) and not place.is_file():
        raise AssistantError(
            f"There are no conversations in '{place}'; ask on the page and judge the answers, or name "
            "another file: --conversations FILE."
        )
    corpus = Path(settings.corpus)
    if not corpus.is_dir():
        raise AssistantError(f"There is no folder of documents '{corpus}'; name it: --corpus FOLDER.")
    return QuestionSet("feedback", place, corpus)


def load_feedback(
    question_set: QuestionSet, sample: int | None = None, seed: int = 0
) -> tuple[list[Question], list[str]]:
    """Return the questions whose answers were judged, and notes on verdicts that cannot be measured.

    Args:
        question_set: Where conversations are kept.
        sample: If given, the number of random questions of each group.
        seed: The seed of the sample.

    Raises:
        AssistantError: File or server cannot be used, or nothing there can be measured.
    """
    judged = ConversationStore(question_set.questions).judged_answers()
    usable = [each for each in judged if each.answer.kind == "refusal" or each.answer.citations]
    usable = [each for each in usable if each.answer.kind in ("answer", "refusal")]
    if not usable:
        raise AssistantError(
            f"No answer in '{question_set.place}' was judged; use the thumbs below answers on the page."
        )
    left_out = len(judged) - len(usable)
    notes = [f"{left_out} verdicts on greetings and overviews are left out"] if left_out else []
    return sample_groups(feedback_questions(usable), lambda question: question.group, sample, seed), notes


def feedback_questions(judged: Iterable[JudgedAnswer]) -> list[Question]:
    """Return one question for each question and group of verdicts, oldest first.

    The first citation of a liked answer is gold; that of a disliked one should no longer come first.
    Of several verdicts on the same citation, or refusal, of the same question the last one counts.
    """
    last: dict[tuple[str, Gold | None], JudgedAnswer] = {}
    for each in judged:
        gold = None if each.answer.kind == "refusal" else _gold(each.answer.citations[0])
        key = (" ".join(each.question.split()).casefold(), gold)
        last.pop(key, None)
        last[key] = each
    questions: dict[tuple[str, str], Question] = {}
    for (text, gold), each in last.items():
        group = (LIKED if each.verdict.liked else DISLIKED) + ("" if gold else " refusal")
        known = questions.get((text, group), Question(each.exchange, each.question, group))
        questions[text, group] = replace(known, gold=(*known.gold, *((gold,) if gold else ())))
    return list(questions.values())


def relocate_gold(index: Index, questions: Sequence[Question]) -> list[Question]:
    """Return the questions with the offsets of each quote in its document as it is now.

    Of several occurrences the nearest counts; the offsets of a quote that is gone stay as they are.
    """
    return [replace(each, gold=tuple(_relocate(index, gold) for gold in each.gold)) for each in questions]


def _gold(citation: Citation) -> Gold:
    return Gold(citation.document, citation.start, citation.end, text=citation.quote)


def _relocate(index: Index, gold: Gold) -> Gold:
    try:
        text = index.document_text(gold.document)
    except DocumentNotFoundError:
        return gold
    occurrences = []
    start = text.find(gold.text)
    while start >= 0:
        occurrences.append(start)
        start = text.find(gold.text, start + 1)
    if not occurrences:
        return gold
    nearest = min(occurrences, key=lambda position: abs(position - gold.start))
    return replace(gold, start=nearest, end=nearest + len(gold.text))
