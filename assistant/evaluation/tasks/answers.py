"""Question answering on a corpus: passages, citations, short answers and confidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

from assistant.api import Index
from assistant.evaluation.metrics.figures import is_lone_figure, same_figure, says_figure
from assistant.evaluation.metrics.ranking import RANKS, passage_measures, ranking_metrics
from assistant.evaluation.metrics.squad import exact_match, max_over_golds, token_f1
from assistant.evaluation.results import Record
from assistant.evaluation.sets.questions import Gold, Question
from assistant.evaluation.stages import retrieved_and_answered
from assistant.types import Answer, Citation, Passage

FIRST_CITATIONS = 3
NO_SPANS = "exact match and F1 are left out: no answer marks a span in its first citation"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with the retrieved passages and the answer, which was never refused."""

    question: Question
    passages: tuple[Passage, ...]
    answer: Answer


def answer_questions(
    index: Index, questions: Sequence[Question], on_question: Callable[[], None]
) -> list[Outcome]:
    """Retrieve passages for every question and answer it, without refusals.

    The confidence of an answer tells whether it would have been refused. A question that is asked of some
    documents only (`Question.asked_of`) searches in these.

    Args:
        index: The index to ask.
        questions: The questions.
        on_question: Called after each question.
    """
    outcomes = []
    for question in questions:
        passages, answer = retrieved_and_answered(index, question.text, max(RANKS), question.asked_of)
        outcomes.append(Outcome(question, tuple(passages), answer))
        on_question()
    return outcomes


def contains_gold(found: Passage | Citation, gold: Gold) -> bool:
    """Whether a passage or citation contains a gold answer, in any of the documents with that content."""
    text = found.text if isinstance(found, Passage) else found.quote
    names = (found.document, *found.also_in)
    return any(gold.is_contained_in(name, found.page, found.start, found.end, text) for name in names)


def is_correct(found: Passage | Citation, question: Question) -> bool:
    """Whether a passage or citation contains any gold answer of a question."""
    return any(contains_gold(found, gold) for gold in question.gold)


def answer_records(outcomes: Sequence[Outcome], caution: float) -> tuple[list[Record], list[str]]:
    """Return a record for each question, and notes on what could not be measured.

    Args:
        outcomes: The outcomes of `answer_questions`.
        caution: The confidence below which a question counts as refused.
    """
    answerable = [outcome for outcome in outcomes if outcome.question.gold]
    passage_values = _passage_values(answerable)
    with_answers = [outcome for outcome in answerable if outcome.question.answers]
    spans = any(short_answer(outcome.answer) for outcome in with_answers)
    notes = [NO_SPANS] if with_answers and not spans else []
    found = []
    for outcome in outcomes:
        question = outcome.question
        values = {"confidence": outcome.answer.confidence}
        values["refused"] = float(outcome.answer.confidence < caution)
        if question.gold:
            values |= passage_values[question.id] | _citation_values(outcome)
        if spans and question.gold and question.answers:
            prediction = short_answer(outcome.answer)
            if asked_cell := _figure_in_gold(question):
                values["right cell"] = float(same_figure(prediction, asked_cell))
            values["exact match"] = max_over_golds(exact_match, prediction, question.answers)
            values["F1"] = max_over_golds(token_f1, prediction, question.answers)
        found.append(Record(question.id, question.group, values))
    return found, notes


def _figure_in_gold(question: Question) -> str:
    """Return the figure that answers a question and stands in the text of a gold page, "" if none does."""
    texts = [gold.text for gold in question.gold if gold.page is not None]
    figures = filter(is_lone_figure, question.answers)
    return next((f for f in figures if any(says_figure(text, f) for text in texts)), "")


def _passage_values(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    values: dict[str, dict[str, float]] = {}
    for graded in (False, True):
        chosen = [outcome for outcome in outcomes if outcome.question.graded is graded]
        pairs = {outcome.question.id: _ranking(outcome) for outcome in chosen}
        rankings = {question: ranking for question, (ranking, _) in pairs.items()}
        gold = {question: relevant for question, (_, relevant) in pairs.items()}
        if chosen:
            values |= ranking_metrics(rankings, gold, passage_measures(graded))
    return values


def _ranking(outcome: Outcome) -> tuple[list[str], dict[str, float]]:
    """Return the ranked passages by name, and the relevant ones with their grades.

    A gold place counts once, for the first passage that contains it, and of several in one passage the
    best counts: so the ideal ranking has an nDCG of 1. Places that no passage contains count as missed.
    """
    remaining = list(outcome.question.gold)
    ranking, relevant = [], {}
    for rank, passage in enumerate(outcome.passages, start=1):
        contained = [gold for gold in remaining if contains_gold(passage, gold)]
        ranking.append(f"passage {rank}")
        if contained:
            relevant[ranking[-1]] = max(gold.grade for gold in contained)
            remaining = [gold for gold in remaining if gold not in contained]
    return ranking, relevant | {f"missed {n}": gold.grade for n, gold in enumerate(remaining)}


def _citation_values(outcome: Outcome) -> dict[str, float]:
    question, citations = outcome.question, outcome.answer.citations
    correct = [is_correct(citation, question) for citation in citations]
    places = _places(question.gold)
    found = [
        any(contains_gold(citation, gold) for gold in place for citation in citations) for place in places
    ]
    values = {
        "first right": float(correct[:1] == [True]),
        "any right": float(any(correct)),
        "any of three right": float(any(correct[:FIRST_CITATIONS])),
        "precision": mean(correct) if correct else 0.0,
        "evidence recall": mean(found),
        "citations": float(len(citations)),
        "characters cited": float(sum(len(citation.quote) for citation in citations)),
    }
    if any(gold.page is not None for gold in question.gold):
        values["right page in three"] = values["any of three right"]
    return values


def _places(gold: Sequence[Gold]) -> list[list[Gold]]:
    """Group gold answers by place: ranges that overlap are wordings of one answer, and so are texts."""
    places: list[list[Gold]] = []
    for each in sorted(gold, key=lambda g: (g.document, g.page or 0, g.start)):
        if places and any(_same_place(each, other) for other in places[-1]):
            places[-1].append(each)
        else:
            places.append([each])
    return places


def _same_place(one: Gold, other: Gold) -> bool:
    if one.document != other.document or one.page != other.page:
        return False
    return one.page is not None or not one.end or (one.start < other.end and other.start < one.end)


def short_answer(answer: Answer) -> str:
    """Return the figure that was computed, or else what is marked in the first citation; "" for neither."""
    if answer.computed is not None and answer.computed.span is not None:
        return answer.computed.text[slice(*answer.computed.span)]
    if not answer.citations or answer.citations[0].span is None:
        return ""
    first = answer.citations[0]
    start, end = answer.citations[0].span
    return first.quote[start - first.start : end - first.start]
