"""The lines of a text as ranges, and what lies between them: blank lines, ends of pages, headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import quantiles

from assistant.passages.lines import ends_sentence
from assistant.types import Extraction

LineRange = tuple[int, int]
"""The offsets of a line in the text, its end exclusive."""

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")

# A text with longer lines, in characters, is taken as not wrapped: each line break ends a block.
_MAX_WRAP_WIDTH = 250
# Of so many full lines that are no sentence's end, this share is followed by a capital letter or a number
# only where lines are not wrapped; in German prose it is less than half of them.
_FEWEST_FULL_LINES, _CAPITALS_SHARE = 6, 0.9
# Full lines shorter than this, in characters, are no line of prose on a page: fewer of them will do.
_NARROW, _FEWEST_NARROW_LINES = 40, 2
# How no line ends that is one of its own: with a comma, an article or the like.
_HANGS = re.compile(r",\Z|(?:^|\s)[^\W\d_]{1,3}\Z")


def find_lines(text: str) -> list[LineRange]:
    """Return the ranges of the lines that are not blank, without white space around them."""
    spans = []
    for match in _LINE.finditer(text):
        line = match.group()
        if line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            spans.append((start, match.start() + len(line.rstrip())))
    return spans


def find_wrap_width(text: str, lines: Sequence[LineRange]) -> float:
    """Return the width at which lines were wrapped (95th percentile, characters), or 0 if they were not."""
    widths = [end - start for start, end in lines]
    if len(widths) < 2:
        return 0
    width = quantiles(widths, n=20)[-2]
    return 0 if width > _MAX_WRAP_WIDTH else width


def wraps_before_capitals(text: str, lines: Sequence[LineRange], full: float) -> bool:
    """Whether a full, unfinished line may go on with a capital letter or a number, as in wrapped prose.

    In an invoice or a programme nearly every line begins so, and is a line of its own.

    Args:
        text: The text of a document.
        lines: The ranges of its lines.
        full: The length of a full line.
    """
    full_lines = capitals = 0
    for (start, end), (after, _) in pairwise(lines):
        line = text[start:end]
        if end - start >= full and not ends_sentence(line) and not line.isupper():
            full_lines += 1
            begins_anew = text[after].isupper() or text[after].isdigit()
            capitals += begins_anew and _HANGS.search(line) is None
    fewest = _FEWEST_NARROW_LINES if full < _NARROW else _FEWEST_FULL_LINES
    return full_lines < fewest or capitals < _CAPITALS_SHARE * full_lines


def heading_lines(extraction: Extraction, lines: Sequence[LineRange]) -> dict[int, int]:
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


def lines_within(lines: Sequence[LineRange], ranges: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the numbers of the lines that begin in one of the ranges, which are in order."""
    found: set[int] = set()
    number = 0
    for i, (start, _) in enumerate(lines):
        while number < len(ranges) and ranges[number][1] <= start:
            number += 1
        if number < len(ranges) and ranges[number][0] <= start:
            found.add(i)
    return frozenset(found)


def has_blank_line(text: str, end: int, start: int) -> bool:
    """Whether a blank line stands between the end of a line and the start of the next."""
    between = text[end:start].replace("\r\n", "\n")
    return sum(between.count(mark) for mark in "\n\r\x0b\x0c\x85\u2028\u2029") > 1


def is_page_turn(page_starts: frozenset[int], end: int, start: int) -> bool:
    """Whether a page begins between the end of a line and the start of the next."""
    return any(position in page_starts for position in range(end, start + 1))
