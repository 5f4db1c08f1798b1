"""The loss of those questions of a batch whose answer is known; of the others only a teacher speaks."""

from __future__ import annotations

import torch

from training.reader.batch import Batch
from training.reader.loss import reader_loss


def labelled_loss(
    tokens: torch.Tensor, passages: torch.Tensor, batch: Batch, labelled: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Return the losses of the questions of a batch whose answer is known."""
    if bool(labelled.all()):
        return reader_loss(tokens, passages, batch)
    if not bool(labelled.any()):
        return {"all": tokens.sum() * 0}
    rows, sentences = labelled[batch.groups], labelled[batch.sentence_groups]
    groups, numbers = torch.cumsum(labelled, 0) - 1, torch.cumsum(sentences, 0) - 1
    own = batch.sentences[rows]
    known = Batch(
        ids=batch.ids[rows],
        segments=batch.segments[rows],
        mask=batch.mask[rows],
        readable=batch.readable[rows],
        starts=batch.starts[rows],
        ends=batch.ends[rows],
        sentences=torch.where(own >= 0, numbers[own.clamp_min(0)], -1),
        groups=groups[batch.groups[rows]],
        has_spans=batch.has_spans[labelled],
        sentence_groups=groups[batch.sentence_groups[sentences]],
        gold=batch.gold[sentences],
        holds=batch.holds[rows],
    )
    return reader_loss(tokens[rows], passages[rows], known)
