"""Write the trained reader as the product runs it: ONNX with 8-bit matrices, and a description.

python -m training.reader.export build/reader assistant/models/weights
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

from assistant.models.pairs import MOST_TOKENS
from assistant.models.quantize import quantize
from assistant.models.source import resolve_model
from training.reader.model import ReaderModel, load_weights
from training.reader.scorer import checkpoint_weights


def main() -> None:
    """Export the weights of the last checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder with checkpoint.safetensors")
    parser.add_argument("target", type=Path, help="folder to write reader.onnx and reader.json to")
    options = parser.parse_args()
    model = trained(options.work / "checkpoint.safetensors")
    options.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        export(model, exact)
        quantize(exact, options.target / "reader.onnx")
    words = model.encoder.embeddings.word_embeddings.weight.detach().numpy()
    description = {
        "onnx_sha256": hashlib.sha256((options.target / "reader.onnx").read_bytes()).hexdigest(),
        "word_vectors_sha256": hashlib.sha256(np.ascontiguousarray(words).tobytes()).hexdigest(),
        "most_tokens": MOST_TOKENS,
    }
    (options.target / "reader.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
    size = (options.target / "reader.onnx").stat().st_size / 1e6
    print(f"{options.target / 'reader.onnx'}: {size:.1f} MB", file=sys.stderr)


def trained(checkpoint: Path) -> ReaderModel:
    """Return the model with the weights of a checkpoint."""
    model = ReaderModel.from_embedder(resolve_model("all-MiniLM-L6-v2").folder)
    load_weights(model, checkpoint_weights(checkpoint))
    return model.train(False)


def export(model: ReaderModel, path: Path) -> None:
    """Write the ONNX graph in float32."""
    width = model.encoder.config.hidden_size
    segments = torch.tensor([[0, 0, 1, 1], [0, 1, 1, 1]])
    inputs = (torch.randn(2, 4, width), segments, torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]))
    axes = {0: "passages", 1: "tokens"}
    names = ["word_vectors", "segments", "mask"]
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            inputs,
            str(path),
            input_names=names,
            output_names=["token_scores", "passage_scores"],
            dynamic_axes=dict.fromkeys([*names, "token_scores"], axes) | {"passage_scores": {0: "passages"}},
            dynamo=False,
        )


if __name__ == "__main__":
    main()
