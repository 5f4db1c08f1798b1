"""Lines that stand in one row of a page, and the runs of rows that may be the body of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.pdf.tables.segments import PageLine, Segment

# Lines of a cell of several lines stand between those of one row in the text; so many are looked past.
_LOOK_AHEAD = 6
_SAME_ROW = 0.5
# Rows further apart than this share of their height are of two tables; so many lines may stand between rows.
_FAR = 3.5
_MOST_BETWEEN = 4
_NOTE_MARK = re.compile(r"(?:\((?:\d|[a-z])\)|\[\w\]|[*†‡]+|\d)\Z")
_MARK_GAP = 0.6
# A line of more words, or a sentence of more, is prose.
_MOST_WORDS, _SENTENCE_WORDS = 16, 7


@dataclass(frozen=True, slots=True)
class Unit:
    """Neighbouring lines of the text that stand in one row of the page.

    Attributes:
        first: The number of the first line.
        last: The number of the last line.
        segments: Their segments, as they follow each other in the text.
        top: Their upper edge.
        bottom: Their lower edge.
        is_row: Whether they hold figures beside other segments, as a row of a table does.
        is_prose: Whether they are running text.
    """

    first: int
    last: int
    segments: tuple[Segment, ...]
    top: float
    bottom: float
    is_row: bool
    is_prose: bool

    @property
    def height(self) -> float:
        """The height of one line."""
        return self.segments[0].height

    @property
    def left(self) -> float:
        """The left edge of what stands first."""
        return min(segment.left for segment in self.segments)

    @property
    def text(self) -> str:
        """What it says."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def label(self) -> Segment:
        """The leftmost segment."""
        return min(self.segments, key=lambda segment: segment.left)


def make_units(lines: Sequence[PageLine]) -> list[Unit]:
    """Group the lines of a page, in the order of its text, to units."""
    units: list[Unit] = []
    number = 0
    while number < len(lines):
        last = _last_beside(lines, number)
        unit = _unit(lines, number, last)
        if unit is not None:
            units.append(unit)
        number = last + 1
    return units


def _last_beside(lines: Sequence[PageLine], first: int) -> int:
    """Return the last line of the text that stands in one row with line `first` or one joined to it."""
    last = number = first
    while number <= last:
        box = lines[number].box
        for other in range(last + 1, min(number + _LOOK_AHEAD, len(lines))):
            there = lines[other].box
            disjoint = there.left >= box.right or box.left >= there.right
            if there.top < box.bottom and disjoint and box.in_row_with(there, _SAME_ROW):
                last = other
        number += 1
    return last


def _unit(lines: Sequence[PageLine], first: int, last: int) -> Unit | None:
    segments = tuple(segment for line in lines[first : last + 1] for segment in line.segments)
    if not segments:
        return None
    if last > first or len(segments) > 1:
        segments = tuple(s for s in segments if not _is_mark(s, segments))
    top, bottom = min(s.top for s in segments), max(s.bottom for s in segments)
    return Unit(first, last, segments, top, bottom, _is_row(segments), any(map(_is_prose, segments)))


def _is_mark(segment: Segment, segments: Sequence[Segment]) -> bool:
    """Whether a segment is the mark of a note behind the words of another."""
    return _NOTE_MARK.match(segment.text) is not None and any(
        -0.5 * other.height <= segment.left - other.right <= _MARK_GAP * other.height
        for other in segments
        if other is not segment and not _NOTE_MARK.match(other.text)
    )


def _is_row(segments: Sequence[Segment]) -> bool:
    if len(segments) < 2:
        return False
    if all(segment.is_figure for segment in segments):
        return any(segment.is_value for segment in segments)
    return any(segment.is_value for segment in segments[1:])


def _is_prose(segment: Segment) -> bool:
    words = segment.text.count(" ") + 1
    ends = segment.text.endswith((".", ";", "?", "!"))
    return words > _MOST_WORDS or (ends and words > _SENTENCE_WORDS)


def bodies(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the first unit and of the one after the last of each run of rows.

    Between the rows there may be lines of single segments: parts of labels, names of groups.
    """
    number = 0
    while number < len(units):
        if not units[number].is_row or units[number].is_prose:
            number += 1
            continue
        end = _end(units, number)
        yield number, end
        number = end


def _end(units: Sequence[Unit], first: int) -> int:
    end, value_left = first + 1, _value_left(units[first])
    for number in range(first + 1, len(units)):
        unit, before = units[number], units[number - 1]
        if unit.top < before.top - 0.5 * unit.height or unit.top - before.bottom > _FAR * unit.height:
            break
        if unit.is_prose or number - end >= _MOST_BETWEEN:
            break
        if unit.is_row:
            end = number + 1
            value_left = min(value_left, _value_left(unit))
        elif is_above_values(unit, value_left):
            break
    return end


def _value_left(unit: Unit) -> float:
    values = [segment.left for segment in unit.segments if segment.is_value and segment is not unit.label]
    return min(values, default=unit.label.left)


def is_above_values(unit: Unit, value_left: float) -> bool:
    """Whether a unit without values stands where values do, as the names of columns do."""
    beyond = [segment for segment in unit.segments if segment.right > value_left]
    return bool(beyond) and all(not s.is_value for s in beyond)
