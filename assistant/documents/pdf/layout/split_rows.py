"""Rows of a page whose parts are drawn apart: cells column by column, labels first and values afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.documents.pdf.layout.page_lines import Box, Piece
from assistant.documents.pdf.layout.reading_order import Row, box_of

# Two lines are in one row if their middles are this close, in shares of their height.
_SAME_ROW = 0.4
# A cell of a table or a label has at most so many words; what it is drawn apart from may have more.
_CELL_WORDS, _ROW_WORDS = 4, 12
# Lines closer than this share of their height may be lines of one cell.
_NEAR = 1.5
# Of a column of cells so many have something in their row.
_MATCHED = 0.8
# Dots or lines that lead to what stands at the end of the row.
_LEADER = re.compile(r"(?:[.…·_] ?){4,}\Z|…+\Z")


def has_split_rows(pieces: Sequence[Piece]) -> bool:
    """Whether a short line stands in one row with another one."""
    ordered = sorted(pieces, key=lambda piece: piece.box.middle)
    for place, here in enumerate(ordered):
        for there in ordered[place + 1 : place + 4]:
            if not _in_one_row(here.box, there.box):
                break
            if min(here.words, there.words) <= _CELL_WORDS:
                return True
    return False


def joined_rows(rows: Sequence[Row]) -> list[Row]:
    """Join cells that are drawn column by column, or labels and values drawn apart, to rows.

    Columns of prose, and cells of several lines, are left alone.

    Args:
        rows: The lines of a page as they are drawn.
    """
    lines = [_Line(row) for row in rows]
    beside = _beside(lines)
    partners: dict[int, int] = {}
    for run in _runs_of_cells(lines):
        found = {number: _partner(lines, number, beside[number], run) for number in run}
        matched = {number: other for number, other in found.items() if other is not None}
        if len(matched) >= _MATCHED * len(run) and _are_rows(lines, matched):
            partners.update(matched)
    return _merged(lines, partners) if partners else list(rows)


class _Line:
    """A line with what is asked about it again and again."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.box = box_of(row)
        self.words = sum(piece.words for piece in row)
        self.turned = row[0].turned

    @property
    def is_figure(self) -> bool:
        """Whether it is without letters."""
        return not any(char.isalpha() for piece in self.row for char in piece.text)

    @property
    def leads_on(self) -> bool:
        """Whether something must follow it in its row."""
        return self.row[-1].text.endswith(":") or _LEADER.search(self.row[-1].text) is not None


def _runs_of_cells(lines: Sequence[_Line]) -> Iterator[list[int]]:
    """Yield the numbers of short lines that are drawn one after the other, downwards in one column."""
    run: list[int] = []
    for number, line in enumerate(lines):
        is_cell = not line.turned and line.words <= _CELL_WORDS
        if run and not (is_cell and _goes_down(lines[run[-1]].box, line.box)):
            yield run
            run = []
        run += [number] if is_cell else []
    if run:
        yield run


def _are_rows(lines: Sequence[_Line], matched: dict[int, int]) -> bool:
    """Whether the lines of a column and those beside them are rows: one line each, in the same order."""
    cells, others = list(matched), list(matched.values())
    if others != sorted(set(others)) or any(lines[other].words > _ROW_WORDS for other in others):
        return False
    if _has_more_lines(lines, cells, others) or _has_more_lines(lines, others, cells):
        return False
    pairs = [
        sorted((lines[cell], lines[other]), key=lambda line: line.box.left) for cell, other in matched.items()
    ]
    if 2 * sum(left.leads_on for left, _ in pairs) > len(pairs):
        return True
    figures = (sum(lines[number].is_figure for number in side) for side in (cells, others))
    return len(cells) > 1 and 2 * max(figures) > len(cells)


def _has_more_lines(lines: Sequence[_Line], column: Sequence[int], other: Sequence[int]) -> bool:
    """Whether a column has a line between those of its rows, or closely below: cells of several lines.

    A line closely above may be a title, but not where there is one row only.
    """
    box = box_of([piece for number in column for piece in lines[number].row])
    near = _NEAR * lines[column[-1]].box.height
    start, end = box.top - near * (len(column) == 1), box.bottom + near
    return any(
        start < line.box.middle < end and min(line.box.right, box.right) > max(line.box.left, box.left)
        for number, line in enumerate(lines)
        if number not in column and number not in other
    )


def _goes_down(before: Box, after: Box) -> bool:
    overlap = min(before.right, after.right) - max(before.left, after.left)
    return overlap > 0 and after.middle > before.middle and not _in_one_row(before, after)


def _beside(lines: Sequence[_Line]) -> list[list[int]]:
    """Return for each line the numbers of those in the same row."""
    beside: list[list[int]] = [[] for _ in lines]
    upright = [number for number, line in enumerate(lines) if not line.turned]
    ordered = sorted(upright, key=lambda number: lines[number].box.middle)
    for place, one in enumerate(ordered):
        here = lines[one].box
        for other in ordered[place + 1 :]:
            there = lines[other].box
            if there.middle - here.middle > _SAME_ROW * here.height:
                break
            if _in_one_row(here, there) and (there.left >= here.right or here.left >= there.right):
                beside[one].append(other)
                beside[other].append(one)
    return beside


def _partner(lines: Sequence[_Line], number: int, beside: Sequence[int], run: Sequence[int]) -> int | None:
    """Return the nearest line in the same row that is not of the same run."""
    here = lines[number].box
    gaps = [
        (max(lines[other].box.left - here.right, here.left - lines[other].box.right), other)
        for other in beside
        if other not in run
    ]
    return min(gaps)[1] if gaps else None


def _merged(lines: Sequence[_Line], partners: dict[int, int]) -> list[Row]:
    """Put lines into one row with their partners, at the place of the leftmost of them."""
    group = list(range(len(lines)))

    def root(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    for one, other in partners.items():
        group[root(one)] = root(other)
    members: dict[int, list[int]] = {}
    for number in range(len(lines)):
        members.setdefault(root(number), []).append(number)
    merged: dict[int, Row] = {}
    for numbers in members.values():
        ordered = sorted(numbers, key=lambda number: lines[number].box.left)
        merged[ordered[0]] = [piece for number in ordered for piece in lines[number].row]
    return [merged[number] for number in sorted(merged)]


def _in_one_row(one: Box, other: Box) -> bool:
    return abs(one.middle - other.middle) <= _SAME_ROW * min(one.height, other.height)
