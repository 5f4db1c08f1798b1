"""The features of the passages that a search brought up, from which the ranker orders them.

None depends on the size of the corpus. All are computed from the texts and scores at hand: no model is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.index.search.analyzer import analyze
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.dates import terms_above
from assistant.retrieval.matches import Match, TermFinder
from assistant.retrieval.query import Query

Array = npt.NDArray[np.float64]

# Terms stand close together if they begin within so many characters; two that stand beside each other have at
# most so many between them.
_WINDOW, _GAP = 90, 12
# BM25 of a sentence as if it were a document, with a fixed average length (characters).
_K1, _B, _AVERAGE_LENGTH = 1.2, 0.5, 150
# What is shorter (characters) is a heading, a line of contents or a remnant.
_SHORT = 150


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search brought up, with its cosine (-1..1) and BM25 (0 and up)."""

    passage: StoredPassage
    cosine: float
    bm25: float


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The terms of a question as the ranker needs them.

    `shares` are the weights of the terms times their inverse passage frequency, divided by their sum;
    `numbers` are those of numbers; `pairs` are terms that stand beside each other, with the share of both;
    `total` is the weight that BM25 is divided by.
    """

    shares: Mapping[str, float]
    numbers: Mapping[str, float]
    pairs: Mapping[tuple[str, str], float]
    total: float

    @classmethod
    def of_query(cls, query: Query, idf: Callable[[str], float]) -> QuestionTerms:
        """Weigh the terms of a question by the inverse passage frequency of each."""
        weights = {term: weight * idf(term) for term, weight in query.question_terms.items()}
        whole = sum(weights.values()) or 1.0
        shares = {term: weight / whole for term, weight in weights.items()}
        order = [term for term in analyze(query.text) if term in shares]
        pairs = {(a, b): shares[a] + shares[b] for a, b in pairwise(order) if a != b}
        numbers = {term: share for term, share in shares.items() if term.isdigit()}
        total = sum(weight * idf(term) for term, weight in query.terms.items()) or 1.0
        return cls(shares, numbers, pairs, total)

    def covered(self, *found: Mapping[str, float]) -> float:
        """Return the share (0..1) of the question that terms cover, each by its best match."""
        best: dict[str, float] = {}
        for each in found:
            for term, share in each.items():
                if share > best.get(term, 0.0):
                    best[term] = share
        # In the order of the question, so that the same terms always have the same sum.
        return sum(share * best[term] for term, share in self.shares.items() if term in best)


def ranking_features(
    query: Query,
    candidates: Sequence[Candidate],
    idf: Callable[[str], float],
    more_matches: Callable[[StoredPassage], list[Match]] = lambda _: [],
) -> dict[str, Array]:
    """Compute the features of the candidates of a question.

    Args:
        query: The question.
        candidates: The passages.
        idf: Returns the inverse passage frequency of a term.
        more_matches: Returns what else in a passage stands for terms of the question: abbreviations, dates.

    Returns:
        Each feature by its name, of shape (candidates,).
    """
    terms = QuestionTerms.of_query(query, idf)
    finder = TermFinder(terms.shares)
    place = _Place(query, terms)
    texts = []
    for each in candidates:
        found, more = finder.find(each.passage.text), more_matches(each.passage)
        matches = sorted(found + more) if more else found
        texts.append(_TextMatches(each.passage, matches, terms, place.of(each.passage)))
    columns = {
        "cosine": [each.cosine for each in candidates],
        "bm25": [each.bm25 / terms.total for each in candidates],
        "sentence": [text.best_sentence() for text in texts],
        "neighbours": [text.best_neighbours() for text in texts],
        "window": [text.best_window() for text in texts],
        "pairs": [text.pairs() for text in texts],
        "numbers": [text.numbers() for text in texts],
        "short": [float(len(each.passage.text) < _SHORT) for each in candidates],
        "first": [float(each.passage.start == 0) for each in candidates],
    }
    return {name: np.array(values, dtype=np.float64) for name, values in columns.items()}


class _TextMatches:
    """Where the question's terms stand in a passage.

    Terms of its title, file names and headings count as if every sentence said them: a report of Best Buy
    says "the company".
    """

    def __init__(
        self,
        passage: StoredPassage,
        matches: Sequence[Match],
        terms: QuestionTerms,
        place: Mapping[str, float],
    ) -> None:
        self._matches = matches
        self._terms = terms
        self._place = place
        self._best = _best(matches)
        self._sentences = self._by_sentence(passage)

    def _by_sentence(self, passage: StoredPassage) -> list[tuple[int, int, dict[str, float]]]:
        """Return the number and the length of each sentence with matches, and its terms."""
        ends = [sentence.end - passage.start for sentence in passage.sentences]
        parts: dict[int, list[Match]] = {}
        number = 0
        for match in self._matches:
            while number + 1 < len(ends) and match.start >= ends[number]:
                number += 1
            parts.setdefault(number, []).append(match)
        lengths = [sentence.end - sentence.start for sentence in passage.sentences] or [len(passage.text)]
        return [(number, lengths[number], _best(found)) for number, found in parts.items()]

    def best_sentence(self) -> float:
        """Return the highest BM25 of a sentence, as a share of the question."""
        best = 0.0
        for _, length, found in self._sentences:
            norm = _K1 * (1 - _B + _B * length / _AVERAGE_LENGTH)
            score = sum(
                self._terms.shares[term] * (_K1 + 1) * share / (share + norm)
                for term, share in {**found, **self._place}.items()
            )
            best = max(best, score)
        return best

    def best_neighbours(self) -> float:
        """Return the highest coverage of two sentences that follow each other."""
        best, before = 0.0, -2
        above: Mapping[str, float] = {}
        for number, _, found in self._sentences:
            near = above if number == before + 1 else {}
            best = max(best, self._terms.covered(found, near, self._place))
            before, above = number, found
        return best

    def best_window(self) -> float:
        """Return the highest coverage of a stretch of text of fixed length; part of a term counts whole."""
        counts: Counter[str] = Counter(self._place.keys())
        covered, first = self._terms.covered(self._place), 0
        best = covered
        for match in self._matches:
            counts[match.term] += 1
            if counts[match.term] == 1:
                covered += self._terms.shares[match.term]
            while match.start - self._matches[first].start > _WINDOW:
                gone = self._matches[first].term
                counts[gone] -= 1
                if not counts[gone]:
                    covered -= self._terms.shares[gone]
                first += 1
            best = max(best, covered)
        return best

    def pairs(self) -> float:
        """Return the share of the question's pairs of terms that stand beside each other, in any order."""
        beside: set[tuple[str, str]] = set()
        for one, other in pairwise(self._matches):
            if other.start - one.end <= _GAP:
                beside |= {(one.term, other.term), (other.term, one.term)}
        return _share(self._terms.pairs, beside)

    def numbers(self) -> float:
        """Return the share of the question's numbers that the passage holds."""
        return _share(self._terms.numbers, self._best.keys() | self._place.keys())


