"""Matrices that lose little in 8 bits: what stands out in their input is moved into their weights.

Some channels of a large encoder's vectors are thirty times as large as most, and in 8 bits all channels of a
text share a scale. So each channel is divided, and its weights multiplied, by a power of the most that it
reaches in some texts (Xiao et al. 2023, "SmoothQuant", with 0.7 for the share of the input).
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn

from training.reader.model import ReaderModel

_SHARE_OF_INPUT = 0.7
_LEAST = 1e-4


class SmoothLinear(nn.Linear):
    """A linear layer that computes what another does, of inputs that are divided by channel."""

    def __init__(self, other: nn.Linear, divisors: torch.Tensor) -> None:
        """Take another's weights; `divisors` are of shape (inputs,)."""
        super().__init__(other.in_features, other.out_features)
        self.weight.data, self.bias.data = other.weight.data * divisors, other.bias.data
        self.register_buffer("inverse", 1 / divisors)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the layer's output."""
        return super().forward(inputs * self.inverse)


def smooth(model: ReaderModel, inputs: Iterable[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]) -> None:
    """Replace the linear layers of a model's encoder.

    Args:
        model: The model, which computes the same afterwards.
        inputs: Word vectors, segments and masks of texts like those that it will read.
    """
    layers = {
        name: layer
        for name, layer in model.named_modules()
        if isinstance(layer, nn.Linear) and ".layer." in name
    }
    most = {name: torch.zeros(layer.in_features) for name, layer in layers.items()}

    def watched(name: str) -> nn.Module:
        def watch(_: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            most[name] = torch.maximum(most[name], given[0].abs().flatten(0, -2).amax(0))

        return layers[name].register_forward_pre_hook(watch)

    watching = [watched(name) for name in layers]
    with torch.no_grad():
        for each in inputs:
            model(*each)
    for each in watching:
        each.remove()
    for name, layer in layers.items():
        weights = layer.weight.detach().abs().amax(0).clamp_min(_LEAST)
        divisors = most[name].clamp_min(_LEAST) ** _SHARE_OF_INPUT / weights ** (1 - _SHARE_OF_INPUT)
        parent, own = name.rsplit(".", 1)
        setattr(model.get_submodule(parent), own, SmoothLinear(layer, divisors / divisors.median()))
