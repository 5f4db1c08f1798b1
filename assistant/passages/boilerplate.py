"""Lines that are no evidence: page numbers, running heads, entries of a table of contents.

They stay in the text, since citations are ranges of it, but are never cited themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from assistant.passages.lines import (
    ends_sentence,
    is_contents_entry,
    is_contents_title,
    is_lone_number,
    is_table_row,
    page_at_end,
)

Line = tuple[int, int]

_PAGE_BESIDE = re.compile(r"\A(\d{1,4})\s+(?=\D)|(?<=\D)\s(\d{1,4})\Z")
# A running head stands this many lines from a page number or page break, and at so many of them.
_BESIDE_BREAK, _FEWEST_REPEATS = 2, 3
_RUNNING_SHARE = 0.5
_LONGEST_RUNNING_LINE, _RUNNING_WORDS = 100, 10
# So many entries, in the order of their pages, make a list under the title "Contents" a table of contents.
_FEWEST_ENTRIES = 3
_LONGEST_ENTRY = 120


def boilerplate_lines(text: str, lines: Sequence[Line], page_starts: Collection[int]) -> frozenset[int]:
    """Find the lines that are never evidence.

    Args:
        text: The whole text of the document.
        lines: The range of each line that is not empty.
        page_starts: The offsets at which pages begin, where the format has pages.

    Returns:
        Numbers of lines: lone numbers, running heads and entries of tables of contents.
    """
    said = [text[start:end] for start, end in lines]
    numbers = {n for n, line in enumerate(said) if is_lone_number(line)}
    breaks = {n for n, (start, _) in enumerate(lines) if start in page_starts}
    breaks |= {n for n in range(1, len(lines)) if "\f" in text[lines[n - 1][1] : lines[n][0]]}
    return frozenset(numbers | _running_heads(said, numbers, breaks) | _contents(said))


def _running_heads(said: Sequence[str], numbers: Collection[int], breaks: Collection[int]) -> set[int]:
    """Return short lines that come again and again beside page numbers or page breaks."""
    beside: set[int] = set()
    for number in numbers:
        beside.update(range(number - _BESIDE_BREAK, number + _BESIDE_BREAK + 1))
    for number in breaks:
        beside.update(range(number - _BESIDE_BREAK, number + _BESIDE_BREAK))
    places: dict[str, list[int]] = {}
    for n in sorted(beside):
        if 0 <= n < len(said) and n not in numbers and _may_be_running(said[n]):
            places.setdefault(_without_page(said[n]), []).append(n)
    often = {words: found for words, found in places.items() if _is_running(words, [said[n] for n in found])}
    everywhere = Counter(words for line in said if (words := _without_page(line)) in often) if often else {}
    running = (found for words, found in often.items() if len(found) >= _RUNNING_SHARE * everywhere[words])
    return {n for found in running for n in found}


def _without_page(line: str) -> str:
    return _PAGE_BESIDE.sub("", line).strip()


def _is_running(words: str, lines: Sequence[str]) -> bool:
    """Whether lines that say the same are many enough, and what numbers they have rise as those of pages."""
    pages = [int(found[1] or found[2]) for line in lines if (found := _PAGE_BESIDE.search(line))]
    return bool(words) and len(lines) >= _FEWEST_REPEATS and all(a < b for a, b in pairwise(pages))


def _may_be_running(line: str) -> bool:
    words = line.split()
    if is_table_row(line):
        return False
    short = len(line) <= _LONGEST_RUNNING_LINE and len(words) <= _RUNNING_WORDS
    return short and (
        not ends_sentence(line) or all(word[0].isupper() for word in words if word[0].isalpha())
    )


def _contents(said: Sequence[str]) -> set[int]:
    """Return entries of tables of contents: with dots, or in a list that is titled so."""
    found = {n for n, line in enumerate(said) if is_contents_entry(line)}
    for number in sorted(found):
        # An entry that is broken over lines has its dots in the last of them.
        if number - 1 not in found and number - 2 in found and _may_be_entry(said[number - 1]):
            found.add(number - 1)
    for number, line in enumerate(said):
        if is_contents_title(line):
            found.update(_titled_contents(said, number + 1))
    return found


def _titled_contents(said: Sequence[str], first: int) -> range:
    """Return the lines below a title of contents while page numbers rise, none if they are few."""
    end, entries, page, passed = first, 0, 0, 0
    for number in range(first, len(said)):
        here = page_at_end(said[number])
        if here is not None and here >= page and len(said[number]) <= _LONGEST_ENTRY:
            end, entries, page, passed = number + 1, entries + 1, here, 0
            continue
        passed += 1  # the name of a part of the book, or the first line of an entry in two
        if passed > 1 or not _may_be_entry(said[number]):
            break
    return range(first, end) if entries >= _FEWEST_ENTRIES else range(0)


def _may_be_entry(line: str) -> bool:
    return len(line) <= _LONGEST_ENTRY and not ends_sentence(line)
