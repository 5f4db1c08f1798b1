"""Term matching between a question and a sentence: weights, coverage, and BM25 of a single text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from assistant.index.search.analyzer import analyze
from assistant.index.search.interface import WordRarity
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.dates import date_matches, terms_above
from assistant.retrieval.matches import PREFIX_LENGTH, PREFIX_MATCH
from assistant.retrieval.query import Query

# BM25 (Robertson and Zaragoza 2009) of sentences: k1 as usual, b smaller since sentences are short; the
# average length is fixed, in terms, so that scores do not depend on the corpus.
_K1, _B, _AVERAGE_LENGTH = 1.2, 0.5, 25


def term_weights(query: Query, lexical: WordRarity) -> dict[str, float]:
    """Return the weight of each term of the question: times its inverse passage frequency."""
    return {term: weight * lexical.idf(term) for term, weight in query.question_terms.items()}


@dataclass(frozen=True, slots=True)
class TermCounts:
    """The index terms of a text.

    Attributes:
        counts: How often each term occurs.
        prefixes: The first characters of the longer terms, for partial matches.
        named: Terms of the question that the file name contains as one compound, or as a date.
    """

    counts: Counter[str]
    prefixes: frozenset[str]
    named: frozenset[str] = frozenset()

    @classmethod
    def of_text(cls, text: str, query: Query) -> TermCounts:
        """Count the terms of a text; a date of the question counts in any way of writing."""
        counts = Counter(analyze(text))
        counts.update({match.term for match in date_matches(query, text)}.difference(counts))
        return cls(counts, frozenset(term[:PREFIX_LENGTH] for term in counts if len(term) >= PREFIX_LENGTH))

    @classmethod
    def of_context(cls, passage: StoredPassage, query: Query) -> TermCounts:
        """Count the terms of title, headings and file names, which apply to every sentence of a passage.

        Args:
            passage: The passage.
            query: The question, whose dates and compounds may be written otherwise there.
        """
        terms = Counter(analyze(passage.place))
        named = frozenset(part for name, parts in query.compounds.items() if name in terms for part in parts)
        named |= terms_above(query, passage)
        terms.update(named)
        return cls(terms, frozenset(), named)

    def frequency(self, term: str) -> float:
        """Return how often a term occurs; 0.6 if only a term with the same prefix does."""
        if term in self.counts:
            return self.counts[term]
        return PREFIX_MATCH if term[:PREFIX_LENGTH] in self.prefixes else 0.0

    def coverage(self, weights: Mapping[str, float], context: TermCounts) -> float:
        """Return the weighted share (0..1) of the question's terms that the text or its context contains.

        Args:
            weights: The terms of the question with their weights.
            context: The terms of title, headings and file names.
        """
        total = sum(weights.values())
        covered = sum(
            weight * min(1.0, max(self.frequency(term), context.frequency(term)))
            for term, weight in weights.items()
        )
        return covered / total if total else 0.0

    def bm25(self, weights: Mapping[str, float], named: frozenset[str] = frozenset()) -> float:
        """Return the BM25 score of the text as if it were a document.

        Args:
            weights: The terms of the question with their weights (inverse passage frequency).
            named: Terms that the file name contains, which count as if every sentence repeated them.
        """
        length_norm = _K1 * (1 - _B + _B * self.counts.total() / _AVERAGE_LENGTH)
        frequencies = (
            (weight, inf if term in named else self.frequency(term)) for term, weight in weights.items()
        )
        return sum(
            weight * (_K1 + 1) / (1 + length_norm / frequency)
            for weight, frequency in frequencies
            if frequency
        )
