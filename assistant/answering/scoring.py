"""The scores of sentences: weighted sums of their features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assistant.answering.evidence import Evidence
from assistant.answering.features import sentence_features
from assistant.answering.recency import newest_first
from assistant.answering.yes_no import whole_claim_first
from assistant.common.lru import LruCache
from assistant.index.search.interface import WordRarity
from assistant.models.embedder import Embedder
from assistant.models.reader import Reader, can_read
from assistant.retrieval.search import Query, RankedPassage

# The weights of `FEATURES` and of `READER_FEATURES`, fitted on SQuAD training articles (training/). With a
# reader a score is, but for a constant, the logarithm of the probability that the sentence is the right one.
WEIGHTS = {
    "cosine": 5.2,
    "bm25": 1.9,
    "passage_cosine": 10.6,
    "passage_bm25": 1.9,
    "coverage": 2.6,
    "best_coverage": 2.5,
    "antecedent_coverage": 1.1,
    "has_rare_type": 1.0,
    "lacks_type": -1.3,
}
READER_WEIGHTS = {
    "cosine": 1.5,
    "bm25": 0.5,
    "passage_cosine": 1.7,
    "passage_bm25": 1.6,
    "coverage": 0.65,
    "best_coverage": 1.5,
    "antecedent_coverage": 1.0,
    "has_rare_type": -0.3,
    "lacks_type": -0.5,
    "evidence": 0.19,
    "answer": 0.51,
    "passage_answer": 0.42,
}
_CACHED_SENTENCES = 20_000


class SentenceScorer:
    """Scores sentences for questions; caches their embeddings. Thread-safe."""

    def __init__(self, embedder: Embedder, load_reader: Callable[[], Reader | None] = lambda: None) -> None:
        """Set up the scorer.

        Args:
            embedder: The embedder of the index.
            load_reader: Returns the reader, or None to score without one; called whenever it is needed.
        """
        self._embedder = embedder
        self._load_reader = load_reader
        self._vectors: LruCache[str, npt.NDArray[np.float32]] = LruCache(_CACHED_SENTENCES)

    @property
    def reader(self) -> Reader | None:
        """The reader, None without one.

        Raises:
            ModelError: It cannot be loaded.
        """
        return self._load_reader()

    def reader_for(self, query: Query) -> Reader | None:
        """Return the reader; None without one, or for a question that it cannot read.

        Raises:
            ModelError: It cannot be loaded.
        """
        return self.reader if can_read(query.text) else None

    def score(self, query: Query, passages: Sequence[RankedPassage], lexical: WordRarity) -> list[Evidence]:
        """Return every citable sentence of the passages once, best first.

        Args:
            query: The question.
            passages: The retrieved passages, best first.
            lexical: The lexical index of the same snapshot.
        """
        reader = self.reader_for(query)
        sentences, features = sentence_features(query, passages, lexical, self.embed, reader)
        weights = READER_WEIGHTS if reader else WEIGHTS
        scores = features @ np.array(list(weights.values()), dtype=np.float32)
        scored = [
            replace(evidence, score=float(score)) for evidence, score in zip(sentences, scores, strict=True)
        ]
        scored.sort(key=lambda e: -e.score)
        return newest_first(query.text, whole_claim_first(query.text, scored))

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return embeddings of shape (texts, dimension); only those not in the cache are computed."""
        return np.stack(self._vectors.get_or_compute(texts, self._embedder.embed_passages))  # type: ignore[arg-type]
