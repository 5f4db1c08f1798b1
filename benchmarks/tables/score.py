"""What an answer got right: the row, the cell, or that it has to be computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assistant.types import Answer
from benchmarks.tables.material import Question

# Half of the last of two decimals, to which computed answers are rounded.
_ROUNDED = Decimal("0.006")
_NOT_A_FIGURE = re.compile(r"[^\d.\-]")
_BRACKETED = re.compile(r"\(\s*[$€£]?\s*(\d[\d.,]*)\s*%?\s*\)")


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
    short = ""
    if answer.computed is not None and answer.computed.span is not None:
        short = answer.computed.text[slice(*answer.computed.span)]
    elif first is not None and first.span is not None:
        short = first.quote[first.span[0] - first.start : first.span[1] - first.start]
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
    if _plain(short) == _plain(right):
        return True
    figure, wanted = _figure(short), _figure(right)
    if not figure or not wanted:
        return False
    try:
        return abs(Decimal(figure) - Decimal(wanted)) <= _ROUNDED
    except InvalidOperation:
        return figure == wanted


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _figure(text: str) -> str:
    """Return a number without unit, separators and the brackets of accountants; "" if it is none."""
    text = _BRACKETED.sub(r"-\1", text)
    return _NOT_A_FIGURE.sub("", text.replace("−", "-")) if any(map(str.isdigit, text)) else ""
