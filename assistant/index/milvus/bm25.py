"""BM25 of passages that the engine found, with the words of one commit alone.

The engine's own scores count rows of other commits too, and milvus-lite's those of one segment only, so they
would change under a snapshot. They choose the passages; these scores, which are tantivy's to the last digits,
are what passages are ranked by: the same on Milvus as in a folder.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.index.milvus.schema import K1, B
from assistant.index.search.analyzer import analyze
from assistant.index.search.lexical import TITLE_WEIGHT

# Between the words of the text and those of its place; no word for the engine.
_BETWEEN = " | "
# Bytes of words that are searched: all of any but monstrous passages.
_TEXT_BYTES, _PLACE_BYTES = 45_000, 20_000
# Lengths up to this are exact; longer ones are known to three bits behind the first, as in Lucene.
_EXACT_LENGTHS = 24
_NONE = (0, 0)

Rarity = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Totals:
    """The number of passages of a commit, and of words in their texts and in their places."""

    passages: int = 0
    texts: int = 0
    places: int = 0


def engine_word(term: str) -> str:
    """Return a term as the engine's analyzer leaves it whole: ASCII letters and digits."""
    return term if term.isascii() and term.isalnum() else f"u{term.encode().hex()}"


def engine_words(text: str, place: str) -> str:
    """Return the words of a passage as the engine searches them: those of its text, then of its place."""
    texts, places = (" ".join(map(engine_word, analyze(each))) for each in (text, place))
    return f"{_cut(texts, _TEXT_BYTES)}{_BETWEEN}{_cut(places, _PLACE_BYTES)}"


def replace_place(words: str, place: str) -> str:
    """Return the words of a passage with those of another place."""
    text, _, _ = words.partition(_BETWEEN)
    return text + _BETWEEN + _cut(" ".join(map(engine_word, analyze(place))), _PLACE_BYTES)


def split_words(words: str) -> tuple[list[str], list[str]]:
    """Return the words of a passage's text and those of its place."""
    text, _, place = words.partition(_BETWEEN)
    return text.split(), place.split()


def _cut(words: str, length: int) -> str:
    return words if len(words) <= length else words[:length].rpartition(" ")[0]


def inverse_frequency(found: int, passages: int) -> float:
    """Return the weight of a word that some of all passages hold."""
    return math.log(1 + (passages - found + 0.5) / (found + 0.5))


def score(
    words: str,
    terms: Mapping[str, float],
    compounds: Mapping[str, Sequence[str]],
    totals: Totals,
    rarity: Rarity,
) -> float:
    """Return the BM25 score of a passage, 0 if it holds none of the terms.

    Args:
        words: Its words (`engine_words`).
        terms: Analyzed terms with their weights.
        compounds: Terms of which two are written as one in names, and which two.
        totals: Of the commit.
        rarity: How many texts and places of the commit hold each word.
    """
    texts, places = split_words(words)
    text, place = (
        _Field(texts, totals.texts / totals.passages),
        _Field(places, totals.places / totals.passages),
    )
    named = {part for name, parts in compounds.items() if engine_word(name) in place.counts for part in parts}
    found = 0.0
    for term, weight in terms.items():
        word = engine_word(term)
        in_texts, in_places = rarity.get(word, _NONE)
        own = text.score(word, inverse_frequency(in_texts, totals.passages))
        own += TITLE_WEIGHT * place.score(word, inverse_frequency(in_places, totals.passages))
        if term in named:
            own = max(own, (K1 + 1) * inverse_frequency(in_texts, totals.passages))
        found += weight * own
    return found


class _Field:
    """The words of a text or of a place, with what its length does to scores."""

    def __init__(self, words: Iterable[str], average: float) -> None:
        self.counts = Counter(words)
        length = _known_length(self.counts.total())
        self._norm = K1 * (1 - B + B * length / average) if average else K1

    def score(self, word: str, weight: float) -> float:
        count = self.counts.get(word, 0)
        return weight * (K1 + 1) * count / (count + self._norm) if count else 0.0


def _known_length(length: int) -> int:
    """Return a length as tantivy and Lucene keep it in one byte."""
    if length < _EXACT_LENGTHS:
        return length
    rest = length - _EXACT_LENGTHS
    shift = max(0, rest.bit_length() - 4)
    return _EXACT_LENGTHS + (rest >> shift << shift)
