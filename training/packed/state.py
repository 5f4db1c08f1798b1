"""What a training elsewhere keeps: its checkpoint to go on from, and its result to send back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from training.packed.encoder import Shape
from training.packed.parts import write_parts
from training.packed.weights import load_weights, save_weights

# Parts that come back, and what of them fits into one call.
PART_BYTES, CALL_BYTES = 15_000_000, 60_000_000
_MOMENTS = ("exp_avg", "exp_avg_sq")


@dataclass
class Progress:
    """Where a training stands: steps in all and in this pass over the data, and seconds of training."""

    step: int = 0
    passes: int = 0
    batch: int = 0
    elapsed: float = 0.0
    tokens: int = 0


def save_state(
    work: Path,
    weights: Mapping[str, torch.Tensor],
    optimiser: torch.optim.Optimizer,
    progress: Progress,
) -> None:
    """Write a checkpoint; the one before it stays until this one is whole."""
    state = {f"weight/{name}": weight for name, weight in weights.items()}
    for name, weight in weights.items():
        moments = optimiser.state.get(weight, {})
        state |= {f"{key}/{name}": moments[key] for key in _MOMENTS if key in moments}
    numbers = {f"progress/{name}": torch.tensor(float(value)) for name, value in vars(progress).items()}
    # One file, so that weights and place in the data are always of the same moment.
    save_weights(work / "state.npz", state | numbers, 32)


def load_state(
    work: Path, weights: Mapping[str, torch.Tensor], optimiser: torch.optim.Optimizer
) -> Progress | None:
    """Put a checkpoint into weights and optimiser; None where there is none."""
    if not (work / "state.npz").exists():
        return None
    state = load_weights(work / "state.npz")
    progress = Progress(**{name: float(state[f"progress/{name}"]) for name in vars(Progress())})
    for name in ("step", "passes", "batch", "tokens"):
        setattr(progress, name, int(getattr(progress, name)))
    for name, weight in weights.items():
        weight.data.copy_(state[f"weight/{name}"])
        moments = {k: state[f"{k}/{name}"].to(weight.device) for k in _MOMENTS if f"{k}/{name}" in state}
        if moments:
            optimiser.state[weight] = {"step": torch.tensor(float(progress.step)), **moments}
    return progress


def trained_weights(work: Path) -> dict[str, torch.Tensor]:
    """Return the weights of a training's checkpoint, a teacher's say."""
    state = load_weights(work / "state.npz")
    return {name.removeprefix("weight/"): w for name, w in state.items() if name.startswith("weight/")}


def write_result(
    work: Path, weights: Mapping[str, torch.Tensor], shape: Shape, about: Mapping[str, Any], bits: int
) -> None:
    """Write the parts that are sent back: weights, shape, log, and what is known of the training.

    Args:
        work: The training's folder; parts come into its folder `result`.
        weights: By name.
        shape: The encoder's.
        about: What to remember of the training.
        bits: Of each weight; 0: 16 where that fits into one call, else 8.
    """
    if not bits:
        bits = 16 if 2 * sum(weight.numel() for weight in weights.values()) < CALL_BYTES else 8
    folder = work / "sending"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    save_weights(folder / "weights.npz", weights, bits)
    shape.save(folder / "encoder.json")
    (folder / "training.json").write_text(json.dumps(dict(about), indent=1) + "\n", encoding="utf-8")
    if (work / "log.jsonl").exists():
        shutil.copyfile(work / "log.jsonl", folder / "log.jsonl")
    write_parts(folder, work / "result", PART_BYTES)
