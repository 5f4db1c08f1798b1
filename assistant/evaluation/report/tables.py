"""Results as tables for the terminal and for Markdown files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from assistant.evaluation.report.kinds import COLUMNS, MEAN
from assistant.evaluation.results import Metric, Results


def results_text(results: Results) -> str:
    """Return all metrics as a table for the terminal, and the notes."""
    lines = _kind_lines(results) if results.form == "kinds" else _metric_lines(results)
    notes = [f"Note: {note}." for note in results.notes]
    return "\n".join([*lines, *([""] if notes else []), *notes])


def _kind_lines(results: Results) -> list[str]:
    """Return a row for each kind, and the means over kinds with their intervals."""
    found: dict[str, dict[str, Metric]] = {}
    for metric in results.metrics:
        found.setdefault(metric.group, {})[metric.name] = metric
    questions = Counter(record.kind for record in results.records)
    rows = [["kind", *(heading for heading, _ in COLUMNS), "questions"]]
    for kind, own in found.items():
        cells = [format_number(own[name].value) if name in own else "–" for _, name in COLUMNS]
        rows.append([kind, *cells, f"{questions[kind] or len(results.records):,}"])
    means = found[MEAN]
    ranges = [format_interval(means[n].low, means[n].high) if n in means else "–" for _, n in COLUMNS]
    return align_columns([*rows, ["  95% interval", *ranges, ""]])


def _metric_lines(results: Results) -> list[str]:
    rows: list[list[str]] = []
    for table, metrics in groupby(results.metrics, key=lambda metric: metric.table):
        rows += [[""] * 4] if rows else []
        rows.append([table, "value", "95% interval", "questions"])
        rows += [
            [
                f"  {m.group}: {m.name}",
                format_number(m.value),
                format_interval(m.low, m.high),
                f"{m.questions:,}",
            ]
            for m in metrics
        ]
    return align_columns(rows)


def format_number(value: float) -> str:
    """Return a number: a share with three decimals, a larger one with fewer."""
    return f"{value:.{_decimals(abs(value))}f}"


def format_interval(low: float, high: float) -> str:
    """Return an interval, both bounds with the same number of decimals."""
    decimals = _decimals(max(abs(low), abs(high)))
    return f"{low:.{decimals}f} to {high:.{decimals}f}"


def _decimals(size: float) -> int:
    return 3 if size < 1.5 else 1 if size < 100 else 0


def align_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines: the first column aligned to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
