"""The prover: a statement and sentences of documents read together, run by onnxruntime.

It says how likely the sentences support the statement, contradict it, or say too little. How it was trained,
on what and how well it does: `weights/README.md` beside this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.common.lru import LruCache
from assistant.models.pairs import Pair, PairEncoder, padded
from assistant.models.runtime import Feed, Session
from assistant.models.shipped import SHIPPED_WEIGHTS, shipped_weights
from assistant.models.source import packaged_tokenizer
from assistant.settings import Settings

# The most tokens of a statement with its sentences; what is longer loses its end.
MOST_TOKENS = 256
# The judgements of a hundred statements.
_CACHED_JUDGEMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What sentences say of a statement, as probabilities (0..1); what is left to 1 is "not enough"."""

    supported: float
    contradicted: float


def load_prover(settings: Settings) -> Prover:
    """Load the prover that ships; raises ModelError."""
    return Prover(settings.threads)


class Prover:
    """The packaged prover, with a cache of its last judgements; safe to use from several threads."""

    def __init__(self, threads: int = 0, folder: Path = SHIPPED_WEIGHTS) -> None:
        """Load the weights; costs a fraction of a second and no torch.

        Args:
            threads: Threads of one call; 0: one a core.
            folder: Holds `prover.onnx` and `prover.json`.

        Raises:
            ModelError: The weights are missing or damaged.
        """
        weights = shipped_weights(folder, "prover")
        self.identity: str = weights.identity
        self._encoder = PairEncoder(packaged_tokenizer(), MOST_TOKENS)
        self._words = weights.word_vectors
        self._session = Session(weights.path, threads)
        self._judgements: LruCache[tuple[str, str], Judgement] = LruCache(_CACHED_JUDGEMENTS)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Judge each statement by the text beside it; pairs are statement and text."""
        return self._judgements.get_or_compute(pairs, self._judge)

    def _judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        feeds = (self._feed(*self._encoder.encode(statement, [text])) for statement, text in pairs)
        return [as_judgement(scores[0]) for (scores,) in self._session.run(["scores"], feeds)]

    def _feed(self, pair: Pair) -> Feed:
        ids, segments, mask = padded([pair])
        return {"word_vectors": self._words[ids], "segments": segments, "mask": mask}


def as_judgement(scores: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Judgement:
    """Return scores of shape (3,), of supported, contradicted and not enough, as probabilities."""
    shares = np.exp(scores - scores.max())
    supported, contradicted, _ = (shares / shares.sum()).tolist()
    return Judgement(supported, contradicted)
