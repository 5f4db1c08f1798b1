"""The scores of sentences: weighted sums of their features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assistant.answering.evidence import Evidence
from assistant.answering.features import sentence_features
from assistant.answering.recency import newest_first
from assistant.answering.weights import READER_WEIGHTS, WEIGHTS
from assistant.answering.yes_no import whole_claim_first
from assistant.common.lru import LruCache
from assistant.index.search.interface import WordRarity
from assistant.models.embedder import Embedder
from assistant.models.reader import Readers, can_read
from assistant.retrieval.search import Query, RankedPassage

_CACHED_SENTENCES = 20_000


class SentenceScorer:
    """Scores sentences for questions; caches their embeddings. Thread-safe."""

    def __init__(self, embedder: Embedder, load_readers: Callable[[], Readers | None] = lambda: None) -> None:
        """Set up the scorer.

        Args:
            embedder: The embedder of the index.
            load_readers: Returns the readers, or None to score without; called whenever they are needed.
        """
        self._embedder = embedder
        self._load_readers = load_readers
        self._vectors: LruCache[str, npt.NDArray[np.float32]] = LruCache(_CACHED_SENTENCES)

    @property
    def readers(self) -> Readers | None:
        """The readers, None without any.

        Raises:
            ModelError: One cannot be loaded.
        """
        return self._load_readers()

    def readers_for(self, query: Query) -> Readers | None:
        """Return the readers; None without any, or for a question that they cannot read.

        Raises:
            ModelError: One cannot be loaded.
        """
        return self.readers if can_read(query.text) else None

    def score(
        self, query: Query, passages: Sequence[RankedPassage], lexical: WordRarity, told: str = ""
    ) -> list[Evidence]:
        """Return every citable sentence of the passages once, best first.

        Args:
            query: The question.
            passages: The retrieved passages, best first.
            lexical: The lexical index of the same snapshot.
            told: The text of an earlier answer, whose sentences are left out.
        """
        readers = self.readers_for(query)
        sentences, features = sentence_features(query, passages, lexical, self.embed, readers, told)
        weights = READER_WEIGHTS if readers else WEIGHTS
        scores = features @ np.array(list(weights.values()), dtype=np.float32)
        scored = [
            replace(evidence, score=float(score)) for evidence, score in zip(sentences, scores, strict=True)
        ]
        scored.sort(key=lambda e: -e.score)
        return newest_first(query.text, whole_claim_first(query.text, scored))

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return embeddings of shape (texts, dimension); only those not in the cache are computed."""
        return np.stack(self._vectors.get_or_compute(texts, self._embedder.embed_passages))  # type: ignore[arg-type]
