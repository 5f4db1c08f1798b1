"""What stands above the rows of a table: the names of its columns, its title, its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.documents.pdf.tables.columns import Column
from assistant.documents.pdf.tables.found import FoundCell, FoundRow, cell_of
from assistant.documents.pdf.tables.segments import Segment
from assistant.documents.pdf.tables.titles import UNIT, is_unit, title_rows
from assistant.documents.pdf.tables.units import Unit
from assistant.types.tables import BETWEEN_LEVELS

# Lines of a header stand closer than this share of their height.
_NEAR = 2.5
_PAIR, _CENTRED, _IN_MIDDLE = 2, 2.0, 0.5
_MOST_HEADER = 12


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the rows: its lines, and the name of each column, () if nothing names them."""

    rows: tuple[FoundRow, ...]
    names: tuple[str, ...]


class _Name(NamedTuple):
    """A part of a header: what it says and the columns over which it stands."""

    segment: Segment
    first: int
    last: int


def find_head(units: Sequence[Unit], first: int, lowest: int, columns: Sequence[Column]) -> Head:
    """Return what stands above the rows of a table.

    Args:
        units: The units of the page.
        first: The number of the first unit of the rows.
        lowest: The number of the first unit that may belong to the table.
        columns: The columns of the table.
    """
    start, names = _header(units, first, lowest, columns)
    rows = [*title_rows(units, start, lowest)]
    if names:
        segments = [segment for unit in units[start:first] for segment in unit.segments]
        lines = units[start].first, units[first - 1].last
        cells = (_lowest(names, column, segments) for column in range(len(columns)))
        rows.append(FoundRow("header", *lines, tuple(cells)))
    return Head(tuple(rows), _joined(names, len(columns)) if names else ())


def _header(
    units: Sequence[Unit], first: int, lowest: int, columns: Sequence[Column]
) -> tuple[int, list[_Name]]:
    """Return the number of the first unit of the header, and its parts from top to bottom."""
    found: list[_Name] = []
    start = first
    wide = list(columns)
    while start > max(lowest, first - _MOST_HEADER):
        unit, below = units[start - 1], units[start]
        gap = below.top - unit.bottom
        if unit.is_row or unit.is_prose or gap > _NEAR * unit.height or unit.top > below.top:
            break
        if found and len(unit.segments) == 1 and _is_title_over(unit.segments[0], columns):
            break
        names = _names(unit, wide, found)
        if names is None or not (found or any(name.last > 0 for name in names)):
            break
        if found and all(name.last == 0 for name in names):
            break
        found[:0] = names
        start -= 1
        wide = _widened(wide, names)
    return start, found


def _is_title_over(segment: Segment, columns: Sequence[Column]) -> bool:
    """Whether words alone in their line are a title or a unit, no name of columns."""
    left, right = columns[0].left, columns[-1].right
    values = (columns[1].left + right) / 2
    over_table, over_values = abs(segment.middle - (left + right) / 2), abs(segment.middle - values)
    if UNIT.search(segment.text) and is_unit(segment.text):
        return True
    is_beside = segment.left < columns[1].left and len(columns) > _PAIR
    return over_table < _CENTRED * segment.height and over_values > over_table and is_beside


def _widened(columns: Sequence[Column], names: Sequence[_Name]) -> list[Column]:
    """Return the columns as wide as the names of single ones are, where these do not reach into others."""
    wide = list(columns)
    for name in names:
        if 0 < name.first == name.last:
            left = wide[name.first - 1].right
            right = wide[name.first + 1].left if name.first + 1 < len(wide) else float("inf")
            if left <= name.segment.left and name.segment.right <= right:
                wide[name.first] = wide[name.first].around(name.segment)
    return wide


def _names(unit: Unit, columns: Sequence[Column], below: Sequence[_Name]) -> list[_Name] | None:
    """Return the parts of a header that a unit is, None if it is none; `below` are those under it."""
    segments = sorted(unit.segments, key=lambda segment: (segment.top, segment.left))
    touched = [_touched(segment, columns) for segment in segments]
    if None in touched:
        return None
    names: list[_Name] = []
    for segment, span in zip(segments, touched, strict=True):
        beside = [
            other
            for each, other in zip(segments, touched, strict=True)
            if each is not segment and other is not None and _is_beside(each, segment)
        ]
        first, last = span or (0, 0)
        lowest = max((other[1] + 1 for other in beside if other[1] < first), default=0)
        highest = min((other[0] - 1 for other in beside if other[0] > last), default=len(columns) - 1)
        if len(segments) == 1 and _heads_periods(first, last, below, len(columns)):
            first, last = 1, len(columns) - 1
        names.append(_Name(segment, *_centred(segment, columns, (first, last), (lowest, highest), below)))
    return names


