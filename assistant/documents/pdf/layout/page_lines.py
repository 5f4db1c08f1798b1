"""The lines of a page's text as PDFium gives them, each with the box in which it is seen.

Coordinates here are points from the top left corner of the page as it is shown: `top` is less than `bottom`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from assistant.documents.pdf.layout.character_boxes import CharBox, CharBoxes

# PDFium puts U+FFFE or U+0002 in place of a hyphen and the line break after it.
LINE_END = re.compile("\r\n|[\r\n\ufffe\x02]")
HYPHENS = "\ufffe\x02"
_WORD = re.compile(r"\S+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# A line of fewer characters says nothing about the direction in which it runs.
_FEWEST_TURNED = 3


class Box(NamedTuple):
    """A rectangle on a page as it is shown."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """The height of its middle, from the top of the page."""
        return (self.top + self.bottom) / 2

    def around(self, other: Box) -> Box:
        """Return the box around this one and another."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def in_row_with(self, other: Box, share: float = 0.5) -> bool:
        """Whether both overlap vertically by that share of the lower one."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > 0 and shared >= share * min(self.height, other.height)


class Piece(NamedTuple):
    """Text on one line of a page.

    `chars` are the indices of PDFium's characters that it consists of, in reading order; a piece that is not
    in the page's own text, such as the value of a form field, has none, and `place` is where it stands in the
    page's own coordinates. `turned` says whether it runs up, down or upside down.
    """

    text: str
    box: Box
    chars: Sequence[int] = ()
    turned: bool = False
    place: CharBox | None = None

    @property
    def words(self) -> int:
        """How many words it has."""
        return self.text.count(" ") + 1


class PageChars:
    """The characters of one page: their text, their indices in PDFium, their boxes."""

    def __init__(
        self, page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, text: str, rotation: int | None = None
    ) -> None:
        """Prepare.

        Args:
            page: The page.
            text_page: Its text.
            text: The same as a string, by `get_text_range`.
            rotation: By how many degrees the page is turned clockwise when boxes are measured; by default
                as it is shown.
        """
        self.text = text
        self._text_page = text_page
        self._boxes = CharBoxes(text_page)
        self.rotation: int = page.get_rotation() if rotation is None else rotation
        left, bottom, right, top = page.get_bbox()
        self._edges = (left, bottom, right, top)
        self._indices = None if text_page.count_chars() == len(text) else self._index_table()

    def index(self, position: int) -> int:
        """Return the index in PDFium of the character at a position of the text."""
        return position if self._indices is None else self._indices[position]

    def box(self, position: int) -> Box | None:
        """Return the box of the character at a position of the text, None if it has none."""
        return self.box_of_index(self.index(position))

    def box_of_index(self, index: int) -> Box | None:
        """Return the box of one of PDFium's characters, None if it has none."""
        found = self._boxes.box(index)
        return None if found is None else self.shown(*found)

    def extent(self, start: int, end: int) -> tuple[float, float] | None:
        """Return where the ink of a word begins and ends along its line, given its first and last index."""
        one = self._boxes.ink(start)
        other = one if end == start else self._boxes.ink(end)
        if one is None or other is None:
            return None
        if self.rotation == 0:
            return min(one[0], other[0]) - self._edges[0], max(one[2], other[2]) - self._edges[0]
        first, last = self.shown(*one), self.shown(*other)
        return min(first.left, last.left), max(first.right, last.right)

    def gap(self, position: int, other: int) -> float:
        """Return how many points lie between two characters along their line, given their positions."""
        one, two = self._boxes.ink(self.index(position)), self._boxes.ink(self.index(other))
        if one is None or two is None:
            return 0.0
        along = 0 if self.rotation in (0, 180) else 1
        return max(two[along] - one[along + 2], one[along] - two[along + 2])

    def shown(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a rectangle in the page's own coordinates as it is shown, turned with the page."""
        first, last, end, start = self._edges
        if self.rotation == 0:
            return Box(left - first, start - top, right - first, start - bottom)
        if self.rotation == 90:
            return Box(bottom - last, left - first, top - last, right - first)
        if self.rotation == 180:
            return Box(end - right, bottom - last, end - left, top - last)
        return Box(start - top, end - right, start - bottom, end - left)

    def piece(self, start: int, end: int) -> Piece | None:
        """Return the piece of text between two positions of a line, None if it is blank or has no place.

        Its box is that around its first and last character.
        """
        inner = self.text[start:end].strip()
        if not inner:
            return None
        first = self.text.index(inner[0], start)
        # The height of the line is that of its first character; of the last one only its place counts.
        one = self._boxes.box(self.index(first))
        other = self._boxes.ink(self.index(first + len(inner) - 1))
        if one is None or other is None:
            return None
        turned = len(inner) >= _FEWEST_TURNED and self._is_turned(one, other, inner)
        positions = range(first, first + len(inner))
        chars = positions if self._indices is None else tuple(map(self.index, positions))
        left, bottom, right, top = zip(one, other, strict=True)
        box = self.shown(min(left), min(bottom), max(right), max(top))
        return Piece(inner, box, chars, turned)

    def _is_turned(self, first: CharBox, last: CharBox, text: str) -> bool:
        """Whether text between two characters does not run along the lines of the page as it is shown."""
        one, other = (first, last) if self.rotation == 0 else (self.shown(*first), self.shown(*last))
        across = abs(one[0] + one[2] - other[0] - other[2])
        down = abs(one[1] + one[3] - other[1] - other[3])
        return down > across or (other[2] < one[0] and not _RIGHT_TO_LEFT.search(text))

    def _index_table(self) -> Sequence[int]:
        table, unit = [], 0
        for char in self.text:
            table.append(max(0, raw.FPDFText_GetCharIndexFromTextIndex(self._text_page, unit)))
            unit += 2 if ord(char) > 0xFFFF else 1
        return table


def line_ranges(text: str) -> list[tuple[int, int]]:
    """Return start and end of each line that is not blank; the hyphen at the end of a line belongs to it."""
    ranges, start = [], 0
    for match in LINE_END.finditer(text):
        ranges.append((start, match.end() if match.group() in HYPHENS else match.start()))
        start = match.end()
    ranges.append((start, len(text)))
    return [(first, last) for first, last in ranges if text[first:last].strip()]


def words_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return start and end of each word between two positions of a text."""
    return [match.span() for match in _WORD.finditer(text, start, end)]
