"""Segmentation of a document's text into blocks that no sentence crosses, by its line structure.

Blocks are headings, paragraphs, list items, table rows and short lines. A line break in a PDF may be where a
line was wrapped; in a list or table it ends an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import quantiles

from assistant.passages.boilerplate import boilerplate_lines
from assistant.passages.lines import (
    ends_clause,
    ends_sentence,
    is_contents_entry,
    is_field,
    is_list_item,
    is_table_row,
)
from assistant.passages.tables import LineRange, Table, find_tables, table_rows, table_title
from assistant.types import Extraction

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")

# A text with longer lines, in characters, is taken as not wrapped: each line break ends a block.
_MAX_WRAP_WIDTH = 250
# A line of at least this share of the wrap width may be continued by the next.
_FULL_LINE = 0.7


@dataclass(frozen=True, slots=True)
class Block:
    """A range of text that no sentence crosses.

    Attributes:
        start: Offset in the document's text.
        end: Offset, exclusive.
        paragraph: The number of its paragraph in the text, from 0.
        is_heading: Whether it is a heading of the text, or the head or a label of a table.
        is_row: Whether it is a table row, which is one sentence whatever it contains.
        table: The number of its table in the text, from 1; 0 outside of tables.
        title: The title of its table.
        columns: The column headers of its table.
        introduces: Whether its last sentence introduces the table, and so belongs to it.
        is_boilerplate: Whether it is a page number, a running head or an entry of a table of contents.
        is_quoted: Whether it is quoted older text or a signature.
    """

    start: int
    end: int
    paragraph: int
    is_heading: bool = False
    is_row: bool = False
    table: int = 0
    title: str = ""
    columns: str = ""
    introduces: bool = False
    is_boilerplate: bool = False
    is_quoted: bool = False


def split_blocks(extraction: Extraction) -> list[Block]:
    """Split a document's text at its headings, paragraphs, list items, table rows and short lines."""
    return list(_blocks(_analyze_layout(extraction)))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The lines of a text that are not blank, and what is known about them.

    Attributes:
        text: The document's text.
        lines: The range of each line.
        headings: The number of the heading that a line is part of, by line number.
        page_starts: The offsets at which pages start.
        wrap_width: The width at which lines were wrapped, in characters; 0 if they were not.
        tables: The tables by their first line.
        table_numbers: The number (from 1) of the table that a line is in, by line number.
        boilerplate: The numbers of lines that are no evidence.
        quoted: The numbers of lines that are quoted older text or signatures.
    """

    text: str
    lines: Sequence[LineRange]
    headings: Mapping[int, int]
    page_starts: frozenset[int]
    wrap_width: float
    tables: Mapping[int, Table]
    table_numbers: Mapping[int, int]
    boilerplate: frozenset[int]
    quoted: frozenset[int]

    def is_continued(self, number: int) -> bool:
        """Whether a line is continued by the next one, in the same block."""
        after = number + 1
        if after == len(self.lines) or after in self.table_numbers:
            return False
        if number in self.headings or after in self.headings:
            return number in self.headings and self.headings.get(after) == self.headings[number]
        if self.boilerplate.intersection((number, after)) or (number in self.quoted) != (
            after in self.quoted
        ):
            return False
        this, following = self.lines[number], self.lines[after]
        blank = _has_blank_line(self.text, this[1], following[0])
        turns_page = _turns_page(self.page_starts, this[1], following[0])
        return _is_continued(self.text, this, following, self.wrap_width, blank, turns_page)

    def ends_paragraph(self, number: int) -> bool:
        """Whether a line that is not continued also ends its paragraph."""
        after = number + 1
        if not self.wrap_width or after == len(self.lines):
            return True
        is_separate = number in self.headings or after in self.headings or after in self.table_numbers
        return is_separate or _has_blank_line(self.text, self.lines[number][1], self.lines[after][0])


def _analyze_layout(extraction: Extraction) -> _Layout:
    text = extraction.text
    lines = _lines(text)
    headings = _heading_lines(extraction, lines)
    page_starts = frozenset(page.start for page in extraction.pages)
    wrap_width = _wrap_width(text, lines) if extraction.line_breaks == "wrapped" else 0
    # Slides, sheets and chapters begin alike where their content is alike: that is no running head.
    turned_at = page_starts if extraction.line_breaks == "wrapped" else frozenset()
    boilerplate = boilerplate_lines(text, lines, turned_at) - headings.keys()
    quoted = _lines_within(lines, extraction.quoted)
    tables: list[Table] = []
    if wrap_width:
        turns = {n for n, (a, b) in enumerate(pairwise(lines), 1) if _turns_page(page_starts, a[1], b[0])}
        borders = {n for n in range(1, len(lines)) if (n in quoted) != (n - 1 in quoted)}
        entries = {n for n in boilerplate if is_contents_entry(text[slice(*lines[n])])}
        breaks = turns.union(borders, entries, headings, (number + 1 for number in headings))
        tables = find_tables(text, lines, breaks, wrap_width)
    return _Layout(
        text,
        lines,
        headings,
        page_starts,
        wrap_width,
        {table.first: table for table in tables},
        {line: number for number, table in enumerate(tables, 1) for line in range(table.first, table.end)},
        boilerplate,
        quoted,
    )


def _blocks(layout: _Layout) -> Iterator[Block]:
    paragraph = 0
    start: int | None = None
    for number, (begin, end) in enumerate(layout.lines):
        if number in layout.table_numbers:
            if number in layout.tables:
                table_blocks = list(_table_blocks(layout, number, paragraph + 1))
                yield from table_blocks
                paragraph = table_blocks[-1].paragraph + 1
            continue
        start = begin if start is None else start
        if layout.is_continued(number):
            continue
        below = layout.tables.get(number + 1)
        introduces = below is not None and below.introduced and number not in layout.headings
        yield Block(
            start,
            end,
            paragraph,
            is_heading=number in layout.headings,
            table=layout.table_numbers[number + 1] if introduces else 0,
            introduces=introduces,
            is_boilerplate=number in layout.boilerplate,
            is_quoted=number in layout.quoted,
        )
        start = None
        paragraph += layout.ends_paragraph(number)


def _table_blocks(layout: _Layout, number: int, paragraph: int) -> Iterator[Block]:
    """Yield the head of a table, then its rows; a label of several rows starts a paragraph."""
    table, lines = layout.tables[number], layout.lines
    title, columns = table_title(layout.text, lines, table)
    make_block = partial(
        Block,
        table=layout.table_numbers[number],
        title=title,
        columns=columns,
        is_quoted=number in layout.quoted,
    )
    if table.first < table.body:
        yield make_block(lines[table.first][0], lines[table.body - 1][1], paragraph, is_heading=True)
    was_label = True
    for first, last, is_label in table_rows(layout.text, lines, table, layout.wrap_width):
        paragraph += is_label and not was_label
        yield make_block(
            lines[first][0],
            lines[last][1],
            paragraph,
            is_heading=is_label,
            is_row=not is_label,
            is_boilerplate=layout.boilerplate.issuperset(range(first, last + 1)),
        )
        was_label = is_label


def _is_continued(
    text: str, line: LineRange, following: LineRange, wrap_width: float, blank: bool, turns_page: bool
) -> bool:
    """Whether a line is continued by the following one.

    `blank` says whether a blank line is between them, `turns_page` whether a page ends there.
    """
    this, after = text[slice(*line)], text[slice(*following)]
    unfinished = not ends_sentence(this) and not ends_clause(this)
    # "... tram number⏎4. The castle ..." is not a list: the line above is full and unfinished.
    inside_prose = unfinished and not is_list_item(this) and len(this) >= _FULL_LINE * wrap_width > 0
    if (is_list_item(after) and not inside_prose) or any(is_table_row(line) for line in (this, after)):
        return False
    if is_field(this) and is_field(after):
        return False
    continues_sentence = unfinished and after.lstrip()[:1].islower()
    if blank:
        return turns_page and continues_sentence and wrap_width > 0
    if not wrap_width:
        return False
    return continues_sentence or len(this) >= _FULL_LINE * wrap_width


def _lines(text: str) -> list[LineRange]:
    """Return the ranges of the lines that are not blank, without white space around them."""
    spans = []
    for match in _LINE.finditer(text):
        line = match.group()
        if line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            spans.append((start, match.start() + len(line.rstrip())))
    return spans


def _wrap_width(text: str, lines: Sequence[LineRange]) -> float:
    """Return the width at which lines were wrapped (95th percentile, characters), or 0 if they were not."""
    widths = [end - start for start, end in lines]
    if len(widths) < 2:
        return 0
    width = quantiles(widths, n=20)[-2]
    return 0 if width > _MAX_WRAP_WIDTH else width


def _heading_lines(extraction: Extraction, lines: Sequence[LineRange]) -> dict[int, int]:
    """Return, for each line that is part of a heading, the number of that heading."""
    found: dict[int, int] = {}
    number = 0
    headings = sorted(extraction.headings, key=lambda heading: heading.start)
    for i, (start, end) in enumerate(lines):
        while number < len(headings) and headings[number].end <= start:
            number += 1
        if number < len(headings) and headings[number].start < end:
            found[i] = number
    return found


def _lines_within(lines: Sequence[LineRange], ranges: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the numbers of the lines that begin in one of the ranges, which are in order."""
    found: set[int] = set()
    number = 0
    for i, (start, _) in enumerate(lines):
        while number < len(ranges) and ranges[number][1] <= start:
            number += 1
        if number < len(ranges) and ranges[number][0] <= start:
            found.add(i)
    return frozenset(found)


def _has_blank_line(text: str, end: int, start: int) -> bool:
    between = text[end:start].replace("\r\n", "\n")
    return sum(between.count(mark) for mark in "\n\r\x0b\x0c\x85\u2028\u2029") > 1


def _turns_page(page_starts: frozenset[int], end: int, start: int) -> bool:
    return any(position in page_starts for position in range(end, start + 1))
