"""What the reader is trained to say, normalised over all passages of a question (Clark and Gardner 2018).

Every choice is made against "none", whose score is 0: so a score says how likely an answer is, whatever
else was read, and scores of different passages and questions can be compared.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from training.reader.batch import Batch

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


def likeness_loss(
    tokens: torch.Tensor,
    passages: torch.Tensor,
    taught_tokens: torch.Tensor,
    taught_passages: torch.Tensor,
    batch: Batch,
) -> torch.Tensor:
    """Return how far scores are from a teacher's: the divergence of the choices that they make."""
    count = len(batch.has_spans)
    rows = batch.groups[:, None].expand_as(batch.readable)[batch.readable]
    starts, ends = (
        _divergence(taught_tokens[..., n][batch.readable], tokens[..., n][batch.readable], rows, count)
        for n in (0, 1)
    )
    sentences = _divergence(
        *(
            sentence_scores(each[..., 2], batch.sentences, len(batch.gold))
            for each in (taught_tokens, tokens)
        ),
        batch.sentence_groups,
        count,
    )
    holds = functional.binary_cross_entropy_with_logits(passages, torch.sigmoid(taught_passages))
    return (starts + ends) / 2 + _SENTENCES * sentences + _HOLDS * holds


def _divergence(taught: torch.Tensor, said: torch.Tensor, groups: torch.Tensor, count: int) -> torch.Tensor:
    """Return the mean Kullback-Leibler divergence of choices among the scores of each question or none."""
    whole_taught, whole_said = (_with_none(_grouped(each, groups, count)) for each in (taught, said))
    by_score = taught - whole_taught[groups] - said + whole_said[groups]
    likely = torch.exp(taught - whole_taught[groups])
    none = torch.exp(-whole_taught) * (whole_said - whole_taught)
    return (said.new_zeros(count).index_add(0, groups, likely * by_score) + none).mean()


def _chosen(scores: torch.Tensor, right: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return -log p of the right tokens of each question, or of none where there is none."""
    count = len(batch.has_spans)
    every = _by_group(scores.masked_fill(~batch.readable, _NEVER), batch.groups, count)
    wanted = _by_group(scores.masked_fill(~right, _NEVER), batch.groups, count)
    any_right = scores.new_zeros(count).index_add(0, batch.groups, right.any(1).to(scores.dtype)) > 0
    return _with_none(every) - torch.where(any_right, wanted, 0.0)


def _by_group(scores: torch.Tensor, groups: torch.Tensor, count: int) -> torch.Tensor:
    """Return the log of the summed exponentials over all rows of each question."""
    rows = torch.logsumexp(scores, dim=1)
    return _grouped(rows, groups, count)


def _grouped(values: torch.Tensor, groups: torch.Tensor, count: int) -> torch.Tensor:
    most = values.new_full((count,), _NEVER).scatter_reduce(0, groups, values.detach(), "amax")
    summed = values.new_zeros(count).index_add(0, groups, torch.exp(values - most[groups]))
    return most + torch.log(summed.clamp_min(1e-30))


def _with_none(total: torch.Tensor) -> torch.Tensor:
    return torch.logaddexp(total, torch.zeros_like(total))


def sentence_scores(evidence: torch.Tensor, sentences: torch.Tensor, count: int) -> torch.Tensor:
    """Return the mean evidence score of the tokens of each sentence."""
    inside = sentences >= 0
    sums = evidence.new_zeros(count).index_add(0, sentences[inside], evidence[inside])
    sizes = evidence.new_zeros(count).index_add(0, sentences[inside], torch.ones_like(evidence[inside]))
    return sums / sizes.clamp_min(1)


def _sentence_loss(evidence: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Share the probability evenly among all right sentences of a question."""
    count = len(batch.has_spans)
    scores = sentence_scores(evidence, batch.sentences, len(batch.gold))
    total = _with_none(_grouped(scores, batch.sentence_groups, count))
    gold = batch.gold.float()
    right = scores.new_zeros(count).index_add(0, batch.sentence_groups, gold)
    summed = scores.new_zeros(count).index_add(0, batch.sentence_groups, gold * scores)
    return (total - summed / right.clamp_min(1)).mean()
