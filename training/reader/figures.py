"""Figures of how well questions are read: loss, first sentence right, AUROC of "no answer"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from training.reader.batch import Batch
from training.reader.loss import reader_loss


@dataclass
class Sums:
    """What was counted: losses, and the outcome of each question."""

    loss: float = 0.0
    right: list[bool] = field(default_factory=list)
    answerable: list[bool] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)

    def add(self, batch: Batch, tokens: torch.Tensor, passages: torch.Tensor) -> None:
        """Count the questions of a batch."""
        self.loss += float(reader_loss(tokens, passages, batch)["all"]) * len(batch.has_spans)
        spans, gold = span_scores(batch, tokens).tolist(), batch.gold.tolist()
        best: dict[int, int] = {}
        answered = set()
        for number, group in enumerate(batch.sentence_groups.tolist()):
            if group not in best or spans[number] > spans[best[group]]:
                best[group] = number
            if gold[number]:
                answered.add(group)
        count = len(batch.has_spans)
        most = passages.new_full((count,), -torch.inf).scatter_reduce(0, batch.groups, passages, "amax")
        for group in range(count):
            self.answerable.append(group in answered)
            self.right.append(group in best and bool(gold[best[group]]))
        self.holds += most.tolist()

    def said(self) -> dict[str, float]:
        """Return the figures by name."""
        right = [r for r, answerable in zip(self.right, self.answerable, strict=True) if answerable]
        return {
            "questions": len(self.right),
            "loss": round(self.loss / max(1, len(self.right)), 4),
            "first sentence right": round(sum(right) / max(1, len(right)), 4),
            "AUROC of no answer": round(auroc(self.answerable, self.holds), 4),
        }


def auroc(positive: Sequence[bool], scores: Sequence[float]) -> float:
    """Return how often a positive one has the higher score of two, ties half; 0.5 without two kinds."""
    values, places = np.unique(np.asarray(scores), return_inverse=True)
    is_positive = np.asarray(positive, dtype=bool)
    counts = [np.bincount(places[chosen], minlength=len(values)) for chosen in (is_positive, ~is_positive)]
    pairs = counts[0].sum() * counts[1].sum()
    below = np.cumsum(counts[1]) - counts[1]
    return float((counts[0] * (below + counts[1] / 2)).sum() / pairs) if pairs else 0.5


def span_scores(batch: Batch, tokens: torch.Tensor) -> torch.Tensor:
    """Return each sentence's best start plus its best end."""
    inside = batch.sentences >= 0
    empty = tokens.new_full((len(batch.gold),), -torch.inf)
    return sum(
        empty.scatter_reduce(0, batch.sentences[inside], tokens[..., n][inside], "amax") for n in (0, 1)
    )
