"""The ranker: weighs the features of candidates, so that the passage most likely to be right comes first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# Fitted by training/ranking on eleven kinds of documents that are in no evaluation set: the right passage is
# made likeliest under a softmax over the candidates of its question.
WEIGHTS = {
    "cosine": 8.5,
    "bm25": 1.3,
    "sentence": 2.96,
    "neighbours": 2.67,
    "window": 1.3,
    "pairs": 1.92,
    "numbers": 1.43,
    "short": -2.38,
    "first": 0.29,
}


def right_passage_likelihood(features: Mapping[str, Array]) -> Array:
    """Return how likely each candidate is to be the right passage, 0..1, all together 1.

    Args:
        features: Those of `ranking_features`, each of shape (candidates,).
    """
    # Column by column: candidates with equal features get equal scores, wherever they stand.
    scores = np.zeros_like(features["cosine"])
    for name, weight in WEIGHTS.items():
        scores += weight * features[name]
    likely: Array = np.exp(scores - scores.max())
    likely /= likely.sum()
    return likely
