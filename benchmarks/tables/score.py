"""What an answer got right: the row, the cell, or that it has to be computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Answer
from benchmarks.tables.material import Question

_NOT_A_FIGURE = re.compile(r"[^\d.\-]")
_BRACKETED = re.compile(r"\(\s*[$€£]?\s*(\d[\d.,]*)\s*%?\s*\)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one question: its kind, what was right (None: does not apply), and the stated confidence."""

    is_computed: bool
    is_answered: bool
    right_row: bool
    right_cell: bool
    confidence: float


def outcome(question: Question, answer: Answer) -> Outcome:
    """Compare an answer with what is right."""
    first = answer.citations[0] if answer.citations else None
    short = ""
    if first is not None and first.span is not None:
        short = first.quote[first.span[0] - first.start : first.span[1] - first.start]
    quote = _plain(first.quote) if first is not None else ""
    rows = (question.grid.rows[number] for number in question.rows)
    return Outcome(
        question.is_computed,
        answer.kind == "answer",
        any(all(_plain(cell) in quote for cell in row if cell) for row in rows) and bool(quote),
        bool(short) and any(_same(short, right) for right in question.answers),
        answer.confidence,
    )


def share(values: Sequence[bool]) -> float:
    """Return the share (0..1) of what is true, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def _same(short: str, right: str) -> bool:
    if _plain(short) == _plain(right):
        return True
    figure, wanted = _figure(short), _figure(right)
    return bool(figure) and figure == wanted


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _figure(text: str) -> str:
    """Return a number without unit, separators and the brackets of accountants; "" if it is none."""
    text = _BRACKETED.sub(r"-\1", text)
    return _NOT_A_FIGURE.sub("", text.replace("−", "-")) if any(map(str.isdigit, text)) else ""
