"""Tables that are told by parts of lines standing below each other, whatever these parts are.

A price list with units, a timetable, a table of words: their rows need not end with bare figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.pdf.tables.columns import Column, grouped, is_in_line
from assistant.documents.pdf.tables.found import FoundRow, FoundTable, cell_of
from assistant.documents.pdf.tables.segments import Segment
from assistant.documents.pdf.tables.titles import title_rows
from assistant.documents.pdf.tables.units import Unit
from assistant.documents.tables.cells import PlacedRow
from assistant.documents.tables.header import find_head
from assistant.types.tables import RowKind

# What begins with a figure and says little more: "34.20 ct", "31 Dec 2025", "< 5.7", "13.5–17.5".
_VALUE = re.compile(r"[<>≤≥~±+−–(\[-]*\s?(?:[$€£¥]|[A-Z]{3}\s)?\s?\d\S*(?:\s\S+){0,2}|[—–-]+|[nN]/?[aA]")
_AMOUNT = re.compile(r"[$€£¥]\s?\d")
_PAIR = 2
_MOSTLY = 0.6
_FEWEST_ROWS, _FEWEST_BELOW_HEADER = 3, 2
_MOST_COLUMNS, _FEWEST_COLUMNS_OF_WORDS = 15, 3
# Lines of a table stand closer than this share of their height.
_NEAR = 2.0
_TALL = 1.6
_MOST_WORDS_OF_PART = 12
_MOST_WORDS_OF_NAME = 4
# One in so many rows may have parts that reach over several columns, and one more.
_WIDE_ROWS = 6


@dataclass(frozen=True, slots=True)
class _Line:
    """A row or the name of a group: its units and, for a row, the segments of each column."""

    units: tuple[Unit, ...]
    places: tuple[tuple[Segment, ...], ...]

    @property
    def texts(self) -> list[str]:
        return [" ".join(segment.text for segment in place) for place in self.places]


def find_grids(units: Sequence[Unit], taken: frozenset[int]) -> list[FoundTable]:
    """Return the tables among the units of a page.

    Args:
        units: The units of the page, in the order of its text.
        taken: The numbers of the lines of other tables.
    """
    found: list[FoundTable] = []
    lowest = 0
    for run in _runs(units, taken):
        whole = _table(units, *run, lowest)
        for first, end in [run] if whole is not None else _parts(units, *run):
            table = whole or _table(units, first, end, lowest)
            if table is not None:
                found.append(table)
                lowest = end
    return found


def _parts(units: Sequence[Unit], first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a run between units of one part, which may be titles of tables."""
    for number in range(first, end + 1):
        if number == end or len(units[number].segments) == 1:
            if number > first:
                yield first, number
            first = number + 1


