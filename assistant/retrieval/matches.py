"""Where the terms of a question stand in texts.

Texts are searched for words that begin as a term does, and only these are stemmed: analyzing whole passages
would take longer than finding them. Words with other letters than those of ASCII may be indexed in other
letters ("Cæsar" in those of "Caesar"), so these are all analyzed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from assistant.index.search.analyzer import WORD, analyze

# Stemming changes the end of a word, never more than all but so many first letters ("dying" is rare).
_SAME_START = 3
# Stemming does not relate words such as suspend and suspension: terms with a common prefix of this many
# characters count as a partial match.
PREFIX_LENGTH, PREFIX_MATCH = 5, 0.6
_ASCII_WORD = re.compile("[a-z]+")
_WORD = regex.compile(f"(?V1){WORD}")
# Neither in plain English, with its punctuation and symbols, nor most of Chinese and Japanese.
_RARE = re.compile(
    r"[^\x00-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u2000-\u206f\u20a0-\u20bf\u2190-\u2bff"
    r"\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]"
)
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
        # A script that is written without spaces is indexed by characters; so are numerals like "½".
        self._characters = sorted(
            term for term in self._terms if len(term) == 1 and not (term.isascii() or _is_word(term))
        )
        words = self._terms.difference(self._numbers, self._characters)
        self._starts = sorted({term[: max(1, min(_SAME_START, len(term) - 1))] for term in words})
        self._by_prefix: dict[str, str] = {}
        for term in sorted(words):
            if len(term) >= PREFIX_LENGTH:
                self._by_prefix.setdefault(term[:PREFIX_LENGTH], term)
        self._known: dict[str, tuple[str, float]] = {}

    def find(self, text: str) -> list[Match]:
        """Return the matches in a text, in order."""
        found: list[Match] = []
        if not text.isascii():
            text = self._match_rare_words(text, found)
        lower = text.lower()
        for character in self._characters:
            found += (Match(at, at + 1, character, 1.0) for at in _occurrences(lower, character))
        for number in self._numbers:
            for at in _occurrences(lower, number):
                end = at + len(number)
                if not (lower[at - 1 : at].isdigit() or lower[end : end + 1].isdigit()):
                    found.append(Match(at, end, number, 1.0))
        for start in self._starts:
            found += self._words_from(lower, start)
        found.sort()
        return found

    def _match_rare_words(self, text: str, found: list[Match]) -> str:
        """Add the matches among words with letters beyond ASCII; return the text with spaces for these."""
        parts, end = [], 0
        while rare := _RARE.search(text, end):
            start = rare.start()
            while start > end and text[start - 1].isascii() and text[start - 1].isalpha():
                start -= 1
            parts.append(text[end:start])
            word = _WORD.match(text, start)
            if word is None or word.end() == rare.start():  # the rare character is no letter
                parts.append(text[start : rare.end()])
                end = rare.end()
                continue
            end = word.end()
            parts.append(" " * (end - start))
            term, share = self._match(word[0])
            if share:
                found.append(Match(start, end, term, share))
        return "".join(parts) + text[end:]

    def _words_from(self, lower: str, start: str) -> Iterator[Match]:
        """Yield the matches among the words of ASCII letters that begin in a certain way."""
        for at in _occurrences(lower, start):
            if at and lower[at - 1].isalpha() and lower[at - 1].isascii():
                continue
            whole = _ASCII_WORD.match(lower, at)
            word = whole[0] if whole else start
            term, share = self._match(word)
            if share:
                yield Match(at, at + len(word), term, share)

    def _match(self, word: str) -> tuple[str, float]:
        if word not in self._known:
            term = _term_of(word)
            similar = self._by_prefix.get(term[:PREFIX_LENGTH], "")
            found = (similar, PREFIX_MATCH if similar else 0.0)
            self._known[word] = (term, 1.0) if term in self._terms else found
        return self._known[word]


def _is_word(term: str) -> bool:
    return _WORD.fullmatch(term) is not None


@lru_cache(_KNOWN_WORDS)
def _term_of(word: str) -> str:
    return "".join(analyze(word)[:1])


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
