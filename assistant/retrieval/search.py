"""Hybrid retrieval: dense and lexical search of one snapshot, fused by a convex combination."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assistant.conversation.standalone import standalone_question
from assistant.index.document_filter import parse_document_filter
from assistant.index.search.analyzer import analyze, function_words
from assistant.index.snapshot import Snapshot
from assistant.index.store.rows import StoredPassage
from assistant.models.embedder import Embedder
from assistant.types import Passage

# The number of passages that each of the two searches contributes to the fusion.
_CANDIDATES = 60
# The weight of the dense score in the fused score; the lexical score has the rest.
_DENSE_WEIGHT = 0.5
# The weight of terms from the conversation; those of the question itself have 1.
_TOPIC_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Query:
    """A question, analyzed and embedded.

    Attributes:
        text: The question as it was asked.
        terms: Index terms of question and topic by weight, without function words; for retrieval.
        vector: Embedding of question and topic, of shape (dimension,) and length 1; for retrieval.
        question_terms: The terms of the question alone, for scoring sentences.
        question_vector: The mean of the embeddings with and without topic, normalised to length 1, for
            scoring sentences.
        topic: Words from the conversation that complete a follow-up question.
    """

    text: str
    terms: Mapping[str, float]
    vector: npt.NDArray[np.float32]
    question_terms: Mapping[str, float]
    question_vector: npt.NDArray[np.float32]
    topic: str = ""

    @property
    def compounds(self) -> dict[str, tuple[str, ...]]:
        """Closed compounds of neighbouring words ("bestbuy", as in BESTBUY_2019.pdf), with their parts.

        Keys are index terms, values the terms of the two words.
        """
        found: dict[str, tuple[str, ...]] = {}
        for first, second in pairwise(re.findall(r"[^\W\d_]+", self.text)):
            parts = (*analyze(first), *analyze(second))
            if all(part in self.question_terms for part in parts):
                found |= dict.fromkeys(analyze(first + second), parts)
        return found

    @property
    def standalone(self) -> str:
        """The question with its topic, as the reader reads it."""
        return standalone_question(self.text, self.topic)


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A retrieved passage with its fused score (0..1), cosine (-1..1) and BM25 (0 and up)."""

    passage: StoredPassage
    score: float
    cosine: float
    bm25: float


def make_query(question: str, embedder: Embedder, topic: str = "") -> Query:
    """Analyze and embed a question.

    Args:
        question: The question.
        embedder: The embedder of the index.
        topic: Words from the conversation that complete a follow-up question.
    """
    analyzed = analyze(question)
    topical = [term for term in analyzed if term not in function_words()]
    topic_terms = [term for term in analyze(topic) if term not in function_words()]
    question_terms = dict.fromkeys(topical or ([] if topic_terms else analyzed), 1.0)
    terms = dict.fromkeys(topic_terms, _TOPIC_WEIGHT) | question_terms
    if not topic_terms:
        vector = embedder.embed_questions([question])[0]
        return Query(question, terms, vector, terms, vector)
    alone, with_topic = embedder.embed_questions([question, f"{question} {topic}"])
    mean = (alone + with_topic) / max(float(np.linalg.norm(alone + with_topic)), 1e-6)
    return Query(question, terms, with_topic, question_terms or terms, mean, topic)


def rank_passages(
    snapshot: Snapshot, query: Query, limit: int, documents: Sequence[str] | None = None
) -> list[RankedPassage]:
    """Return the best passages for a question, best first.

    The score is a convex combination of cosine and BM25, each scaled to 0..1 over the candidates (Bruch
    et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval").

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
    cosines, bm25 = _search_both(snapshot, query, max(_CANDIDATES, 2 * limit), contents)
    scores = _fuse(cosines, bm25)
    names = _document_names(snapshot, list(cosines))
    best = sorted(cosines, key=lambda passage: (-scores[passage], names[passage], passage))[:limit]
    found = snapshot.passages(best)
    if document_filter is not None:
        found = document_filter.put_matching_paths_first(found)
    return [RankedPassage(p, scores[p.id], cosines[p.id], bm25.get(p.id, 0.0)) for p in found]


def _search_both(
    snapshot: Snapshot, query: Query, candidates: int, contents: Sequence[int] | None
) -> tuple[dict[int, float], dict[int, float]]:
    """Return cosine and BM25 by passage id, each for the candidates of both searches.

    A candidate of only one of the searches is scored by the other one as well.
    """
    dense, lexical, compounds = snapshot.caches.dense, snapshot.caches.lexical, query.compounds
    cosines = dense.search(query.vector, candidates, contents)
    bm25 = lexical.search(query.terms, candidates, contents, compounds)
    only_lexical = [passage for passage in bm25 if passage not in cosines]
    only_dense = [passage for passage in cosines if passage not in bm25]
    bm25 |= lexical.scores(query.terms, only_dense, compounds)
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
