"""Text to sentences with exact offsets: line structure first, then sentence boundaries.

`sentencex` knows abbreviations in many languages; what it leaves to us is the layout: headings,
list items, table rows, lines that end without a stop, and the hard line breaks of PDFs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import quantiles

from sentencex import get_sentence_boundaries

from assistant.lines import ends_clause, ends_sentence, is_list_item, is_row
from assistant.tables import Table, find_tables, rows_of, title_of
from assistant.types import Extraction, Sentence

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_NEXT_CHARACTER = re.compile(r"\S")
_ONLY_A_MARKER = re.compile(r"[\W_]*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})?[\W_]*\Z")

# A document whose longest lines are longer than this was not wrapped: each line stands alone.
_WIDEST_WRAP = 250
# A line at least this share of the usual width may go on in the next one.
_FULL_LINE = 0.7
# Longer stretches without a sentence end are handed on as they are, for the splitter to cut.
_LARGEST_BLOCK = 200_000


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that no sentence crosses; `paragraph` counts the paragraphs of the text.

    `table` numbers the tables of the text from 1 and is 0 outside of them. All of a table have the
    same `title` and names of `columns`; the last sentence of a block that `introduces` one belongs
    to the table, too. A row is one sentence whatever it holds.
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


def split_blocks(extraction: Extraction) -> list[Block]:
    """Cut a document's text at its headings, paragraphs, list items, table rows and short lines."""
    return list(_join_lines(extraction))


def split_sentences(text: str, block: Block) -> list[Sentence]:
    """Cut one block into sentences that together hold all of its text but the white space between.

    Args:
        text: The whole text of the document.
        block: A block of it, from `split_blocks`.

    Returns:
        Sentences in order; their offsets are those of the document's text.
    """
    if block.is_heading or block.is_row:
        return [Sentence(block.start, block.end, block.is_heading, block.is_row)]
    # Line breaks inside a block are wraps; same length, so that offsets stay.
    flat = re.sub(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\t]", " ", text[block.start : block.end])
    ends = _boundaries(flat)
    spans: list[Sentence] = []
    start = 0
    for end in ends:
        piece = flat[start:end]
        if not piece.strip():
            continue
        following = _NEXT_CHARACTER.search(flat, end)
        goes_on = following is not None and following.group().islower()
        if end < len(flat) and (_ONLY_A_MARKER.match(piece) or goes_on):
            continue  # "1." belongs to its item, "$3.2 bn." to what follows
        spans.append(_trimmed(text, block.start + start, block.start + end))
        start = end
    if flat[start:].strip():
        spans.append(_trimmed(text, block.start + start, block.end))
    return spans


def _boundaries(flat: str) -> list[int]:
    if len(flat) > _LARGEST_BLOCK:
        return [match.end() for match in re.finditer(r"[.!?…。！？]\s+", flat)] + [len(flat)]
    found = get_sentence_boundaries("en", flat)
    ends = [int(boundary["end_index"]) for boundary in found]
    consistent = all(flat[b["start_index"] : b["end_index"]] == b["text"] for b in found)
    return ends if consistent and all(a <= b for a, b in pairwise(ends)) else [len(flat)]


def _trimmed(text: str, start: int, end: int) -> Sentence:
    part = text[start:end]
    return Sentence(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))


def _join_lines(extraction: Extraction) -> Iterator[Block]:
    text = extraction.text
    lines = _lines(text)
    headings = _heading_lines(extraction, lines)
    page_starts = {page.start for page in extraction.pages}
    width = _usual_width(text, lines) if extraction.line_breaks == "wrapped" else 0
    tables = _tables(text, lines, headings, page_starts, width) if width else []
    numbers = {table.first: number for number, table in enumerate(tables, 1)}
    inside = {line for table in tables for line in range(table.first, table.end)}
    paragraph = 0
    start: int | None = None
    for i, (begin, end) in enumerate(lines):
        if i in inside:
            if i in numbers:
                of_table = list(
                    _table_blocks(text, lines, tables[numbers[i] - 1], numbers[i], paragraph + 1, width)
                )
                yield from of_table
                paragraph = of_table[-1].paragraph + 1
            continue
        if start is None:
            start = begin
        last = i + 1 == len(lines)
        following = None if last else lines[i + 1]
        if i in headings:
            same = following is not None and headings.get(i + 1) == headings[i]
            if same:
                continue
            yield Block(start, end, paragraph, is_heading=True)
            start, paragraph = None, paragraph + 1
            continue
        if following is None:
            yield Block(start, end, paragraph)
            continue
        if i + 1 in inside:
            number = numbers[i + 1]
            introduces = tables[number - 1].introduced
            yield Block(start, end, paragraph, table=number if introduces else 0, introduces=introduces)
            start, paragraph = None, paragraph + 1
            continue
        blank_between = _has_blank_line(text, end, following[0])
        turns_page = _turns_page(page_starts, end, following[0])
        if i + 1 not in headings and _goes_on(
            text, (begin, end), following, width, blank_between, turns_page
        ):
            continue
        yield Block(start, end, paragraph)
        start = None
        if blank_between or i + 1 in headings or not width:
            paragraph += 1


def _tables(
    text: str,
    lines: Sequence[tuple[int, int]],
    headings: Collection[int],
    page_starts: set[int],
    width: float,
) -> list[Table]:
    turns = {i + 1 for i, (a, b) in enumerate(pairwise(lines)) if _turns_page(page_starts, a[1], b[0])}
    after_headings = {i + 1 for i in headings}
    return find_tables(text, lines, turns | after_headings | set(headings), width)


def _table_blocks(
    text: str, lines: Sequence[tuple[int, int]], table: Table, number: int, paragraph: int, width: float
) -> Iterator[Block]:
    """Yield the head of a table, then its rows; each name of several rows begins a paragraph."""
    title, columns = title_of(text, lines, table)
    in_table = partial(Block, table=number, title=title, columns=columns)
    if table.first < table.body:
        start, end = lines[table.first][0], lines[table.body - 1][1]
        yield in_table(start, end, paragraph, is_heading=True)
    rows = rows_of(text, lines, table, width)
    for before, (first, last, is_name) in zip([None, *rows], rows, strict=False):
        paragraph += is_name and before is not None and not before[2]
        yield in_table(lines[first][0], lines[last][1], paragraph, is_heading=is_name, is_row=not is_name)


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


def _has_blank_line(text: str, end: int, start: int) -> bool:
    between = text[end:start].replace("\r\n", "\n")
    return sum(between.count(mark) for mark in "\n\r\x0b\x0c\x85\u2028\u2029") > 1


def _turns_page(page_starts: set[int], end: int, start: int) -> bool:
    return any(position in page_starts for position in range(end, start + 1))
