"""Text to blocks that no sentence crosses: headings, paragraphs, list items, tables, short lines.

The layout decides: PDFs break lines where the page ends, lists and tables where something ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import quantiles

from assistant.passages.boilerplate import boilerplate_lines
from assistant.passages.lines import ends_clause, ends_sentence, is_contents_entry, is_list_item, is_row
from assistant.passages.tables import Line, Table, find_tables, rows_of, title_of
from assistant.types import Extraction

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")

# A document whose longest lines are longer than this was not wrapped: each line stands alone.
_WIDEST_WRAP = 250
# A line at least this share of the usual width may go on in the next one.
_FULL_LINE = 0.7


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that no sentence crosses; `paragraph` counts the paragraphs of the text.

    `table` numbers the tables of the text from 1 and is 0 outside of them. All of a table have the
    same `title` and names of `columns`; the last sentence of a block that `introduces` one belongs
    to the table, too. A row is one sentence whatever it holds. `is_boilerplate` (page numbers, running
    heads, entries of a table of contents) and `is_quoted` are those of `Sentence`.
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
    """Cut a document's text at its headings, paragraphs, list items, table rows and short lines."""
    return list(_blocks(_layout(extraction)))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The lines of a text that hold something, and what is known of them by their numbers.

    `headings` numbers the heading that a line is of, `tables` the tables by their first line, `inside`
    the table that a line is in; `width` is what lines were wrapped at, 0 if they were not. `boilerplate`
    and `quoted` are lines that are no evidence, or not the author's own.
    """

    text: str
    lines: Sequence[Line]
    headings: Mapping[int, int]
    page_starts: frozenset[int]
    width: float
    tables: Mapping[int, Table]
    inside: Mapping[int, int]
    boilerplate: frozenset[int]
    quoted: frozenset[int]

    def goes_on(self, number: int) -> bool:
        """Whether a line is continued by the one after it."""
        after = number + 1
        if after == len(self.lines) or after in self.inside:
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
        return _goes_on(self.text, this, following, self.width, blank, turns_page)

    def ends_paragraph(self, number: int) -> bool:
        """Whether a paragraph ends with a line that is not continued."""
        after = number + 1
        if not self.width or after == len(self.lines):
            return True
        apart = number in self.headings or after in self.headings or after in self.inside
        return apart or _has_blank_line(self.text, self.lines[number][1], self.lines[after][0])


def _layout(extraction: Extraction) -> _Layout:
    text = extraction.text
    lines = _lines(text)
    headings = _heading_lines(extraction, lines)
    page_starts = frozenset(page.start for page in extraction.pages)
    width = _usual_width(text, lines) if extraction.line_breaks == "wrapped" else 0
    # Slides, sheets and chapters begin alike where their content is alike: that is no running head.
    turned_at = page_starts if extraction.line_breaks == "wrapped" else frozenset()
    boilerplate = boilerplate_lines(text, lines, turned_at) - headings.keys()
    quoted = _lines_within(lines, extraction.quoted)
    tables: list[Table] = []
    if width:
        turns = {n for n, (a, b) in enumerate(pairwise(lines), 1) if _turns_page(page_starts, a[1], b[0])}
        borders = {n for n in range(1, len(lines)) if (n in quoted) != (n - 1 in quoted)}
        entries = {n for n in boilerplate if is_contents_entry(text[slice(*lines[n])])}
        breaks = turns.union(borders, entries, headings, (number + 1 for number in headings))
        tables = find_tables(text, lines, breaks, width)
    return _Layout(
        text,
        lines,
        headings,
        page_starts,
        width,
        {table.first: table for table in tables},
        {line: number for number, table in enumerate(tables, 1) for line in range(table.first, table.end)},
        boilerplate,
        quoted,
    )


def _blocks(layout: _Layout) -> Iterator[Block]:
    paragraph = 0
    start: int | None = None
    for number, (begin, end) in enumerate(layout.lines):
        if number in layout.inside:
            if number in layout.tables:
                of_table = list(_table_blocks(layout, number, paragraph + 1))
                yield from of_table
                paragraph = of_table[-1].paragraph + 1
            continue
        start = begin if start is None else start
        if layout.goes_on(number):
            continue
        below = layout.tables.get(number + 1)
        introduces = below is not None and below.introduced and number not in layout.headings
        yield Block(
            start,
            end,
            paragraph,
            is_heading=number in layout.headings,
            table=layout.inside[number + 1] if introduces else 0,
            introduces=introduces,
            is_boilerplate=number in layout.boilerplate,
            is_quoted=number in layout.quoted,
        )
        start = None
        paragraph += layout.ends_paragraph(number)


def _table_blocks(layout: _Layout, number: int, paragraph: int) -> Iterator[Block]:
    """Yield the head of a table, then its rows; each name of several rows begins a paragraph."""
    table, lines = layout.tables[number], layout.lines
    title, columns = title_of(layout.text, lines, table)
    is_quoted = number in layout.quoted
    in_table = partial(Block, table=layout.inside[number], title=title, columns=columns, is_quoted=is_quoted)
    if table.first < table.body:
        yield in_table(lines[table.first][0], lines[table.body - 1][1], paragraph, is_heading=True)
    was_name = True
    for first, last, is_name in rows_of(layout.text, lines, table, layout.width):
        paragraph += is_name and not was_name
        yield in_table(
            lines[first][0],
            lines[last][1],
            paragraph,
            is_heading=is_name,
            is_row=not is_name,
            is_boilerplate=layout.boilerplate.issuperset(range(first, last + 1)),
        )
        was_name = is_name


def _goes_on(
    text: str, line: tuple[int, int], following: tuple[int, int], width: float, blank: bool, turns_page: bool
) -> bool:
    """Whether the line is continued by the following one."""
    this, after = text[slice(*line)], text[slice(*following)]
    unfinished = not ends_sentence(this) and not ends_clause(this)
    # "... tram number⏎4. The castle ..." is no list: the line above is full and does not end.
    inside_prose = unfinished and not is_list_item(this) and len(this) >= _FULL_LINE * width > 0
    if (is_list_item(after) and not inside_prose) or any(is_row(line) for line in (this, after)):
        return False
    carries_on = unfinished and after.lstrip()[:1].islower()
    if blank:
        return turns_page and carries_on and width > 0
    if not width:
        return False
    return carries_on or len(this) >= _FULL_LINE * width


def _lines(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the lines that hold more than white space, trimmed."""
    spans = []
    for match in _LINE.finditer(text):
        line = match.group()
        if line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            spans.append((start, match.start() + len(line.rstrip())))
    return spans


def _usual_width(text: str, lines: Sequence[tuple[int, int]]) -> float:
    """Return the width that lines were wrapped at, in characters, or 0 if they were not."""
    widths = [end - start for start, end in lines]
    if len(widths) < 2:
        return 0
    width = quantiles(widths, n=20)[-2]
    return 0 if width > _WIDEST_WRAP else width


def _heading_lines(extraction: Extraction, lines: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Map the number of each line that is (part of) a heading to the number of that heading."""
    found: dict[int, int] = {}
    number = 0
    headings = sorted(extraction.headings, key=lambda heading: heading.start)
    for i, (start, end) in enumerate(lines):
        while number < len(headings) and headings[number].end <= start:
            number += 1
        if number < len(headings) and headings[number].start < end:
            found[i] = number
    return found


def _lines_within(lines: Sequence[Line], ranges: Sequence[tuple[int, int]]) -> frozenset[int]:
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
