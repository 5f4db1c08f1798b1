"""Retrieved passages to scored sentences: how well each would carry an answer."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from assistant.index.lexical import LexicalIndex, analyze
from assistant.models.embedder import Embedder
from assistant.retrieval import Query, Ranked
from assistant.types import Sentence

Scores = npt.NDArray[np.float32]

# BM25 over sentences; the usual constants, with little weight on length since sentences are short.
_K1, _B = 1.2, 0.5
_USUAL_TERMS = 25
# Shares of the z-scored sentence cosine, sentence BM25 and passage score in a sentence's score.
SENTENCE_COSINE, SENTENCE_BM25, PASSAGE_SCORE = 1.0, 1.0, 1.0
_REMEMBERED_SENTENCES = 20_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a retrieved passage: its text (white space collapsed), cosine, and score.

    `coverage` (0..1) is the share of the question's terms, weighted by how rare they are, that the
    sentence holds, `passage_coverage` that its passage holds; `score` is comparable within one
    question only.
    """

    ranked: Ranked
    sentence: Sentence
    text: str
    cosine: float
    coverage: float
    passage_coverage: float
    score: float


class SentenceScorer:
    """Scores sentences for questions, remembering embeddings; safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        """Use the embedder of the index."""
        self._embedder = embedder
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}
        self._lock = Lock()

    def score(self, query: Query, passages: Sequence[Ranked], lexical: LexicalIndex) -> list[Evidence]:
        """Return every sentence of the passages once, best first; headings are no evidence."""
        places = _places(passages)
        if not places:
            return []
        texts = [_readable(ranked, sentence) for ranked, sentence in places]
        cosines = self._embed(texts) @ query.vector
        weights = term_weights(query, lexical)
        counts = [Counter(analyze(text)) for text in texts]
        bm25 = np.array([_bm25(weights, count) for count in counts], dtype=np.float32)
        passage = np.array([ranked.score for ranked, _ in places], dtype=np.float32)
        scores = SENTENCE_COSINE * _z(cosines) + SENTENCE_BM25 * _z(bm25) + PASSAGE_SCORE * _z(passage)
        covered = {r.passage.id: coverage(weights, Counter(analyze(r.passage.text))) for r in passages}
        evidence = [
            Evidence(
                ranked,
                sentence,
                text,
                cosine=float(cosine),
                coverage=coverage(weights, count),
                passage_coverage=covered[ranked.passage.id],
                score=float(score),
            )
            for (ranked, sentence), text, cosine, count, score in zip(
                places, texts, cosines, counts, scores, strict=True
            )
        ]
        return sorted(evidence, key=lambda e: -e.score)

    def _embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        vectors = dict(zip(new, self._embedder.embed_passages(new), strict=True)) if new else {}
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors} | vectors
            if len(self._vectors) + len(vectors) > _REMEMBERED_SENTENCES:
                self._vectors.clear()
            self._vectors.update(vectors)
        if not all(text in known for text in texts):  # forgotten by another thread in between
            known |= dict(zip(texts, self._embedder.embed_passages(texts), strict=True))
        return np.stack([known[text] for text in texts])


def term_weights(query: Query, lexical: LexicalIndex) -> dict[str, float]:
    """Return how much each term of the question says: its inverse passage frequency."""
    total = lexical.count
    return {
        term: math.log(1 + (total - found + 0.5) / (found + 0.5))
        for term in query.terms
        for found in [lexical.passages_with(term)]
    }


def coverage(weights: dict[str, float], terms: Counter[str]) -> float:
    """Return the weighted share of the question's terms that are among the terms, 0..1."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0


def _places(passages: Sequence[Ranked]) -> list[tuple[Ranked, Sentence]]:
    """Return the sentences that can be cited, each once though passages may share it."""
    seen: set[tuple[int, int]] = set()
    places = []
    for ranked in passages:
        for sentence in ranked.passage.sentences:
            key = (ranked.passage.content, sentence.start)
            if not sentence.is_heading and key not in seen:
                seen.add(key)
                places.append((ranked, sentence))
    return places


def _readable(ranked: Ranked, sentence: Sentence) -> str:
    passage = ranked.passage
    return " ".join(passage.text[sentence.start - passage.start : sentence.end - passage.start].split())


def _bm25(weights: dict[str, float], terms: Counter[str]) -> float:
    length = _K1 * (1 - _B + _B * terms.total() / _USUAL_TERMS)
    return sum(
        weight * terms[term] * (_K1 + 1) / (terms[term] + length) for term, weight in weights.items() if term in terms
    )


def _z(values: Scores) -> Scores:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-6 else np.zeros_like(values)