def _heads_periods(first: int, last: int, below: Sequence[_Name], count: int) -> bool:
    """Whether a name alone in its line, in the middle of columns named by years, is that of all."""
    alone = {
        name.first for name in below if name.first == name.last and name.segment.kind in ("year", "date")
    }
    return alone >= set(range(1, count)) and len(alone) == len(below) and first + last == count


def _is_beside(one: Segment, other: Segment) -> bool:
    return min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5 * one.height


def _touched(segment: Segment, columns: Sequence[Column]) -> tuple[int, int] | None:
    """Return the first and last column over which a segment stands, None over none or if it is a title."""
    height = segment.height
    touched = [n for n, column in enumerate(columns) if segment.overlap(column.left, column.right) > 0]
    if not touched:
        near = min(range(len(columns)), key=lambda n: _gap(segment, columns[n]))
        if _gap(segment, columns[near]) <= 3 * height:
            return near, near
        right = next((n for n in range(2, len(columns)) if columns[n].left > segment.right), None)
        return None if right is None else (right - 1, right)
    first, last = touched[0], touched[-1]
    if first == 0 and last > 0 and not columns[0].has_figures:
        # Over labels and figures stands a title, unless a long label reaches under the name of a column.
        return None if segment.left < columns[1].left - 4 * height else (1, last)
    return first, last


def _gap(segment: Segment, column: Column) -> float:
    return max(column.left - segment.right, segment.left - column.right)


def _centred(
    segment: Segment,
    columns: Sequence[Column],
    touched: tuple[int, int],
    bounds: tuple[int, int],
    below: Sequence[_Name],
) -> tuple[int, int]:
    """Return the run of columns in whose middle a name stands.

    Args:
        segment: The name.
        columns: All columns.
        touched: The first and last column over which it stands.
        bounds: The first and last column that are not under names beside it.
        below: The names under it; it stands over all columns of one or none.
    """
    first, last = touched
    if first == 0:
        return first, last
    for name in reversed(below):
        if name.first <= last and first <= name.last and name.last > name.first:
            first, last = min(first, name.first), max(last, name.last)
    if first == last and _is_in_line(segment, columns[first]):
        return first, last
    runs = [
        (one, other)
        for one in range(min(max(1, bounds[0]), first), first + 1)
        for other in range(last, max(bounds[1], last) + 1)
        if all(n.first >= one or n.last < one for n in below if n.last > n.first)
        and all(n.last <= other or n.first > other for n in below if n.last > n.first)
    ]

    def distance(run: tuple[int, int]) -> float:
        middle = (columns[run[0]].left + columns[run[1]].right) / 2
        return abs(middle - segment.middle) / segment.height

    best = min(runs, key=lambda run: (round(distance(run) / 2), run[1] - run[0]), default=touched)
    # Over one column stands mostly the name of that column, over several only what is in their middle.
    return best if first < last or distance(best) <= _IN_MIDDLE else (first, last)


def _is_in_line(segment: Segment, column: Column) -> bool:
    close = 1.5 * segment.height
    edges = (segment.right - column.right, segment.middle - column.middle, segment.left - column.left)
    return any(abs(edge) <= close for edge in edges)


def _joined(names: Sequence[_Name], count: int) -> tuple[str, ...]:
    """Return the name of each column, lines of one name with a space, levels by `BETWEEN_LEVELS`."""
    joined = []
    for column in range(count):
        text, span = "", (-1, -1)
        for name in names:
            if name.first <= column <= name.last:
                between = " " if (name.first, name.last) == span else BETWEEN_LEVELS
                text += (between if text else "") + name.segment.text
                span = (name.first, name.last)
        joined.append(text)
    return tuple(joined)


def _lowest(names: Sequence[_Name], column: int, segments: Sequence[Segment]) -> FoundCell | None:
    over = [name.segment for name in names if name.first <= column <= name.last]
    return cell_of(over[-1:], segments) if over else None
