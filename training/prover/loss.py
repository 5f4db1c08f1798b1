"""What the prover is trained to say of a pair."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from training.prover.pairs import LABELS, Label

_SMOOTHING = 0.05


def targets_of(labels: Sequence[Label]) -> torch.Tensor:
    """Return which labels are right, of shape (pairs, labels): two for "not supported"."""
    right = torch.zeros(len(labels), len(LABELS))
    for row, label in enumerate(labels):
        allowed = LABELS[1:] if label == "not supported" else (label,)
        right[row, [LABELS.index(each) for each in allowed]] = 1.0
    return right


def prover_loss(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Return the mean of -log of the probability that is given to the right labels together.

    Args:
        scores: Of shape (pairs, labels).
        right: Which labels are right, of the same shape.
    """
    likely = torch.log_softmax(scores, dim=1)
    chosen = torch.logsumexp(likely.masked_fill(right == 0, float("-inf")), dim=1)
    # Some of it for every label, so that no probability goes to an end.
    return -((1 - _SMOOTHING) * chosen + _SMOOTHING * likely.mean(dim=1)).mean()
