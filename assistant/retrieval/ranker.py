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


def right_passage_likelihood(features: Mapping[str, Array], full: int) -> Array:
    """Return how likely each candidate is to be the right passage, 0..1, all together at most 1.

    A small index has fewer candidates: those that it lacks count with a score of 0, that of a passage about
    something else, so that the best of three is not likelier than the best of many.

    Args:
        features: Those of `ranking_features`, each of shape (candidates,).
        full: The number of candidates of an index that has enough.
    """
    # Column by column: candidates with equal features get equal scores, wherever they stand.
    scores = np.zeros_like(features["cosine"])
    for name, weight in WEIGHTS.items():
        scores += weight * features[name]
    likely: Array = np.exp(scores - scores.max())
    likely /= likely.sum() + max(0, full - len(scores)) * np.exp(-scores.max())
    return likely
