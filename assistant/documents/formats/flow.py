"""Text as a browser lays it out: white space collapsed, blocks apart, lines on their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.types import Heading, Table

_SPACE: Final = " "
_LINE: Final = "\n"
_BLOCK: Final = "\n\n"
_STRENGTH = {"": 0, _SPACE: 1, _LINE: 2, _BLOCK: 3}
_STRONGEST = 9

_WHITE = re.compile(r"[ \t\n\r\f]+")
_NEEDS_NO_COLON = re.compile(r"[:;?!.,–—]\Z")
# A longer one was never closed, and would swallow the text below it.
_LONGEST_HEADING = 400
# A term with more words is a sentence, a question or a title; what is said of it stands below.
_LONGEST_TERM = 100
_TAIL = 40


class Laid(NamedTuple):
    """A text that was laid out, with its headings and tables and the ranges that are quoted in it."""

    text: str
    headings: tuple[Heading, ...] = ()
    quoted: tuple[tuple[int, int], ...] = ()
    tables: tuple[Table, ...] = ()


class Flow:
    """Collects text and the breaks between it; what separates two texts is the strongest break asked for."""

    def __init__(self, keeps_space: bool = False) -> None:
        """Begin an empty text, inside preformatted text if it `keeps_space`."""
        self._pieces: list[str] = []
        self._length = 0
        self._gap = ""
        self._marker = ""
        self._preformatted = int(keeps_space)
        self._first_of_preformatted = False
        self._headings: list[Heading] = []
        self._tables: list[Table] = []
        self._heading_level = 0
        self._heading_start: int | None = None
        self._quoted: list[tuple[int, int]] = []
        self._quoted_starts: list[int] = []
        self._term_start: int | None = None
        self._term_ended = False

    @property
    def keeps_space(self) -> bool:
        """Whether white space is kept here."""
        return self._preformatted > 0

    @property
    def tail(self) -> str:
        """The last characters before the next text, a space for any break."""
        return " " if self._gap else "".join(self._pieces[-3:])[-_TAIL:]

    @property
    def is_between_blocks(self) -> bool:
        """Whether the next text begins a block."""
        return not self._length or self._gap == _BLOCK

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

    def insert(self, laid: Laid, as_line: bool = False) -> None:
        """Add a text that was laid out by itself, as a block or a line."""
        if not laid.text:
            return
        gap = _LINE if as_line else _BLOCK
        self._separate(gap)
        self._emit(laid.text)
        start = self._length - len(laid.text)
        self._headings += [heading.shifted(start) for heading in laid.headings]
        self._quoted += [(first + start, end + start) for first, end in laid.quoted]
        self._tables += [table.shifted(start) for table in laid.tables]
        self._separate(gap)

    def line_break(self) -> None:
        """Break the line; two breaks in a row make a paragraph."""
        if self._preformatted:
            self._gap += "\n"
        else:
            self._separate(_BLOCK if self._gap == _LINE else _LINE)

    def line(self) -> None:
        """Begin a line of its own."""
        self._separate(_LINE)

    def block(self) -> None:
        """Begin a block of its own."""
        self._separate(_BLOCK)

    def item(self, marker: str) -> None:
        """Begin a list item; its marker appears with the item's first words."""
        self.line()
        self._marker = marker

    def end_item(self) -> None:
        """End a list item."""
        self._marker = ""
        self.line()

    def begin_term(self) -> None:
        """Begin a term that is explained."""
        self.line()
        self._term_start = self._length

    def end_term(self) -> None:
        """End the term; `begin_definition` may follow."""
        start, self._term_start = self._term_start, None
        self.line()
        self._term_ended = start is not None and start < self._length <= start + _LONGEST_TERM

    def begin_definition(self) -> None:
        """Begin what is said of a term, on the line of the term if that is short."""
        if self._term_ended and self._gap == _LINE:
            self._gap = " " if _NEEDS_NO_COLON.search(self._pieces[-1]) else ": "
        else:
            self.line()

    def begin_preformatted(self) -> None:
        """Keep white space from here on."""
        self.block()
        self._preformatted += 1
        self._first_of_preformatted = True

    def end_preformatted(self) -> None:
        """Collapse white space again."""
        self._preformatted = max(0, self._preformatted - 1)
        self._gap = ""
        self.block()

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
        self.block()

    def begin_quoted(self) -> None:
        """Begin what is quoted from an older message; it may contain others."""
        self._quoted_starts.append(self._length)

    def end_quoted(self) -> None:
        """End what is quoted."""
        start = self._quoted_starts.pop()
        if not self._quoted_starts and start < self._length:
            self._quoted.append((start, self._length))

    def finish(self) -> Laid:
        """Return the text with its headings, quoted ranges and tables."""
        self.end_heading()
        while self._quoted_starts:
            self.end_quoted()
        text = "".join(self._pieces)
        headings = tuple(_trimmed(text, heading) for heading in self._headings)
        return Laid(text, headings, _in_order(self._quoted), tuple(self._tables))

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
            self._append(self._gap)
        self._gap = ""
        self._term_ended = False
        if self._marker:
            self._append(self._marker)
            self._marker = ""
        if self._heading_level and self._heading_start is None:
            self._heading_start = self._length
        self._append(words)

    def _append(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


def _trimmed(text: str, heading: Heading) -> Heading:
    words = text[heading.start : heading.end]
    start = heading.start + len(words) - len(words.lstrip())
    return Heading(start, start + len(words.strip()), heading.level)


def _in_order(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return ranges in order, those that lie within others left out."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(ranges, key=lambda each: (each[0], -each[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)
