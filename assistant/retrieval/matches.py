"""Where the terms of a question stand in texts.

Texts are searched for words that begin as a term does, and only these are stemmed: analysing whole passages
would take longer than finding them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.index.search.analyzer import analyze

# Stemming changes the end of a word, never more than all but so many first letters ("dying" is rare).
_SAME_START = 3
# Stemming does not relate words such as suspend and suspension: terms with a common prefix of this many
# characters count as a partial match.
PREFIX_LENGTH, PREFIX_MATCH = 5, 0.6
_LETTERS = r"[^\W\d_]"
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
        self._by_prefix: dict[str, str] = {}
        for term in sorted(self._terms):
            if len(term) >= PREFIX_LENGTH and not term.isdigit():
                self._by_prefix.setdefault(term[:PREFIX_LENGTH], term)
        self._pattern = _pattern(self._terms)

    def find(self, text: str) -> list[Match]:
        """Return the matches in a text, in order."""
        if self._pattern is None:
            return []
        found = []
        for match in self._pattern.finditer(text.lower()):
            term, share = self._match(match.group())
            if share:
                found.append(Match(match.start(), match.end(), term, share))
        return found

    def terms_of(self, text: str) -> dict[str, float]:
        """Return the terms in a text, each with the share (0..1) of its best match."""
        best: dict[str, float] = {}
        for match in self.find(text):
            best[match.term] = max(match.share, best.get(match.term, 0.0))
        return best

    def _match(self, word: str) -> tuple[str, float]:
        term = _term_of(word)
        if term in self._terms:
            return term, 1.0
        similar = self._by_prefix.get(term[:PREFIX_LENGTH], "")
        return similar, PREFIX_MATCH if similar else 0.0


@lru_cache(_KNOWN_WORDS)
def _term_of(word: str) -> str:
    return "".join(analyze(word)[:1])


def _pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Return the pattern of words that may be one of the terms: words, numbers, single characters."""
    starts, whole, numbers = set(), set(), set()
    for term in terms:
        if term[0].isdigit():
            numbers.add(re.escape(term))
        elif len(term) == 1 and not term.isascii():  # a script that is indexed by characters
            whole.add(re.escape(term))
        else:
            start = term[: max(1, min(_SAME_START, len(term) - 1))]
            starts.add("".join(map(_with_accents, start)))
    parts = []
    if starts:
        parts.append(f"(?<!{_LETTERS})(?:{'|'.join(sorted(starts))}){_LETTERS}*")
    if numbers:
        parts.append(rf"(?<!\d)(?:{'|'.join(sorted(numbers))})(?!\d)")
    parts += sorted(whole)
    return re.compile("|".join(parts)) if parts else None


@cache
def _accented() -> Mapping[str, str]:
    """Return the accented letters of Latin script by the letter that they are indexed as."""
    found: dict[str, str] = {}
    for number in range(0xC0, 0x250):
        letter = chr(number)
        base = unicodedata.normalize("NFD", letter)[0]
        if letter.islower() and base.isascii() and base != letter:
            found[base] = found.get(base, "") + letter
    return found


def _with_accents(letter: str) -> str:
    accented = _accented().get(letter)
    return f"[{letter}{accented}]" if accented else re.escape(letter)
