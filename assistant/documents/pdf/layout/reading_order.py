"""The order in which the lines of a page are read, from where they are seen on the page.

A PDF may draw its text in any order. The order of drawing is kept where the page does not contradict it.
A row is a list of pieces that stand beside each other and become one line of text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from assistant.documents.pdf.layout.page_lines import Box, Piece

Row = list[Piece]

# Lines may overlap vertically by this share of the lower one and still stand one above the other.
_TOUCHING = 0.3
# Lines that overlap vertically by more than this share are drawn across each other.
_OVERLAP = 0.6
# One line stands above another in its column if it covers this share of the width of the narrower one, and
# if both begin, end or have their middle at the same place, to so many points. Cells of a table's header have
# none of that in common with the lines that run across the table.
_SHARED_WIDTH, _ALIGNED = 0.5, 4.0
# A mark of a note ("(1)", "a,b", "®") belongs to a word that may stand anywhere in its line.
_LONGEST_MARK = 8
_WORD = re.compile(r"[^\W\d_]{3}")
# A page with more lines is a drawing or a map; its order is left alone.
_MOST_LINES = 1500


def box_of(row: Row) -> Box:
    """Return the box around all pieces of a row."""
    box = row[0].box
    for piece in row[1:]:
        box = box.around(piece.box)
    return box


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Return rows so that each comes after all that stand above it in the same column.

    Apart from that they stay in the order in which they are drawn: columns one after the other. Rows whose
    place says nothing, such as turned ones and marks of notes, stay with what is drawn next to them.
    """
    boxes = [box_of(row) for row in rows]
    if all(one.middle <= two.middle for one, two in pairwise(boxes)):
        return list(rows)
    is_fixed = [_is_fixed(row, box, boxes) for row, box in zip(rows, boxes, strict=True)]
    fixed = [row for row, is_one in zip(rows, is_fixed, strict=True) if is_one]
    boxes = [box for box, is_one in zip(boxes, is_fixed, strict=True) if is_one]
    if not 1 < len(fixed) <= _MOST_LINES:
        return list(rows)
    above, (titles, footers) = _is_above(boxes), _edges(boxes)
    if not (titles or footers or np.tril(above).any()) or _overlap(boxes):
        return list(rows)
    places = [number for number, is_one in enumerate(is_fixed) if is_one]
    around = _with_loose_rows(rows, places)
    ordered = [row for number in _order(above, titles, footers) for row in around[number]]
    return [*rows[: places[0]], *ordered, *rows[places[-1] + 1 :]]


def _with_loose_rows(rows: Sequence[Row], places: Sequence[int]) -> list[list[Row]]:
    """Return each fixed row, given the places of all, with the loose ones drawn between it and another.

    They stay with the nearer one of both.
    """
    around = [[rows[place]] for place in places]
    for one, (before, after) in enumerate(pairwise(places)):
        above, below = box_of(rows[before]).middle, box_of(rows[after]).middle
        loose = rows[before + 1 : after]
        nearer = [abs(box_of(row).middle - above) <= abs(box_of(row).middle - below) for row in loose]
        around[one] += [row for row, is_nearer in zip(loose, nearer, strict=True) if is_nearer]
        around[one + 1][:0] = [row for row, is_nearer in zip(loose, nearer, strict=True) if not is_nearer]
    return around


def _is_fixed(row: Row, box: Box, boxes: Sequence[Box]) -> bool:
    """Whether the place of a row says where it is read."""
    if row[0].turned:
        return False
    text = row[0].text
    is_mark = len(row) == 1 and len(text) <= _LONGEST_MARK and not _WORD.search(text)
    return not (is_mark and any(other is not box and other.in_row_with(box) for other in boxes))


def _order(above: npt.NDArray[np.bool_], titles: Sequence[int], footers: Sequence[int]) -> list[int]:
    order: list[int] = []
    placed = [False] * len(above)
    moved = {*titles, *footers}
    for first in [*titles, *(number for number in range(len(above)) if number not in moved), *footers]:
        waiting = [first]
        while waiting:
            number = waiting[-1]
            if placed[number]:
                waiting.pop()
                continue
            missing = [int(other) for other in np.flatnonzero(above[:, number]) if not placed[other]]
            if missing:
                waiting.extend(reversed(missing))
            else:
                placed[number] = True
                order.append(number)
                waiting.pop()
    return order


def _edges(boxes: Sequence[Box]) -> tuple[list[int], list[int]]:
    """Return the lines above all others that are drawn last, and those below all others that are drawn first.

    Such titles and footers may belong to several columns and stand over or under only one of them.
    """
    middles = [box.middle for box in boxes]
    count = len(middles)
    highest_before, lowest_after = list(accumulate(middles, min)), list(accumulate(middles[::-1], max))[::-1]
    lowest_before, highest_after = list(accumulate(middles, max)), list(accumulate(middles[::-1], min))[::-1]
    footers: list[int] = []
    for number in range(count - 1):
        if middles[number] > lowest_after[number + 1]:
            footers.append(number)
        elif middles[number] > highest_after[number + 1]:
            break
    titles: list[int] = []
    for number in range(count - 1, 0, -1):
        if middles[number] < highest_before[number - 1]:
            titles.append(number)
        elif middles[number] < lowest_before[number - 1]:
            break
    return sorted(titles, key=middles.__getitem__), sorted(footers, key=middles.__getitem__)


def _overlap(boxes: Sequence[Box]) -> bool:
    """Whether lines are drawn across each other, so that no order is the one that is seen."""
    left, top, right, bottom = np.array(boxes).T
    wide = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    high = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    height = bottom - top
    across = (wide > 0) & (high > _OVERLAP * np.minimum(height[:, None], height))
    return bool(np.triu(across, 1).any())


def _is_above(boxes: Sequence[Box]) -> npt.NDArray[np.bool_]:
    """Return for each pair whether the first stands above the second in the same column."""
    left, top, right, bottom = np.array(boxes).T
    height, width, middle = bottom - top, right - left, (top + bottom) / 2
    over = bottom[:, None] - _TOUCHING * np.minimum(height[:, None], height) <= top
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    covered = shared >= _SHARED_WIDTH * np.maximum(np.minimum(width[:, None], width), 0.1)
    aligned = np.zeros_like(covered)
    for place in (left, right, (left + right) / 2):
        aligned |= np.abs(place[:, None] - place) <= _ALIGNED
    over &= middle[:, None] < middle
    above: npt.NDArray[np.bool_] = over & covered & aligned
    # A title that is drawn late and has nothing beside it divides the page.
    beside = (bottom[:, None] > top) & (top[:, None] < bottom) & ~over & ~over.T
    alone = np.tril(above).any(axis=1) & (beside.sum(axis=1) == 1)
    above[alone, :] = over[alone, :]
    above[:, alone] = over[:, alone]
    return above
