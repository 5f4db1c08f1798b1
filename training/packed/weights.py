"""Weights as files of numpy arrays, in 32, 16 or 8 bits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

_SCALE = "|scale"
_LARGEST = 127


def save_weights(path: Path, weights: Mapping[str, torch.Tensor], bits: int) -> None:
    """Write weights to an .npz file.

    Args:
        path: The file.
        weights: By name.
        bits: 32, 16, or 8: matrices as whole numbers with a scale for each row, the rest in 16 bits.
    """
    arrays: dict[str, np.ndarray] = {}
    for name, weight in weights.items():
        value = weight.detach().float().cpu()
        if bits == 8 and value.dim() == 2 and value.shape[1] > 1:
            scale = value.abs().amax(1, keepdim=True).clamp_min(1e-12) / _LARGEST
            arrays[name] = torch.round(value / scale).to(torch.int8).numpy()
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
    return {
        name: weight * read[name + _SCALE] if name + _SCALE in read else weight
        for name, weight in read.items()
        if not name.endswith(_SCALE)
    }
