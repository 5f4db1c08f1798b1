"""The checkpoint and the log of a training, by which it goes on where it was interrupted."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from training.reader.scorer import said_of

_FILE, _NEW_FILE, _LOG = "checkpoint.safetensors", "checkpoint.new", "log.jsonl"
_MOMENTS = ("exp_avg", "exp_avg_sq")

Weights = Mapping[str, torch.Tensor]


def save_checkpoint(
    folder: Path,
    step: int,
    weights: Weights,
    optimiser: torch.optim.Optimizer,
    said: Mapping[str, object],
    fixed: Weights | None = None,
) -> None:
    """Write weights and the optimiser's moments; the checkpoint before is replaced when this one is whole.

    Args:
        folder: Where.
        step: The steps that were made.
        weights: Those that are trained, by name.
        optimiser: What trains them, AdamW.
        said: What is told with them, besides the step.
        fixed: Further weights of the model, which are not trained.
    """
    state = {f"weight/{name}": weight.detach() for name, weight in {**(fixed or {}), **weights}.items()}
    for name, weight in weights.items():
        moments = optimiser.state.get(weight, {})  # none of what was frozen from the start
        state |= {f"{key}/{name}": moments[key] for key in _MOMENTS if key in moments}
    told = {name: str(value) for name, value in {**said, "step": step}.items()}
    save_file(state, folder / _NEW_FILE, told)
    (folder / _NEW_FILE).replace(folder / _FILE)


def resume(folder: Path, weights: Weights, optimiser: torch.optim.Optimizer) -> int:
    """Take weights and moments from the checkpoint, and return its step; 0 where there is none."""
    path = folder / _FILE
    if not path.exists():
        return 0
    state = load_file(path)
    step = int(said_of(path)["step"])
    for name, weight in weights.items():
        weight.data.copy_(state[f"weight/{name}"])
        moments = {key: state[f"{key}/{name}"] for key in _MOMENTS if f"{key}/{name}" in state}
        if moments:
            optimiser.state[weight] = {"step": torch.tensor(float(step)), **moments}
    print(f"Going on from step {step}.", file=sys.stderr)
    return step


def log(folder: Path, step: int, values: Mapping[str, float]) -> None:
    """Add a line to the log, and show it."""
    line = json.dumps({"step": step, **values})
    print(line, file=sys.stderr, flush=True)
    with (folder / _LOG).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
