"""What an answer got right: the row, the cell, or that it has to be computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.metrics.figures import same_figure
from assistant.evaluation.tasks.answers import short_answer
from assistant.types import Answer
from benchmarks.tables.material import Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one question: whether it has to be computed, whether anything was answered, and what is right."""

    is_computed: bool
    is_answered: bool
    right_row: bool
    right_cell: bool
    confidence: float


def outcome(question: Question, answer: Answer) -> Outcome:
    """Compare an answer with what is right."""
    first = answer.citations[0] if answer.citations else None
    short = short_answer(answer)
    quote = _plain(first.quote) if first is not None else ""
    rows = (question.grid.rows[number] for number in question.rows)
    return Outcome(
        question.is_computed,
        bool(answer.said),
        any(all(_plain(cell) in quote for cell in row if cell) for row in rows) and bool(quote),
        bool(short) and any(_same(short, right) for right in question.answers),
        answer.confidence,
    )


def share(values: Sequence[bool]) -> float:
    """Return the share (0..1) of what is true, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def _same(short: str, right: str) -> bool:
    return _plain(short) == _plain(right) or same_figure(short, right)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
