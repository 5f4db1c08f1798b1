"""What the reader is trained to say, normalised over all passages of a question (Clark and Gardner 2018).

Every choice is made against "none", whose score is 0: so a score says how likely an answer is, whatever
else was read, and scores of different passages and questions can be compared.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from training.reader.batches import Batch

_NEVER = -1e4
_SENTENCES, _HOLDS = 0.6, 0.3
_SMOOTHING = 0.05


def reader_loss(tokens: torch.Tensor, passages: torch.Tensor, batch: Batch) -> dict[str, torch.Tensor]:
    """Return the losses by name, `all` their weighted sum.

    Args:
        tokens: Scores of shape (rows, tokens, 3): start, end, evidence.
        passages: Scores of shape (rows,).
        batch: The targets.
    """
    starts = _chosen(tokens[..., 0], batch.starts, batch)
    ends = _chosen(tokens[..., 1], batch.ends, batch)
    span = ((starts + ends) / 2)[batch.has_spans].mean() if batch.has_spans.any() else starts.sum() * 0
    sentence = _sentence_loss(tokens[..., 2], batch)
    target = batch.holds.float() * (1 - _SMOOTHING) + _SMOOTHING / 2
    holds = functional.binary_cross_entropy_with_logits(passages, target)
    return {
        "all": span + _SENTENCES * sentence + _HOLDS * holds,
        "span": span,
        "sentence": sentence,
        "holds": holds,
    }


def _chosen(scores: torch.Tensor, right: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return -log p of the right tokens of each question, or of none where there is none."""
    count = len(batch.has_spans)
    every = _by_group(scores.masked_fill(~batch.readable, _NEVER), batch.groups, count)
    wanted = _by_group(scores.masked_fill(~right, _NEVER), batch.groups, count)
    any_right = torch.zeros(count).index_add(0, batch.groups, right.any(1).float()) > 0
    return _with_none(every) - torch.where(any_right, wanted, 0.0)


def _by_group(scores: torch.Tensor, groups: torch.Tensor, count: int) -> torch.Tensor:
    """Return the log of the summed exponentials over all rows of each question."""
    rows = torch.logsumexp(scores, dim=1)
    return _grouped(rows, groups, count)


def _grouped(values: torch.Tensor, groups: torch.Tensor, count: int) -> torch.Tensor:
    most = torch.full((count,), _NEVER).scatter_reduce(0, groups, values.detach(), "amax")
    summed = torch.zeros(count).index_add(0, groups, torch.exp(values - most[groups]))
    return most + torch.log(summed.clamp_min(1e-30))


def _with_none(total: torch.Tensor) -> torch.Tensor:
    return torch.logaddexp(total, torch.zeros_like(total))


def sentence_scores(evidence: torch.Tensor, sentences: torch.Tensor, count: int) -> torch.Tensor:
    """Return the mean evidence score of the tokens of each sentence."""
    inside = sentences >= 0
    sums = torch.zeros(count).index_add(0, sentences[inside], evidence[inside])
    sizes = torch.zeros(count).index_add(0, sentences[inside], torch.ones_like(evidence[inside]))
    return sums / sizes.clamp_min(1)


def _sentence_loss(evidence: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Share the probability evenly among all right sentences of a question."""
    count = len(batch.has_spans)
    scores = sentence_scores(evidence, batch.sentences, len(batch.gold))
    total = _with_none(_grouped(scores, batch.sentence_groups, count))
    gold = batch.gold.float()
    right = torch.zeros(count).index_add(0, batch.sentence_groups, gold)
    summed = torch.zeros(count).index_add(0, batch.sentence_groups, gold * scores)
    return (total - summed / right.clamp_min(1)).mean()