class _Place:
    """The question's terms in the titles, file names and headings of passages, many of which are the same."""

    def __init__(self, query: Query, terms: QuestionTerms) -> None:
        self._query = query
        self._compounds = query.compounds
        self._terms = terms
        self._finder = TermFinder({*terms.shares, *self._compounds})
        self._known: dict[str, dict[str, float]] = {}

    def of(self, passage: StoredPassage) -> dict[str, float]:
        """Return the terms above a passage; "bestbuy" there is both words of "Best Buy"."""
        text = passage.place
        if text not in self._known:
            found = {match.term for match in self._finder.find(text) if match.share == 1}
            found |= {part for name in found & self._compounds.keys() for part in self._compounds[name]}
            self._known[text] = dict.fromkeys(found & self._terms.shares.keys(), 1.0)
        dated = terms_above(self._query, passage) if self._query.dates else ()
        return {**self._known[text], **dict.fromkeys(dated, 1.0)} if dated else self._known[text]


def _share(shares: Mapping[Any, float], found: Collection[Any]) -> float:
    """Return the share (0..1) of weighted things that were found; 0 without any."""
    whole = sum(shares.values()) or 1.0
    return sum(share for each, share in shares.items() if each in found) / whole


def _best(matches: Sequence[Match]) -> dict[str, float]:
    best: dict[str, float] = {}
    for match in matches:
        if match.share > best.get(match.term, 0.0):
            best[match.term] = match.share
    return best
