"""Trained weights that are only asked: a teacher's, or those that are measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file

from assistant.models.pairs import PairEncoder
from assistant.models.source import packaged_folder
from training.reader.model import Committee, ReaderModel, load_weights, word_vectors
from training.reader.precision import precision
from training.reader.shipped import shipped_weights


class Scorer:
    """A model with its word vectors, computing in what the processor is fast in."""

    def __init__(self, weights: Path, encoder: PairEncoder) -> None:
        """Load a training's `checkpoint.safetensors`, or a `reader.onnx` that was exported."""
        models, base = trained(weights)
        self._words = word_vectors(models[0], base, encoder.vocabulary)
        self._model = Committee(models).to(precision()).train(False)

    def __call__(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return its scores of tokens (rows, tokens, 3) and of passages (rows,)."""
        with torch.no_grad():
            tokens, passages = self._model(self._words[ids].to(precision()), segments, mask)
        return tokens.float(), passages.float()


def trained(weights: Path) -> tuple[list[ReaderModel], Path]:
    """Return the models of a training's checkpoint or of an exported reader, and what they were made from."""
    exported = weights.suffix == ".onnx"
    said = {} if exported else said_of(weights)
    base = Path(said["base"]) if said else packaged_folder()
    layers = int(said.get("layers", 0)) or None
    models = []
    for each in shipped_weights(weights) if exported else [checkpoint_weights(weights)]:
        models.append(ReaderModel.from_embedder(base, layers=layers))
        load_weights(models[-1], each)
    return models, base


def mean_scores(
    scorers: Sequence[Scorer], ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the means of what several say of rows, each of shape (rows, tokens)."""
    tokens, passages = zip(*(scorer(ids, segments, mask) for scorer in scorers), strict=True)
    return torch.stack(tokens).mean(0), torch.stack(passages).mean(0)


def checkpoint_weights(path: Path) -> dict[str, torch.Tensor]:
    """Return the weights of a checkpoint by parameter name."""
    return {n.removeprefix("weight/"): w for n, w in load_file(path).items() if n.startswith("weight/")}


def said_of(checkpoint: Path) -> dict[str, str]:
    """Return what a checkpoint says of its training: the step, the base, the recipe."""
    with safe_open(checkpoint, framework="pt") as file:
        return file.metadata()
