"""The share of expected words that come out in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+(?:[.,:’'-]\w+)*|[€$£%]")


def words(text: str) -> list[str]:
    """Return the words and numbers of a text; punctuation around them does not count."""
    return _WORD.findall(text)


def in_order(expected: Sequence[str], found: Sequence[str]) -> int:
    """Return the length of the longest common subsequence of two lists of words.

    Bit-parallel as in Hyyrö (2004), "Bit-parallel LCS-length computation revisited":
    one bit for each word of `expected`.
    """
    where: dict[str, int] = {}
    for place, word in enumerate(expected):
        where[word] = where.get(word, 0) | 1 << place
    every = (1 << len(expected)) - 1
    row = every
    for word in found:
        match = row & where.get(word, 0)
        row = ((row + match) | (row - match)) & every
    return len(expected) - row.bit_count()


def share_in_order(expected: str, found: str) -> float:
    """Return the share (0..1) of the words of `expected` that stand in `found` in the same order."""
    wanted = words(expected)
    return in_order(wanted, words(found)) / len(wanted) if wanted else 1.0