def _runs(units: Sequence[Unit], taken: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield the first unit and the one after the last of each run of units in parts, with names of groups."""
    number = 0
    while number < len(units):
        if not _is_in_parts(units[number], taken):
            number += 1
            continue
        end = last = number + 1
        while end < len(units) and _is_near(units[end - 1], units[end]) and units[end].first not in taken:
            if _is_in_parts(units[end], taken):
                last = end + 1
            elif end > last or not _may_name_group(units[end]):
                break
            end += 1
        yield number, last
        number = last


def _is_in_parts(unit: Unit, taken: frozenset[int]) -> bool:
    if len(unit.segments) < 2 or unit.is_prose or unit.first in taken:
        return False
    if unit.bottom - unit.top > _TALL * unit.height:
        return False  # lines of several rows
    return all(segment.text.count(" ") < _MOST_WORDS_OF_PART for segment in unit.segments)


def _may_name_group(unit: Unit) -> bool:
    """Whether a unit of one part, between rows, may name the rows below it or go on with the one above."""
    return len(unit.segments) == 1 and not unit.is_prose and not unit.text.endswith(".")


def _is_near(above: Unit, below: Unit) -> bool:
    gap = below.top - above.bottom
    return -0.5 * above.height <= gap <= _NEAR * max(above.height, below.height)


def _table(units: Sequence[Unit], first: int, end: int, lowest: int) -> FoundTable | None:
    run = units[first:end]
    rows = [unit for unit in run if len(unit.segments) > 1]
    if len(rows) < _FEWEST_ROWS:
        return None
    columns = _columns(rows)
    if columns is None:
        return None
    lines = _lines(run, columns)
    if lines is None:
        return None
    placed = [PlacedRow(line.texts) for line in lines]
    head = find_head(placed, usually_named=True)
    if head.notes or head.levels > 1:
        return None  # over which columns a name stands is not looked at
    names, body = head.names, lines[head.levels :]
    if names and not head.is_certain and any(map(_says_more, names)):
        return None
    if not _is_table([line.texts for line in body if _is_row(line)], len(columns), names):
        return None
    found = [*title_rows(units, first, lowest)]
    if names:
        found.append(_found("header", lines[0]))
    found += [_found("row" if _is_row(line) else "group", line) for line in body]
    return FoundTable(names, tuple(found), tuple((column.left, column.right) for column in columns))


def _columns(rows: Sequence[Unit]) -> list[Column] | None:
    """Return the columns of some rows; a few may have parts that are wider, such as a header."""
    kept = list(rows)
    groups = _groups_of(kept)
    for _ in range(1 + len(rows) // _WIDE_ROWS):
        without = [_groups_of([*kept[:n], *kept[n + 1 :]]) for n in range(len(kept))]
        best = max(range(len(kept)), key=lambda n: len(without[n]))
        if len(without[best]) <= len(groups):
            break
        groups = without[best]
        del kept[best]
    if not 1 < len(groups) <= _MOST_COLUMNS or not all(map(is_in_line, groups)):
        return None
    filled = [len({segment.line for segment in group}) for group in groups]
    if min(filled) < 2 or sum(filled) < _MOSTLY * len(groups) * len(kept):
        return None
    return [Column(min(s.left for s in group), max(s.right for s in group), False) for group in groups]


def _groups_of(rows: Sequence[Unit]) -> list[list[Segment]]:
    return grouped([segment for row in rows for segment in row.segments])


def _lines(run: Sequence[Unit], columns: Sequence[Column]) -> list[_Line] | None:
    """Return the rows and names of groups; a line without a label goes on with the row above."""
    lines: list[_Line] = []
    for unit in run:
        places: list[list[Segment]] = [[] for _ in columns]
        for segment in unit.segments:
            places[_nearest(segment, columns)].append(segment)
        goes_on = lines and not places[0] and _is_row(lines[-1]) and len(unit.segments) < len(columns) - 1
        if goes_on and lines[-1].places[0]:
            joined = tuple((*one, *other) for one, other in zip(lines[-1].places, places, strict=True))
            lines[-1] = _Line((*lines[-1].units, unit), joined)
        elif len(unit.segments) == 1 and not places[0]:
            return None
        else:
            lines.append(_Line((unit,), tuple(map(tuple, places))))
    return lines


def _nearest(segment: Segment, columns: Sequence[Column]) -> int:
    shared = [segment.overlap(column.left, column.right) for column in columns]
    return shared.index(max(shared))


def _is_row(line: _Line) -> bool:
    return sum(bool(place) for place in line.places) > 1


def _is_table(rows: Sequence[Sequence[str]], width: int, names: Sequence[str]) -> bool:
    """Whether rows in columns are surely a table, not a form, addresses side by side or contents."""
    if len(rows) < (_FEWEST_BELOW_HEADER if names else _FEWEST_ROWS):
        return False
    if 2 * sum(row[0].endswith(":") for row in rows) >= len(rows):
        return False
    if width > _PAIR and 2 * sum(map(bool, names[1:])) < width:
        return False  # which column is asked for could not be told
    if any(map(_AMOUNT.search, names)) or (names and all(map(_VALUE.fullmatch, names[1:]))):
        return False  # a row of values for a header
    columns = list(zip(*rows, strict=True))
    has_values = [_are_values(column) for column in columns]
    if not any(has_values[1:]):
        return width >= _FEWEST_COLUMNS_OF_WORDS and bool(names) and all(names)
    return bool(names and names[-1]) or not _are_pages([row[-1] for row in rows if row[-1]])


def _are_pages(cells: Sequence[str]) -> bool:
    """Whether cells are numbers of pages, which only rise."""
    return all(map(str.isdigit, cells)) and sorted(map(int, cells)) == list(map(int, cells))


def _are_values(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(_VALUE.fullmatch(cell)) for cell in filled) >= _MOSTLY * len(filled)


def _says_more(name: str) -> bool:
    """Whether a text is more than the name of a column: a first row of words is no header."""
    return any(map(str.isdigit, name)) or len(name.split()) > _MOST_WORDS_OF_NAME


def _found(kind: RowKind, line: _Line) -> FoundRow:
    segments = [segment for unit in line.units for segment in unit.segments]
    cells = tuple(cell_of(place, segments) for place in line.places)
    return FoundRow(kind, line.units[0].first, line.units[-1].last, cells)
