"""Weights as files of numpy arrays, in 32, 16 or 8 bits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

_SCALE = "|scale"
_LARGEST = 127
# So many weights of a row share a scale. With one scale a row, vectors of MPNet turned away from what they
# were by 1 - cosine = 0.009 over its twelve layers; so by 0.0003.
_GROUP = 32


def save_weights(path: Path, weights: Mapping[str, torch.Tensor], bits: int) -> None:
    """Write weights to an .npz file.

    Args:
        path: The file.
        weights: By name.
        bits: 32, 16, or 8: matrices as whole numbers with a scale for some each, the rest in 16 bits.
    """
    arrays: dict[str, np.ndarray] = {}
    for name, weight in weights.items():
        value = weight.detach().float().cpu()
        if bits == 8 and value.dim() == 2 and value.shape[1] % _GROUP == 0:
            groups = value.view(len(value), -1, _GROUP)
            scale = (groups.abs().amax(2, keepdim=True) / _LARGEST).clamp_min(1e-7).half()
            rounded = torch.round(groups / scale.float()).clamp(-_LARGEST, _LARGEST)
            arrays[name] = rounded.view_as(value).to(torch.int8).numpy()
            arrays[name + _SCALE] = scale.numpy()
        else:
            arrays[name] = value.numpy().astype(np.float32 if bits == 32 else np.float16)
    with path.with_suffix(".new").open("wb") as file:
        np.savez(file, **arrays)
    path.with_suffix(".new").replace(path)


def load_weights(path: Path) -> dict[str, torch.Tensor]:
    """Read weights in float32."""
    with np.load(path, allow_pickle=False) as arrays:
        read = {name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files}
    for name in [name for name in read if name.endswith(_SCALE)]:
        scale, own = read.pop(name), name.removesuffix(_SCALE)
        read[own] = (read[own].view(len(scale), -1, _GROUP) * scale).view_as(read[own])
    return read
