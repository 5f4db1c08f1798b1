"""A table as it was found on a page: its cells are ranges of the lines of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.documents.pdf.tables.segments import Segment
from assistant.types.tables import RowKind

Place = tuple[int, int]
"""The number of a line of the page, and a position in its text."""


@dataclass(frozen=True, slots=True)
class FoundCell:
    """Where a cell begins and ends; the end is exclusive."""

    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A line of a table: what it is, its first and last line on the page, its cells."""

    kind: RowKind
    first: int
    last: int
    cells: tuple[FoundCell | None, ...]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table on a page.

    Attributes:
        names: The names of its columns, () if nothing names them.
        rows: Its lines from first to last.
        edges: The left and right edge of each column.
    """

    names: tuple[str, ...]
    rows: tuple[FoundRow, ...]
    edges: tuple[tuple[float, float], ...]


def cell_of(segments: Sequence[Segment], all_segments: Sequence[Segment]) -> FoundCell | None:
    """Return the range of neighbouring segments of a row; of several runs that are apart the first.

    Args:
        segments: Those of one column.
        all_segments: Those of the row, in the order of the text.
    """
    run: list[Segment] = []
    for segment in all_segments:
        if segment in segments:
            run.append(segment)
        elif run:
            break
    return FoundCell((run[0].line, run[0].start), (run[-1].line, run[-1].end)) if run else None
