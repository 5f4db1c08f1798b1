"""The columns of a run of rows: where the figures of several rows stand below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from assistant.documents.pdf.tables.segments import Segment
from assistant.documents.pdf.tables.units import Unit

# The edges of a column's figures are in line to this share of their height: digits hang over by a bracket.
_IN_LINE = 0.8
_FEWEST_IN_LINE = 3
# One of so many may be out of line.
_MOST = 3
_STRAY = 1.5
# A segment that touches a column by less, in shares of its width, does not stand in it.
_TOUCHED = 0.15


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        left: Its left edge.
        right: Its right edge.
        has_figures: Whether figures stand in it.
    """

    left: float
    right: float
    has_figures: bool

    @property
    def middle(self) -> float:
        """Its middle."""
        return (self.left + self.right) / 2

    def around(self, segment: Segment) -> Column:
        """Return the column widened to hold a segment."""
        return replace(self, left=min(self.left, segment.left), right=max(self.right, segment.right))


def find_columns(rows: Sequence[Unit]) -> list[Column] | None:
    """Return the columns of some rows from left to right, None if they are not in line.

    Args:
        rows: The units with figures.
    """
    figures = [s for row in rows for s in row.segments if s.is_figure]
    texts = [s for row in rows for s in row.segments if not (s.is_figure or s.is_sign)]
    groups = _without_strays(grouped(figures))
    if not all(is_in_line(group) for group in groups):
        return None
    columns = [_around(group, True) for group in groups]
    loose = [s for s in texts if not any(_touches(s, column) for column in columns)]
    columns += [_around(group, False) for group in grouped(loose)]
    columns.sort(key=lambda column: column.left)
    return columns if _are_apart(columns) and len(columns) > 1 else None


def place(segment: Segment, columns: Sequence[Column]) -> int | None:
    """Return the number of the column in which a segment stands, None if it stands over several or none."""
    touched = [number for number, column in enumerate(columns) if _touches(segment, column)]
    if len(touched) > 1 and touched[0] == 0 and not columns[0].has_figures and not segment.is_figure:
        # A long label may end above the figures of other rows, but stands over one column of them at most.
        return 0 if len(touched) == 2 and segment.middle < columns[1].left else None
    if len(touched) == 1:
        return touched[0]
    if touched:
        return None
    near = min(
        range(len(columns)),
        key=lambda n: max(columns[n].left - segment.right, segment.left - columns[n].right),
    )
    gap = max(columns[near].left - segment.right, segment.left - columns[near].right)
    return near if gap <= 2 * segment.height else None


def _touches(segment: Segment, column: Column) -> bool:
    if segment.right <= column.left or segment.left >= column.right:
        return False
    shared = segment.overlap(column.left, column.right)
    return shared > _TOUCHED * min(segment.right - segment.left, column.right - column.left)


def grouped(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Group segments that overlap from left to right."""
    groups: list[list[Segment]] = []
    right = float("-inf")
    for segment in sorted(segments, key=lambda segment: segment.left):
        if not groups or segment.left >= right:
            groups.append([])
            right = segment.right
        groups[-1].append(segment)
        right = max(right, segment.right)
    return groups


def _without_strays(groups: Sequence[list[Segment]]) -> list[list[Segment]]:
    """Join groups that are close and have no row in common: dashes may stand right of digits."""
    joined: list[list[Segment]] = []
    for group in groups:
        before = joined[-1] if joined else []
        gap = min(s.left for s in group) - max((s.right for s in before), default=float("-inf"))
        lines = {segment.line for segment in before}
        if gap <= _STRAY * group[0].height and lines.isdisjoint(segment.line for segment in group):
            before += group
        else:
            joined.append(list(group))
    return joined


def _around(group: Sequence[Segment], has_figures: bool) -> Column:
    return Column(min(s.left for s in group), max(s.right for s in group), has_figures)


def is_in_line(group: Sequence[Segment]) -> bool:
    """Whether segments have their right edges, left edges or middles in line."""
    if len(group) < _FEWEST_IN_LINE:
        return True
    limit = 2 * _IN_LINE * max(segment.height for segment in group)
    edges = ([s.right for s in group], [s.left for s in group], [s.middle for s in group])
    return any(_most_are_near(edge, limit) for edge in edges)


def _most_are_near(edges: Sequence[float], limit: float) -> bool:
    middle = median(edges)
    return _MOST * sum(abs(edge - middle) <= limit / 2 for edge in edges) >= (_MOST - 1) * len(edges)


def _are_apart(columns: Sequence[Column]) -> bool:
    return all(one.right <= other.left for one, other in pairwise(columns))
