"""Text as a browser lays it out: white space collapsed, blocks apart, table rows on lines of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from assistant.types import Heading

_SPACE: Final = " "
_LINE: Final = "\n"
_BLOCK: Final = "\n\n"
_CELL: Final = " | "
# A break inside a table cell: a space, which becomes a line break should the table prove to be layout.
_SOFT: Final = "\v"
_STRENGTH = {"": 0, _SPACE: 1, _SOFT: 2, _CELL: 3, _LINE: 4, _BLOCK: 5}
_STRONGEST = 9

_WHITE = re.compile(r"[ \t\n\r\f]+")
# Nobody writes cells this long into a table of data; such tables only place things on a page.
_LONGEST_CELL = 2000
# A longer one was never closed, and would swallow the text below it.
_LONGEST_HEADING = 400


@dataclass(slots=True)
class _Row:
    """A table row that is being written: where its breaks lie among the pieces."""

    cell_start: int
    cells: int = 0
    is_layout: bool = False
    soft_breaks: list[int] = field(default_factory=list)
    cell_breaks: list[int] = field(default_factory=list)


class Flow:
    """Collects text and the breaks between it; what separates two texts is the strongest break asked for."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._gap = ""
        self._marker = ""
        self._preformatted = 0
        self._first_of_preformatted = False
        self._rows: list[_Row] = []
        self._headings: list[Heading] = []
        self._heading_level = 0
        self._heading_start: int | None = None

    def write(self, data: str) -> None:
        """Add text, collapsing its white space unless it is preformatted."""
        if self._preformatted:
            self._write_preformatted(data)
            return
        collapsed = _WHITE.sub(" ", data)
        words = collapsed.strip(" ")
        if not words.strip():  # no-break spaces alone keep nothing apart from anything
            self._separate(_SPACE)
            return
        if collapsed[0] == " ":
            self._separate(_SPACE)
        self._emit(words)
        if collapsed[-1] == " ":
            self._separate(_SPACE)

    def line_break(self) -> None:
        """Break the line; two breaks in a row make a paragraph."""
        if self._preformatted:
            self._gap += "\n"
        elif self._rows:
            self._separate(_SOFT)
        else:
            self._separate(_BLOCK if self._gap == _LINE else _LINE)

    def line(self) -> None:
        """Begin a line of its own."""
        self._separate(_SOFT if self._rows else _LINE)

    def block(self) -> None:
        """Begin a block of its own."""
        self._separate(_SOFT if self._rows else _BLOCK)

    def hard_block(self) -> None:
        """Begin a block that no cell of a data table holds, so that the table around it is layout."""
        if self._rows:
            self._rows[-1].is_layout = True
        self._separate(_BLOCK)

    def item(self, marker: str) -> None:
        """Begin a list item; its marker appears with the item's first words."""
        self.line()
        self._marker = marker

    def end_item(self) -> None:
        """End a list item."""
        self._marker = ""
        self.line()

    def begin_preformatted(self) -> None:
        """Keep white space from here on."""
        self.hard_block()
        self._preformatted += 1
        self._first_of_preformatted = True

    def end_preformatted(self) -> None:
        """Collapse white space again."""
        self._preformatted -= 1
        self._gap = ""
        self.hard_block()

    def begin_heading(self, level: int) -> None:
        """Begin a heading; one inside another ends it."""
        self.end_heading()
        self._heading_level = level

    def end_heading(self) -> None:
        """End the heading and remember where its words lie."""
        start, end = self._heading_start, self._length
        if start is not None and end - start <= _LONGEST_HEADING:
            self._headings.append(Heading(start, end, self._heading_level))
        self._heading_level, self._heading_start = 0, None
        self.hard_block()

    def begin_row(self) -> None:
        """Begin a table row."""
        self._separate(_LINE)
        self._rows.append(_Row(self._length))

    def begin_cell(self) -> None:
        """Begin a cell of the row; empty cells leave nothing behind."""
        if not self._rows:
            self.line()
            return
        row = self._rows[-1]
        self._end_cell(row)
        if row.cells:
            self._separate(_CELL)

    def end_row(self) -> None:
        """End a table row; if it turns out to be layout, its breaks become line breaks."""
        if not self._rows:
            return
        row = self._rows.pop()
        self._end_cell(row)
        if row.is_layout or row.cells < 2:
            # Of the same length as what they replace: headings found meanwhile stay where they are.
            for i in row.soft_breaks:
                self._pieces[i] = "\n"
            for i in row.cell_breaks:
                self._pieces[i] = "\n\n\n"
        self._separate(_LINE)

    def finish(self) -> tuple[str, tuple[Heading, ...]]:
        """Return the text and its headings."""
        self.end_heading()
        while self._rows:
            self.end_row()
        text = "".join(self._pieces)
        return text, tuple(_trimmed(text, heading) for heading in self._headings)

    def _separate(self, gap: str) -> None:
        if _STRENGTH[gap] > _STRENGTH.get(self._gap, _STRONGEST):
            self._gap = gap

    def _write_preformatted(self, data: str) -> None:
        if self._first_of_preformatted:
            data = data.removeprefix("\n")
            self._first_of_preformatted = False
        words = data.strip()
        start = data.index(words)
        self._gap += data[:start]
        if words:
            self._emit(words)
            self._gap = data[start + len(words) :]

    def _emit(self, words: str) -> None:
        if self._length and self._gap:
            self._append_gap()
        self._gap = ""
        if self._marker:
            self._append(self._marker)
            self._marker = ""
        if self._heading_level and self._heading_start is None:
            self._heading_start = self._length
        self._append(words)

    def _append_gap(self) -> None:
        if self._rows and self._gap == _SOFT:
            self._rows[-1].soft_breaks.append(len(self._pieces))
        elif self._rows and self._gap == _CELL:
            self._rows[-1].cell_breaks.append(len(self._pieces))
        self._append(self._gap.replace(_SOFT, " "))

    def _append(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)

    def _end_cell(self, row: _Row) -> None:
        length = self._length - row.cell_start
        row.cells += length > 0
        row.is_layout = row.is_layout or length > _LONGEST_CELL
        row.cell_start = self._length


def _trimmed(text: str, heading: Heading) -> Heading:
    words = text[heading.start : heading.end]
    start = heading.start + len(words) - len(words.lstrip())
    return Heading(start, start + len(words.strip()), heading.level)
