"""Question to ranked passages: dense and lexical search of one snapshot, fused."""

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

# How many passages each of the two searches contributes to the fusion.
_CANDIDATES = 60
# The share of the dense score in the fused one; the lexical score has the rest.
_DENSE_SHARE = 0.5
# What was asked before says where to look, what is asked now says what for.
_TOPIC_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for searching.

    `terms` are its index terms without function words, by weight, and `vector` its unit vector, both
    with the topic that was added from the conversation: they find the passages. `own_terms` and
    `own_vector` lean on what is asked now: they find the sentence.
    """

    text: str
    terms: Mapping[str, float]
    vector: npt.NDArray[np.float32]
    own_terms: Mapping[str, float]
    own_vector: npt.NDArray[np.float32]
    topic: str = ""

    @property
    def compounds(self) -> dict[str, tuple[str, ...]]:
        """Terms of neighbouring words written as one, as in file names ("BESTBUY_2019"), with their parts."""
        found: dict[str, tuple[str, ...]] = {}
        for first, second in pairwise(re.findall(r"[^\W\d_]+", self.text)):
            parts = (*analyze(first), *analyze(second))
            if all(part in self.own_terms for part in parts):
                found |= dict.fromkeys(analyze(first + second), parts)
        return found

    @property
    def standalone(self) -> str:
        """The question with its topic, as it is read."""
        return standalone_question(self.text, self.topic)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A retrieved passage: fused score in 0..1, cosine, and BM25."""

    passage: StoredPassage
    score: float
    cosine: float
    bm25: float


def make_query(question: str, embedder: Embedder, topic: str = "") -> Query:
    """Analyze and embed a question.

    Args:
        question: The question.
        embedder: The embedder of the index.
        topic: Words from the conversation that a follow-up question leans on.
    """
    analyzed = analyze(question)
    topical = [term for term in analyzed if term not in function_words()]
    added = [term for term in analyze(topic) if term not in function_words()]
    own_terms = dict.fromkeys(topical or ([] if added else analyzed), 1.0)
    terms = dict.fromkeys(added, _TOPIC_WEIGHT) | own_terms
    if not added:
        vector = embedder.embed_questions([question])[0]
        return Query(question, terms, vector, terms, vector)
    own, whole = embedder.embed_questions([question, f"{question} {topic}"])
    between = (own + whole) / max(float(np.linalg.norm(own + whole)), 1e-6)
    return Query(question, terms, whole, own_terms or terms, between, topic)


def rank_passages(
    snapshot: Snapshot, query: Query, limit: int, documents: Sequence[str] | None = None
) -> list[Ranked]:
    """Return the best passages for a question, best first.

    The score is a convex mix of the cosine and of BM25, each scaled to 0..1 over the candidates.

    Args:
        snapshot: The state of the index to search.
        query: The question.
        limit: The most passages to return.
        documents: If given, only documents that these names mean are searched (`parse_document_filter`).

    Raises:
        DocumentNotFoundError: One of the names means nothing that is indexed.
    """
    dense_index, names = snapshot.caches.dense, snapshot.caches.paths
    document_filter = None if documents is None else parse_document_filter(documents)
    contents = None if document_filter is None else document_filter.select_contents(snapshot.caches.documents)
    candidates = max(_CANDIDATES, 2 * limit)
    cosines = dense_index.search(query.vector, candidates, contents)
    lexical_index, compounds = snapshot.caches.lexical, query.compounds
    bm25 = lexical_index.search(query.terms, candidates, contents, compounds)
    # What one search did not bring up among its best has a score in it all the same.
    by_words = [passage for passage in bm25 if passage not in cosines]
    bm25 |= lexical_index.scores(
        query.terms, [passage for passage in cosines if passage not in bm25], compounds
    )
    cosines |= zip(by_words, dense_index.cosines(query.vector, by_words), strict=True)
    ids = list(cosines)
    dense, lexical = _scaled(cosines), _scaled({passage: bm25.get(passage, 0.0) for passage in ids})
    scores = {
        passage: _DENSE_SHARE * dense[passage] + (1 - _DENSE_SHARE) * lexical[passage] for passage in ids
    }
    # Ids tell in which order files happened to be indexed; only inside one document that is its own.
    first_name = {i: names[content][0] for i, content in zip(ids, dense_index.contents(ids), strict=True)}
    best = sorted(ids, key=lambda passage: (-scores[passage], first_name[passage], passage))[:limit]
    found = snapshot.passages(best)
    if document_filter is not None:
        found = document_filter.put_matching_paths_first(found)
    return [Ranked(p, scores[p.id], cosines[p.id], bm25.get(p.id, 0.0)) for p in found]


def as_passage(ranked: Ranked) -> Passage:
    """Return the public form of a retrieved passage."""
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


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    """Scale to 0..1 by the least and the most."""
    if not scores:
        return {}
    least, most = min(scores.values()), max(scores.values())
    spread = most - least
    return {key: (score - least) / spread if spread else 1.0 for key, score in scores.items()}
