"""Text to sentences with exact offsets: line structure first, then sentence boundaries.

`sentencex` knows abbreviations in many languages; what it leaves to us is the layout: headings,
list items, table rows, lines that end without a stop, and the hard line breaks of PDFs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from sentencex import get_sentence_boundaries

from assistant.types import Extraction, Sentence

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_NEXT_CHARACTER = re.compile(r"\S")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪–·]\s+|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+)\S")
_ONLY_A_MARKER = re.compile(r"[\W_]*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})?[\W_]*\Z")
_TABLE_ROW = re.compile(r"\S(?:\t| \| |\s{3,})\S.*\S(?:\t| \| |\s{3,})\S|^\s*\|.*\|\s*$")
# A row of figures, as tables come out of PDFs: words, then at least two numbers to the end.
_FIGURES = re.compile(
    r"(?:(?:^|\s)[(\[$€£¥+-]*\d[\d,.]*[)\]%]*(?=\s|$)|\s[—–-](?=\s|$)|\s[$€£¥](?=\s)){2,}\s*\Z"
)
_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*\s*\Z")
_ENDS_CLAUSE = re.compile(r"[:;]\s*\Z")

# A document whose longest lines are longer than this was not wrapped: each line stands alone.
_WIDEST_WRAP = 250
# A line at least this share of the usual width may go on in the next one.
_FULL_LINE = 0.7
_LONGEST_ROW = 500
# Longer stretches without a sentence end are handed on as they are, for the splitter to cut.
_LARGEST_BLOCK = 200_000


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that no sentence crosses; `paragraph` counts the paragraphs of the text."""

    start: int
    end: int
    paragraph: int
    is_heading: bool = False


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
    if block.is_heading:
        return [Sentence(block.start, block.end, is_heading=True)]
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
    paragraph = 0
    start: int | None = None
    for i, (begin, end) in enumerate(lines):
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


def _goes_on(
    text: str, line: tuple[int, int], following: tuple[int, int], width: float, blank: bool, turns_page: bool
) -> bool:
    """Whether the line is continued by the following one."""
    this, after = text[slice(*line)], text[slice(*following)]
    unfinished = not _ENDS_SENTENCE.search(this) and not _ENDS_CLAUSE.search(this)
    # "... tram number⏎4. The castle ..." is no list: the line above is full and does not end.
    inside_prose = unfinished and not _LIST_ITEM.match(this) and len(this) >= _FULL_LINE * width > 0
    if (_LIST_ITEM.match(after) and not inside_prose) or any(_is_row(line) for line in (this, after)):
        return False
    carries_on = unfinished and after.lstrip()[:1].islower()
    if blank:
        return turns_page and carries_on and width > 0
    if not width:
        return False
    return carries_on or len(this) >= _FULL_LINE * width


def _is_row(line: str) -> bool:
    # Rows are short, and the patterns take their time with long lines.
    return len(line) <= _LONGEST_ROW and bool(_TABLE_ROW.search(line) or _FIGURES.search(line))


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
