"""Metrics of the confidence: discrimination (AUROC), calibration, and selective answering.

Every function takes confidences of shape (questions,) and weights of shape (resamples, questions), which say
how often each question was drawn. It returns one value a resample; a row of ones gives the plain value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.evaluation.metrics.resampling import Array

BINS = 10


def auroc(confidence: Array, positive: npt.NDArray[np.bool_], weights: Array) -> Array:
    """Return the area under the ROC curve.

    It is the probability that a positive has a higher confidence than a negative; ties count half.
    """
    order = np.argsort(confidence, kind="stable")
    is_positive, drawn = positive[order], weights[:, order]
    negatives = np.cumsum(np.where(is_positive, 0.0, drawn), axis=1)
    first, last = _ties(confidence[order])
    padded = np.concatenate([np.zeros((len(weights), 1)), negatives], axis=1)
    below, at_most = padded[:, first], padded[:, last + 1]
    won = (np.where(is_positive, drawn, 0.0) * (below + at_most) / 2).sum(axis=1)
    pairs = negatives[:, -1] * np.where(is_positive, drawn, 0.0).sum(axis=1)
    result: Array = won / pairs
    return result


def expected_calibration_error(confidence: Array, right: Array, weights: Array) -> Array:
    """Return the expected calibration error with ten bins of equal width (Guo et al. 2017).

    It is the mean gap, over bins weighted by their questions, between confidence and share of right ones.
    """
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.zeros((len(confidence), BINS))
    gaps[np.arange(len(confidence)), bins] = right - confidence
    result: Array = np.abs(weights @ gaps).sum(axis=1) / weights.sum(axis=1)
    return result


def risk_coverage(confidence: Array, right: Array, weights: Array) -> tuple[Array, Array]:
    """Return the points of the risk-coverage curve (El-Yaniv and Wiener 2010), the most confident first.

    Returns:
        Coverage, the share of the questions with at least a confidence, and risk, the share of wrong ones
        among them; each of shape (resamples, questions).
    """
    order = np.argsort(-confidence, kind="stable")
    drawn = weights[:, order]
    answered = np.cumsum(drawn, axis=1)
    wrong = np.cumsum(drawn * (1 - right[order]), axis=1)
    _, last = _ties(confidence[order])
    answered, wrong = answered[:, last], wrong[:, last]
    # A resample may lack the most confident questions: none answered, so none wrong.
    risk = np.divide(wrong, answered, out=np.zeros_like(wrong), where=answered > 0)
    return answered / weights.sum(axis=1, keepdims=True), risk


def area_under_risk_coverage(confidence: Array, right: Array, weights: Array) -> Array:
    """Return the area under the risk-coverage curve: the mean risk over all coverages."""
    order = np.argsort(-confidence, kind="stable")
    _, risk = risk_coverage(confidence, right, weights)
    drawn = weights[:, order]
    result: Array = (drawn * risk).sum(axis=1) / drawn.sum(axis=1)
    return result


def _ties(ordered: Array) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return, for each position of a sorted array, the first and last position of an equal value."""
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    ends = np.concatenate([starts[1:], [len(ordered)]]) - 1
    group = np.repeat(np.arange(len(starts)), ends - starts + 1)
    return starts[group], ends[group]
