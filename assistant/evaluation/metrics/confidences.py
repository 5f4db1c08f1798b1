"""Measures of the confidence: does it tell right from wrong, and does it mean what it says?

Every function takes weights of shape (resamples, questions), how often each question counts, and
returns one value a resample; a row of ones gives the plain value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.evaluation.metrics.resampling import Array

BINS = 10


def auroc(confidence: Array, positive: npt.NDArray[np.bool_], weights: Array) -> Array:
    """Return the probability that a positive has a higher confidence than a negative; ties count half."""
    order = np.argsort(confidence, kind="stable")
    is_positive, drawn = positive[order], weights[:, order]
    negatives = np.cumsum(np.where(is_positive, 0.0, drawn), axis=1)
    first, last = _ties(confidence[order])
    padded = np.concatenate([np.zeros((len(weights), 1)), negatives], axis=1)
    below, not_above = padded[:, first], padded[:, last + 1]
    won = (np.where(is_positive, drawn, 0.0) * (below + not_above) / 2).sum(axis=1)
    pairs = negatives[:, -1] * np.where(is_positive, drawn, 0.0).sum(axis=1)
    result: Array = won / pairs
    return result


def calibration_error(confidence: Array, right: Array, weights: Array) -> Array:
    """Return the expected calibration error: confidence against the share that is right, in ten bins."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.zeros((len(confidence), BINS))
    gaps[np.arange(len(confidence)), bins] = right - confidence
    result: Array = np.abs(weights @ gaps).sum(axis=1) / weights.sum(axis=1)
    return result


def risks(confidence: Array, right: Array, weights: Array) -> tuple[Array, Array]:
    """Return coverage and risk, each of shape (resamples, questions), the most confident question first.

    Coverage is the share of questions that are answered if all with at least that confidence are;
    risk is the share of wrong ones among them.
    """
    order = np.argsort(-confidence, kind="stable")
    drawn = weights[:, order]
    answered = np.cumsum(drawn, axis=1)
    wrong = np.cumsum(drawn * (1 - right[order]), axis=1)
    _, last = _ties(confidence[order])
    answered, wrong = answered[:, last], wrong[:, last]
    # A resample may not have drawn the most confident questions at all: nothing answered, nothing wrong.
    risk = np.divide(wrong, answered, out=np.zeros_like(wrong), where=answered > 0)
    return answered / weights.sum(axis=1, keepdims=True), risk


def area_under_risk(confidence: Array, right: Array, weights: Array) -> Array:
    """Return the mean risk over all coverages."""
    order = np.argsort(-confidence, kind="stable")
    _, risk = risks(confidence, right, weights)
    drawn = weights[:, order]
    result: Array = (drawn * risk).sum(axis=1) / drawn.sum(axis=1)
    return result


def _ties(ordered: Array) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the first and the last place of the equal values around each place of an ordered array."""
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    ends = np.concatenate([starts[1:], [len(ordered)]]) - 1
    run = np.repeat(np.arange(len(starts)), ends - starts + 1)
    return starts[run], ends[run]
