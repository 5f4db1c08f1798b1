"""Where the terms of a question stand in texts.

Texts are searched for words that begin as a term does, and only these are stemmed: analysing whole passages
would take longer than finding them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.index.search.analyzer import analyze

# Stemming changes the end of a word, never more than all but so many first letters ("dying" is rare).
_SAME_START = 3
# Stemming does not relate words such as suspend and suspension: terms with a common prefix of this many
# characters count as a partial match.
PREFIX_LENGTH, PREFIX_MATCH = 5, 0.6
_WORD = re.compile(r"[^\W\d_]+")
_ACCENTED = re.compile("[\u00df-\u024f]")
# The most words whose stems are kept in memory.
_KNOWN_WORDS = 1 << 16


class Match(NamedTuple):
    """A term of the question in a text: where it starts and ends, and how well it matches (0..1)."""

    start: int
    end: int
    term: str
    share: float


class TermFinder:
    """Finds the terms of one question in texts."""

    def __init__(self, terms: Iterable[str]) -> None:
        """Set up the search.

        Args:
            terms: Index terms.
        """
        self._terms = frozenset(terms)
        self._numbers = sorted(term for term in self._terms if term[0].isdigit())
        # A script that is written without spaces is indexed by characters.
        self._characters = sorted(term for term in self._terms if len(term) == 1 and not term.isascii())
        words = self._terms.difference(self._numbers, self._characters)
        self._starts = sorted({term[: max(1, min(_SAME_START, len(term) - 1))] for term in words})
        self._by_prefix: dict[str, str] = {}
        for term in sorted(words):
            if len(term) >= PREFIX_LENGTH:
                self._by_prefix.setdefault(term[:PREFIX_LENGTH], term)
        self._known: dict[str, tuple[str, float]] = {}

    def find(self, text: str) -> list[Match]:
        """Return the matches in a text, in order."""
        lower = text.lower()
        if _ACCENTED.search(lower):
            lower = lower.translate(_base_letters())
        found = [
            Match(at, at + 1, character, 1.0)
            for character in self._characters
            for at in _occurrences(lower, character)
        ]
        for number in self._numbers:
            for at in _occurrences(lower, number):
                end = at + len(number)
                if not (lower[at - 1 : at].isdigit() or lower[end : end + 1].isdigit()):
                    found.append(Match(at, end, number, 1.0))
        for start in self._starts:
            found += self._words_from(lower, start)
        found.sort()
        return found

    def terms_of(self, text: str) -> dict[str, float]:
        """Return the terms in a text, each with the share (0..1) of its best match."""
        best: dict[str, float] = {}
        for match in self.find(text):
            best[match.term] = max(match.share, best.get(match.term, 0.0))
        return best

    def _words_from(self, lower: str, start: str) -> Iterator[Match]:
        """Yield the matches among the words that begin in a certain way."""
        known = self._known
        for at in _occurrences(lower, start):
            if at and lower[at - 1].isalpha():
                continue
            whole = _WORD.match(lower, at)
            word = whole[0] if whole else start
            if word not in known:
                known[word] = self._match(word)
            term, share = known[word]
            if share:
                yield Match(at, at + len(word), term, share)

    def _match(self, word: str) -> tuple[str, float]:
        term = _term_of(word)
        if term in self._terms:
            return term, 1.0
        similar = self._by_prefix.get(term[:PREFIX_LENGTH], "")
        return similar, PREFIX_MATCH if similar else 0.0


@lru_cache(_KNOWN_WORDS)
def _term_of(word: str) -> str:
    return "".join(analyze(word)[:1])


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


@cache
def _base_letters() -> Mapping[int, str]:
    """Return the letter that each accented letter of Latin script is indexed as."""
    bases = {number: unicodedata.normalize("NFD", chr(number))[0] for number in range(0xC0, 0x250)}
    return {number: base for number, base in bases.items() if base.isascii()}
