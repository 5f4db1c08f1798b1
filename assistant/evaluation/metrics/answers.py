"""Measure passages, citations, short answers and confidence on the questions of a set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

from assistant.api import Index
from assistant.evaluation.metrics.ranking import RANKS, measured, passage_measures
from assistant.evaluation.metrics.squad import best, exact_match, token_f1
from assistant.evaluation.report.records import Record
from assistant.evaluation.sets.questions import Gold, Question
from assistant.evaluation.stages import retrieved_and_answered
from assistant.types import Answer, Citation, Passage

FIRST_CITATIONS = 3
NO_SPANS = "exact match and F1 are left out: no answer marks a span in its first citation"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with the passages that were found and the answer that was forced."""

    question: Question
    passages: tuple[Passage, ...]
    answer: Answer


def run(index: Index, questions: Sequence[Question], on_question: Callable[[], None]) -> list[Outcome]:
    """Retrieve for and answer every question, never refusing; confidence tells what would be refused."""
    outcomes = []
    for question in questions:
        passages, answer = retrieved_and_answered(index, question.text, max(RANKS))
        outcomes.append(Outcome(question, tuple(passages), answer))
        on_question()
    return outcomes


def holds(found: Passage | Citation, gold: Gold) -> bool:
    """Whether a passage or citation holds a gold answer, in any of the documents with that content."""
    text = found.text if isinstance(found, Passage) else found.quote
    names = (found.document, *found.also_in)
    return any(gold.is_held_by(name, found.page, found.start, found.end, text) for name in names)


def is_right(found: Passage | Citation, question: Question) -> bool:
    """Whether a passage or citation holds any gold answer of a question."""
    return any(holds(found, gold) for gold in question.gold)


def records(outcomes: Sequence[Outcome], caution: float) -> tuple[list[Record], list[str]]:
    """Return what was measured on each question, and notes on what could not be.

    Args:
        outcomes: What `run` returned.
        caution: The confidence below which a question counts as refused.
    """
    answerable = [outcome for outcome in outcomes if outcome.question.gold]
    of_passages = _of_passages(answerable)
    with_answers = [outcome for outcome in answerable if outcome.question.answers]
    spans = any(_short_answer(outcome.answer) for outcome in with_answers)
    notes = [NO_SPANS] if with_answers and not spans else []
    measured_records = []
    for outcome in outcomes:
        question = outcome.question
        values = {"confidence": outcome.answer.confidence}
        values["refused"] = float(outcome.answer.confidence < caution)
        if question.gold:
            values |= of_passages[question.id] | _of_citations(outcome)
        if spans and question.gold and question.answers:
            said = _short_answer(outcome.answer)
            values["exact match"] = best(exact_match, said, question.answers)
            values["F1"] = best(token_f1, said, question.answers)
        measured_records.append(Record(question.id, question.group, values))
    return measured_records, notes


def _of_passages(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    values: dict[str, dict[str, float]] = {}
    for graded in (False, True):
        chosen = [outcome for outcome in outcomes if outcome.question.graded is graded]
        pairs = {outcome.question.id: _ranking(outcome) for outcome in chosen}
        rankings = {question: ranking for question, (ranking, _) in pairs.items()}
        gold = {question: wanted for question, (_, wanted) in pairs.items()}
        if chosen:
            values |= measured(rankings, gold, passage_measures(graded))
    return values


def _ranking(outcome: Outcome) -> tuple[list[str], dict[str, float]]:
    """Return what the passages give, in their order, and what there was to be found, with grades.

    A place counts once, in the first passage that holds it, and places in one passage count as one,
    the best of them: so the best ranking has an nDCG of 1.
    """
    left = list(outcome.question.gold)
    ranking, wanted = [], {}
    for rank, passage in enumerate(outcome.passages, start=1):
        held = [gold for gold in left if holds(passage, gold)]
        ranking.append(f"passage {rank}")
        if held:
            wanted[ranking[-1]] = max(gold.grade for gold in held)
            left = [gold for gold in left if gold not in held]
    return ranking, wanted | {f"missed {n}": gold.grade for n, gold in enumerate(left)}


def _of_citations(outcome: Outcome) -> dict[str, float]:
    question, citations = outcome.question, outcome.answer.citations
    right = [is_right(citation, question) for citation in citations]
    places = _places(question.gold)
    found = [any(holds(citation, gold) for gold in place for citation in citations) for place in places]
    values = {
        "first right": float(right[:1] == [True]),
        "any right": float(any(right)),
        "any of three right": float(any(right[:FIRST_CITATIONS])),
        "precision": mean(right) if right else 0.0,
        "evidence recall": mean(found),
        "citations": float(len(citations)),
        "characters cited": float(sum(len(citation.quote) for citation in citations)),
    }
    if any(gold.page is not None for gold in question.gold):
        values["right page in three"] = values["any of three right"]
    return values


def _places(gold: Sequence[Gold]) -> list[list[Gold]]:
    """Group gold by place: ranges that overlap are wordings of one answer, and so are texts."""
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


def _short_answer(answer: Answer) -> str:
    """Return the text that the reader marked in the first citation, or ""."""
    if not answer.citations or answer.citations[0].span is None:
        return ""
    first = answer.citations[0]
    start, end = answer.citations[0].span
    return first.quote[start - first.start : end - first.start]
