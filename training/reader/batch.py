"""A batch as tensors, with everything that the loss needs; knows nothing of where it came from."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(slots=True)
class Batch:
    """Rows are passages; `groups` tells which question each belongs to.

    `starts` and `ends` mark the tokens at which an answer starts and ends; `sentences` gives each token
    the number of its sentence in the batch or -1; `holds` tells which passages hold an answer.
    """

    ids: torch.Tensor
    segments: torch.Tensor
    mask: torch.Tensor
    readable: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor
    sentences: torch.Tensor
    groups: torch.Tensor
    has_spans: torch.Tensor
    sentence_groups: torch.Tensor
    gold: torch.Tensor
    holds: torch.Tensor
