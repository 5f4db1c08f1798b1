"""The weights of an exported reader back as a torch module's, so that a training can go on from them."""

from __future__ import annotations

import re
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

_QUANTIZED = "_quantized"
# What `smooth` divided the channels of a layer by.
_INVERSE = ".inverse"
_MEMBER = re.compile(r"members\.(\d+)\.(.+)")


def shipped_weights(path: Path) -> list[dict[str, torch.Tensor]]:
    """Return the weights of each member of `export`'s committee by parameter name.

    Matrices are multiplied by the scales of their columns, and by what smoothing divided their rows. Nodes
    are named after the module that they compute, which matrices are not.
    """
    graph = onnx.load(path).graph
    stored = {
        tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer
    }
    weights = {name: each for name, each in stored.items() if name.endswith((".weight", ".bias"))}
    for node in graph.node:
        name = next((i for i in node.input if i.endswith(_QUANTIZED) and i in stored), None)
        if name is not None:
            scale = stored[name.removesuffix(_QUANTIZED) + "_scale"]
            module = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
            weights[f"{module}.weight"] = (stored[name].float() * scale).T.contiguous()
    for name, inverse in stored.items():
        if name.endswith(_INVERSE):
            weights[f"{name.removesuffix(_INVERSE)}.weight"] *= inverse
    members: dict[int, dict[str, torch.Tensor]] = {}
    for name, weight in weights.items():
        number, own = _MEMBER.fullmatch(name).groups()
        members.setdefault(int(number), {})[own] = weight
    return [members[number] for number in sorted(members)]
