"""The terms of a question, how much each says, and how well a text holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from assistant.index.search.analyzer import analyze
from assistant.index.search.lexical import LexicalIndex
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.search import Query

# BM25 over sentences; the usual constants, with less weight on length since sentences are short.
_K1, _B, _USUAL_TERMS = 1.2, 0.5, 25
# Stems miss kin such as suspend and suspension; words that begin alike count for a part of a match.
_BEGINNING, _RELATED = 5, 0.6


def term_weights(query: Query, lexical: LexicalIndex) -> dict[str, float]:
    """Return how much each term of the question says: its weight times its inverse passage frequency."""
    return {term: weight * lexical.idf(term) for term, weight in query.own_terms.items()}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text, counted, the beginnings of the longer ones, and what its file name names."""

    counts: Counter[str]
    beginnings: frozenset[str]
    named: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Terms:
        """Return the terms of a text."""
        counts = Counter(analyze(text))
        return cls(counts, frozenset(term[:_BEGINNING] for term in counts if len(term) >= _BEGINNING))

    @classmethod
    def above(cls, passage: StoredPassage, compounds: Mapping[str, tuple[str, ...]]) -> Terms:
        """Return the terms of title, heading and file names, which every sentence below them is about."""
        terms = Counter(analyze(" ".join((passage.title, passage.heading, *passage.documents))))
        named = frozenset(part for name, parts in compounds.items() if name in terms for part in parts)
        terms.update(named)
        return cls(terms, frozenset(), named)

    def frequency(self, term: str) -> float:
        """Return how often the text holds a term; a related word counts for a part of one."""
        if term in self.counts:
            return self.counts[term]
        return _RELATED if term[:_BEGINNING] in self.beginnings else 0.0

    def coverage(self, weights: Mapping[str, float], above: Terms) -> float:
        """Return the weighted share of the question's terms that the text or what is above it holds, 0..1."""
        total = sum(weights.values())
        held = sum(
            weight * min(1.0, max(self.frequency(term), above.frequency(term)))
            for term, weight in weights.items()
        )
        return held / total if total else 0.0

    def bm25(self, weights: Mapping[str, float], named: frozenset[str] = frozenset()) -> float:
        """Return the BM25 score of the text as if it were a document.

        Args:
            weights: The terms of the question with their weights.
            named: Terms that the name of the document names, which all of it speaks of alike.
        """
        length = _K1 * (1 - _B + _B * self.counts.total() / _USUAL_TERMS)
        found = ((weight, inf if term in named else self.frequency(term)) for term, weight in weights.items())
        return sum(weight * (_K1 + 1) / (1 + length / times) for weight, times in found if times)
