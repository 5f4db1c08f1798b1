"""Write a trained prover as the product runs it: ONNX with 8-bit matrices, and a description.

python -m training.prover.export build/prover/checkpoint.safetensors assistant/models/weights
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch

from assistant.models.prover import MOST_TOKENS
from assistant.models.quantize import quantize
from training.prover.model import ProverModel, new_prover, words_of
from training.reader.scorer import checkpoint_weights


def main() -> None:
    """Export a prover."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("target", type=Path, help="folder to write prover.onnx and prover.json to")
    options = parser.parse_args()
    write_prover(options.checkpoint, options.target)
    size = (options.target / "prover.onnx").stat().st_size / 1e6
    print(f"{options.target / 'prover.onnx'}: {size:.1f} MB", file=sys.stderr)


def trained_prover(checkpoint: Path) -> ProverModel:
    """Return the model of a training's checkpoint."""
    model = new_prover(None)
    left = model.load_state_dict(checkpoint_weights(checkpoint), strict=False)
    assert not left.unexpected_keys
    assert left.missing_keys == ["encoder.embeddings.word_embeddings.weight"]
    return model.train(False)


def write_prover(checkpoint: Path, target: Path) -> None:
    """Write `prover.onnx` and `prover.json` to a folder."""
    model = trained_prover(checkpoint)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        _export(model, exact)
        quantize(exact, target / "prover.onnx")
    description = {
        "onnx_sha256": hashlib.sha256((target / "prover.onnx").read_bytes()).hexdigest(),
        "word_vectors_sha256": hashlib.sha256(
            np.ascontiguousarray(words_of(model).numpy()).tobytes()
        ).hexdigest(),
        "most_tokens": MOST_TOKENS,
    }
    (target / "prover.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def _export(model: ProverModel, path: Path) -> None:
    """Write the ONNX graph in float32."""
    width = model.encoder.config.hidden_size
    segments = torch.tensor([[0, 0, 1, 1], [0, 1, 1, 1]])
    inputs = (torch.randn(2, 4, width), segments, torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]))
    names = ["word_vectors", "segments", "mask"]
    axes = {name: {0: "pairs", 1: "tokens"} for name in names} | {"scores": {0: "pairs"}}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            inputs,
            str(path),
            input_names=names,
            output_names=["scores"],
            dynamic_axes=axes,
            dynamo=False,
        )


if __name__ == "__main__":
    main()
