"""Hybrid retrieval: dense and lexical search of one snapshot, fused, then ordered by the ranker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.index.document_filter import parse_document_filter
from assistant.index.snapshot import Snapshot
from assistant.index.store.rows import StoredPassage
from assistant.models.embedder import Embedder
from assistant.retrieval.abbreviations import abbreviated_terms
from assistant.retrieval.dates import date_matches, terms_of_other_ways
from assistant.retrieval.matches import Match
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.ranker import right_passage_likelihood
from assistant.retrieval.ranking_features import Array, Candidate, ranking_features
from assistant.retrieval.spelling import correct_spelling
from assistant.types import Passage

# What other rooms need of this one.
__all__ = [
    "Query",
    "RankedPassage",
    "as_passage",
    "make_query",
    "measure_candidates",
    "rank_passages",
    "search_query",
]

# The number of passages that each of the two searches contributes to the fusion, and that are ranked.
_CANDIDATES = 60
# The weight of the dense score in the fused score; the lexical score has the rest.
_DENSE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A retrieved passage with its score (0..1), cosine (-1..1) and BM25 (0 and up).

    The score is how likely the passage is the right one if one of the candidates is; all candidates together
    have at most 1.
    """

    passage: StoredPassage
    score: float
    cosine: float
    bm25: float


def search_query(snapshot: Snapshot, question: str, embedder: Embedder, topic: str = "") -> Query:
    """Analyze and embed a question to search a snapshot with, its spelling corrected by the documents.

    Args:
        snapshot: The state of the index.
        question: The question.
        embedder: The embedder of the index.
        topic: Words from the conversation that complete a follow-up question.
    """
    return make_query(correct_spelling(question, snapshot), embedder, topic)


def rank_passages(
    snapshot: Snapshot, query: Query, limit: int, documents: Sequence[str] | None = None
) -> list[RankedPassage]:
    """Return the best passages for a question, best first.

    Candidates are the best by a convex combination of cosine and BM25, each scaled to 0..1 (Bruch et al.
    2023, "An Analysis of Fusion Functions for Hybrid Retrieval"); the ranker orders them.

    Args:
        snapshot: The state of the index to search.
        query: The question.
        limit: The most passages to return.
        documents: If given, only documents that these names or patterns select are searched
            (`parse_document_filter`).

    Raises:
        DocumentNotFoundError: One of the names selects no indexed document.
    """
    document_filter = None if documents is None else parse_document_filter(documents)
    contents = None if document_filter is None else document_filter.select_contents(snapshot.caches.documents)
    candidates, features = measure_candidates(snapshot, query, limit, contents)
    if not candidates:
        return []
    likely = [float(each) for each in right_passage_likelihood(features, _CANDIDATES)]
    # Candidates are in the order of their fused scores, names and places: so are those with equal likelihood.
    best = sorted(range(len(candidates)), key=lambda number: -likely[number])[:limit]
    found = [candidates[number].passage for number in best]
    if document_filter is not None:
        found = document_filter.put_matching_paths_first(found)
    return [
        RankedPassage(passage, likely[number], candidates[number].cosine, candidates[number].bm25)
        for passage, number in zip(found, best, strict=True)
    ]


def measure_candidates(
    snapshot: Snapshot, query: Query, limit: int = 0, contents: Sequence[int] | None = None
) -> tuple[list[Candidate], dict[str, Array]]:
    """Return the candidates for a question, those with the highest fused scores first, and their features.

    Args:
        snapshot: The state of the index to search.
        query: The question.
        limit: The least number of candidates, if the index has so many.
        contents: If given, only passages of these contents are searched.
    """
    candidates = _candidates(snapshot, query, max(_CANDIDATES, limit), contents)
    abbreviated = abbreviated_terms(snapshot, query, [each.passage for each in candidates])

    def more_matches(passage: StoredPassage) -> list[Match]:
        return abbreviated(passage) + date_matches(query, passage.text)

    return candidates, ranking_features(query, candidates, snapshot.caches.lexical.idf, more_matches)


def _candidates(
    snapshot: Snapshot, query: Query, limit: int, contents: Sequence[int] | None
) -> list[Candidate]:
    """Return the passages with the highest fused scores, best first."""
    cosines, bm25 = _search_both(snapshot, query, limit, contents)
    scores = _fuse(cosines, bm25)
    names = _document_names(snapshot, list(cosines))
    best = sorted(cosines, key=lambda passage: (-scores[passage], names[passage], passage))[:limit]
    return [Candidate(p, cosines[p.id], bm25.get(p.id, 0.0)) for p in snapshot.passages(best)]


def _search_both(
    snapshot: Snapshot, query: Query, candidates: int, contents: Sequence[int] | None
) -> tuple[dict[int, float], dict[int, float]]:
    """Return cosine and BM25 by passage id, each for the candidates of both searches.

    A candidate of only one of the searches is scored by the other one as well.
    """
    dense, lexical, compounds = snapshot.caches.dense, snapshot.caches.lexical, query.compounds
    terms = {**terms_of_other_ways(query), **query.terms}
    cosines, bm25 = snapshot.caches.both(
        lambda: dense.search(query.vector, candidates, contents),
        lambda: lexical.search(terms, candidates, contents, compounds),
    )
    only_lexical = [passage for passage in bm25 if passage not in cosines]
    only_dense = [passage for passage in cosines if passage not in bm25]
    bm25 |= lexical.scores(terms, only_dense, compounds)
    cosines |= zip(only_lexical, dense.cosines(query.vector, only_lexical), strict=True)
    return cosines, bm25


def _fuse(cosines: Mapping[int, float], bm25: Mapping[int, float]) -> dict[int, float]:
    """Return the fused score of each passage, 0..1."""
    dense = _min_max_scaled(cosines)
    lexical = _min_max_scaled({passage: bm25.get(passage, 0.0) for passage in cosines})
    return {
        passage: _DENSE_WEIGHT * dense[passage] + (1 - _DENSE_WEIGHT) * lexical[passage]
        for passage in cosines
    }


def _document_names(snapshot: Snapshot, passages: Sequence[int]) -> dict[int, str]:
    """Return the first path of the document of each passage.

    Passages with equal scores are ordered by it: ids depend on the order in which files were indexed, except
    inside one document.
    """
    contents = snapshot.caches.dense.contents(passages)
    names = snapshot.caches.paths
    return {passage: names[content][0] for passage, content in zip(passages, contents, strict=True)}


def as_passage(ranked: RankedPassage) -> Passage:
    """Return a retrieved passage as the public dataclass."""
    stored = ranked.passage
    return Passage(
        document=stored.documents[0],
        page=stored.page,
        start=stored.start,
        end=stored.end,
        text=stored.text,
        score=ranked.score,
        title=stored.title,
        heading=stored.heading,
        page_label=stored.page_label,
        id=stored.id,
        also_in=stored.documents[1:],
    )


def _min_max_scaled(scores: Mapping[int, float]) -> dict[int, float]:
    """Return the scores scaled to 0..1 by their minimum and maximum; all 1 if they are equal."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    spread = high - low
    return {key: (score - low) / spread if spread else 1.0 for key, score in scores.items()}
