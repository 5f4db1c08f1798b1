"""Whether a text says a name, perhaps written otherwise: "Tromsö" for "Tromso", "BESTBUY" for "Best Buy"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache

from assistant.index.search.analyzer import analyze, function_words

_WORD = re.compile(r"[^\W_]+(?:[-’'.,/][^\W_]+)*")
# Neighbouring words with a capital letter, which may have an acronym.
NAME_OF_WORDS = re.compile(r"[A-Z][\w’'-]*(?:\s+(?:of\s+|the\s+|and\s+|for\s+)*[A-Z][\w’'-]*)+")
# A name of so many letters may be written another way.
_LEAST_LETTERS = 5


def words_of(text: str) -> list[str]:
    """Return the words of a text; what a hyphen, an apostrophe, a stop or a slash joins is one."""
    return _WORD.findall(text)


@lru_cache(maxsize=20_000)
def terms_of(word: str) -> tuple[str, ...]:
    """Return the terms of a word, without those of "'s" and "FY"; none for a function word."""
    return tuple(term for term in analyze(word.replace(",", "")) if term not in function_words())


def acronym_of(name: str) -> str:
    """Return the capital letters of a name of several words: "EU" for "The European Union"."""
    first, _, rest = name.partition(" ")
    return "".join(letter for letter in (name if terms_of(first) else rest) if letter.isupper())


class SaidNames:
    """The words of a text, to look names up in."""

    def __init__(self, text: str, similar: float = 0.8) -> None:
        """Analyze the text.

        Args:
            text: The text.
            similar: A capitalised word as similar (0..1, the share of letters in common) is the same name.
        """
        self._similar = similar
        words = words_of(text)
        self.terms = {term for word in words for term in terms_of(word)}
        acronyms = map(acronym_of, NAME_OF_WORDS.findall(text))
        self._acronyms = frozenset(acronym for acronym in acronyms if len(acronym) > 1)
        self._capitalized = {
            word.lower() for word in words if word[0].isupper() and len(word) >= _LEAST_LETTERS
        }

    def has(self, words: Sequence[str], place: int) -> bool:
        """Whether the text says the name at a place of a list of words, alone or joined to a neighbour.

        An acronym is said by the name that it stands for.
        """
        name = words[place]
        if self.terms.issuperset(terms_of(name)) or name.removesuffix("s") in self._acronyms:
            return True
        compounds = ("".join(words[n : n + 2]) for n in (place - 1, place) if 0 <= n < len(words) - 1)
        if any(term in self.terms for compound in compounds for term in terms_of(compound)):
            return True
        if len(name) < _LEAST_LETTERS:
            return False
        return bool(get_close_matches(name.lower(), self._capitalized, 1, self._similar))
