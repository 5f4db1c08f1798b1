"""The table of docs/scale.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Row = Mapping[str, Any]


def _seconds(field: str) -> Callable[[Row], str]:
    return lambda row: f"{row[field]:.2f}"


def _milliseconds(field: str) -> Callable[[Row], str]:
    return lambda row: f"{1000 * row[field]:.0f}"


def _megabytes(field: str) -> Callable[[Row], str]:
    return lambda row: f"{row[field] / 1e6:,.0f}"


def _share(field: str) -> Callable[[Row], str]:
    return lambda row: f"{row[field]:.3f}"


LINES: Sequence[tuple[str, Callable[[Row], str]]] = (
    ("open the index and find the first passages, s", _seconds("open")),
    ("find passages, median, ms", _milliseconds("p50")),
    ("find passages, 95 of 100, ms", _milliseconds("p95")),
    ("answer with citations, median, ms", _milliseconds("answer_p50")),
    ("answer with citations, 95 of 100, ms", _milliseconds("answer_p95")),
    ("recall@10 of the vectors, against comparing all", _share("dense_recall")),
    ("recall@10 of what is found, against comparing all", _share("fused_recall")),
    ("own memory, MB", _megabytes("own_memory")),
    ("pages of files in memory, MB", _megabytes("mapped_memory")),
    ("the index on disk, MB", _megabytes("disk")),
    ("add a document: whole command, s", _seconds("add_process")),
    ("of which looking what changed, s", _seconds("add_change_plan")),
    ("of which the commit, s", _seconds("add_change_commit")),
    ("remove a document: whole command, s", _seconds("remove_process")),
    ("of which the commit, s", _seconds("remove_change_commit")),
    ("build everything but the embeddings, s", lambda row: f"{row['seconds']:,.0f}"),
)


def render(rows: Sequence[Row], machine: str) -> str:
    """Return what was measured as Markdown, a column for each size."""
    today = datetime.now(UTC).date().isoformat()
    head = ["", *(f"{row['passages']:,} passages" for row in rows)]
    lines = [f"Measured on {today} with `python -m benchmarks.scale`: {machine}.", ""]
    lines += ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    lines += ["| " + " | ".join([label, *(shown(row) for row in rows)]) + " |" for label, shown in LINES]
    return "\n".join(lines) + "\n"
