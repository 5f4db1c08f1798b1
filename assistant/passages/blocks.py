"""Segmentation of a document's text into blocks that no sentence crosses, by its line structure.

Blocks are headings, paragraphs, list items, table rows and short lines. A line break in a PDF may be where a
line was wrapped; in a list or table it ends an item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from assistant.passages.boilerplate import boilerplate_lines
from assistant.passages.known_tables import KnownTable, known_tables
from assistant.passages.line_ranges import (
    LineRange,
    find_lines,
    find_wrap_width,
    has_blank_line,
    heading_lines,
    is_page_turn,
    lines_within,
    wraps_before_capitals,
)
from assistant.passages.lines import (
    ends_clause,
    ends_sentence,
    is_contents_entry,
    is_field,
    is_list_item,
    is_table_row,
)
from assistant.passages.records import find_records
from assistant.passages.tables import Table, find_tables, table_rows, table_title
from assistant.types import Extraction

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
        known: The tables that the format marks, by their first line; `table_numbers` has their lines, too.
        records: The last line of each item of a receipt by its first (`records.py`).
        wraps_before_capitals: Whether a full line may go on with a capital letter.
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
    known: Mapping[int, KnownTable]
    records: Mapping[int, int]
    wraps_before_capitals: bool

    def is_continued(self, number: int) -> bool:
        """Whether a line is continued by the next one, in the same block."""
        after = number + 1
        if after == len(self.lines) or after in self.table_numbers:
            return False
        if after in self.records:
            return False
        if number in self.headings or after in self.headings:
            return number in self.headings and self.headings.get(after) == self.headings[number]
        if self.boilerplate.intersection((number, after)) or (number in self.quoted) != (
            after in self.quoted
        ):
            return False
        this, following = self.lines[number], self.lines[after]
        blank = has_blank_line(self.text, this[1], following[0])
        turns_page = is_page_turn(self.page_starts, this[1], following[0])
        if not self.wraps_before_capitals and _begins_anew(self.text[following[0]]):
            return False
        return _is_continued(self.text, this, following, self.wrap_width, blank, turns_page)

    def introduces_known(self, number: int) -> bool:
        """Whether a line of wrapped text ends with an unfinished sentence above a table that is known."""
        line = self.text[slice(*self.lines[number])]
        return bool(self.wrap_width) and number + 1 in self.known and not ends_sentence(line)

    def ends_paragraph(self, number: int) -> bool:
        """Whether a line that is not continued also ends its paragraph."""
        after = number + 1
        if not self.wrap_width or after == len(self.lines):
            return True
        is_separate = number in self.headings or after in self.headings or after in self.table_numbers
        return is_separate or has_blank_line(self.text, self.lines[number][1], self.lines[after][0])


def _analyze_layout(extraction: Extraction) -> _Layout:
    text = extraction.text
    lines = find_lines(text)
    headings = heading_lines(extraction, lines)
    page_starts = frozenset(page.start for page in extraction.pages)
    wrap_width = find_wrap_width(text, lines) if extraction.line_breaks == "wrapped" else 0
    # Slides, sheets and chapters begin alike where their content is alike: that is no running head.
    turned_at = page_starts if extraction.line_breaks == "wrapped" else frozenset()
    boilerplate = boilerplate_lines(text, lines, turned_at) - headings.keys()
    quoted = lines_within(lines, extraction.quoted)
    known = known_tables(extraction, lines)
    taken = {line for table in known for line in table.rows}
    tables: list[Table] = []
    if wrap_width:
        turns = {n for n, (a, b) in enumerate(pairwise(lines), 1) if is_page_turn(page_starts, a[1], b[0])}
        borders = {n for n in range(1, len(lines)) if (n in quoted) != (n - 1 in quoted)}
        entries = {n for n in boilerplate if is_contents_entry(text[slice(*lines[n])])}
        breaks = turns.union(borders, entries, headings, (number + 1 for number in headings))
        tables = find_tables(text, lines, breaks, wrap_width, taken)
    numbers = {line: n for n, table in enumerate(tables, 1) for line in range(table.first, table.end)}
    numbers |= {line: n for n, table in enumerate(known, len(tables) + 1) for line in table.rows}
    return _Layout(
        text,
        lines,
        headings,
        page_starts,
        wrap_width,
        {table.first: table for table in tables},
        numbers,
        boilerplate,
        quoted,
        {min(table.rows): table for table in known},
        find_records(text, lines, {*numbers, *headings}) if wrap_width else {},
        wraps_before_capitals(text, lines, _FULL_LINE * wrap_width) if wrap_width else True,
    )


def _blocks(layout: _Layout) -> Iterator[Block]:
    paragraph, record_end = 0, -1
    start: int | None = None
    for number, (begin, end) in enumerate(layout.lines):
        if number in layout.table_numbers:
            for found, table_blocks in ((layout.tables, _table_blocks), (layout.known, _known_table_blocks)):
                if number in found:
                    blocks = list(table_blocks(layout, number, paragraph + 1))
                    yield from blocks
                    paragraph = blocks[-1].paragraph + 1
            continue
        if number in layout.records:
            record_end = layout.records[number]
            yield Block(begin, layout.lines[record_end][1], paragraph, is_row=True)
            paragraph += 1
        if number <= record_end:
            continue
        start = begin if start is None else start
        if layout.is_continued(number):
            continue
        below = layout.tables.get(number + 1)
        introduces = number not in layout.headings and (
            layout.introduces_known(number) if below is None else below.introduced
        )
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


def _known_table_blocks(layout: _Layout, number: int, paragraph: int) -> Iterator[Block]:
    """Yield the lines of a table that the format marks; the name of a group of rows starts a paragraph."""
    table, lines = layout.known[number], layout.lines
    title, columns = " ".join(table.said.above), table.column_names()
    was_group = True
    for first, last, row in table.row_ranges():
        paragraph += row.kind == "group" and not was_group
        was_group = row.kind == "group"
        yield Block(
            lines[first][0],
            lines[last][1],
            paragraph,
            is_heading=row.kind in ("title", "header", "group") or first in layout.headings,
            is_row=row.kind == "row",
            table=layout.table_numbers[number],
            title=title,
            columns=columns,
            is_quoted=first in layout.quoted,
        )


def _begins_anew(letter: str) -> bool:
    return letter.isupper() or letter.isdigit()


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
