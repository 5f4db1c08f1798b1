"""Results as tables for the terminal and for Markdown files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from assistant.evaluation.report.records import Results


def results_text(results: Results) -> str:
    """Return all metrics as a table, and what was left out."""
    rows: list[list[str]] = []
    for table, metrics in groupby(results.metrics, key=lambda metric: metric.table):
        rows += [[""] * 4] if rows else []
        rows.append([table, "value", "95% interval", "questions"])
        rows += [
            [f"  {m.group}: {m.name}", number(m.value), between(m.low, m.high), f"{m.questions:,}"]
            for m in metrics
        ]
    notes = [f"Note: {note}." for note in results.notes]
    return "\n".join([*aligned(rows), *([""] if notes else []), *notes])


def number(value: float) -> str:
    """Return a share with three decimals, a larger number with fewer."""
    return f"{value:.{_digits(abs(value))}f}"


def between(low: float, high: float) -> str:
    """Return an interval, both bounds with the same decimals."""
    digits = _digits(max(abs(low), abs(high)))
    return f"{low:.{digits}f} to {high:.{digits}f}"


def _digits(size: float) -> int:
    return 3 if size < 1.5 else 1 if size < 100 else 0


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines: the first column to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
