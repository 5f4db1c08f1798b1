"""A model on a device: weights with their word vectors, as packed or as a training left them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from training.packed.encoder import Shape, score
from training.packed.state import trained_weights
from training.packed.weights import load_weights
from training.reader.batch import Batch


@dataclass
class Model:
    """Weights on a device, with their word vectors and their shape."""

    shape: Shape
    weights: dict[str, torch.Tensor]
    words: torch.Tensor
    device: torch.device

    @classmethod
    def packed(cls, package: Path, name: str, device: torch.device) -> Model:
        """Load an encoder as it was packed."""
        folder = package / "encoders" / name
        if not folder.is_dir():
            known = ", ".join(sorted(path.name for path in (package / "encoders").iterdir()))
            raise SystemExit(f"The package holds no encoder '{name}', but these: {known}.")
        words = load_weights(folder / "words.npz")["words"].to(device)
        weights = {n: w.to(device) for n, w in load_weights(folder / "weights.npz").items()}
        return cls(Shape.load(folder / "encoder.json"), weights, words, device)

    @classmethod
    def trained(cls, package: Path, work: Path, device: torch.device) -> Model:
        """Load what a training came to."""
        about = Shape.load(work / "encoder.json")
        for folder in sorted((package / "encoders").iterdir()):
            if replace(Shape.load(folder / "encoder.json"), new_heads=about.new_heads) == about:
                words = load_weights(folder / "words.npz")["words"].to(device)
                weights = {name: weight.to(device) for name, weight in trained_weights(work).items()}
                return cls(about, weights, words, device)
        raise SystemExit(f"The package does not hold the encoder that '{work}' was trained from.")

    def __call__(self, batch: Batch, dropout: float = 0.0) -> tuple[torch.Tensor, torch.Tensor]:
        """Return scores of tokens (rows, tokens, 3) and of passages (rows,) in float32."""
        with _autocast(self.device):
            vectors = self.words[batch.ids]
            tokens, passages = score(self.weights, self.shape, vectors, batch.segments, batch.mask, dropout)
        return tokens.float(), passages.float()


def _autocast(device: torch.device) -> AbstractContextManager:
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda")
