"""Write trained readers as the product runs them: one ONNX with 8-bit matrices, and a description.

python -m training.reader.export build/reader/checkpoint.safetensors assistant/models/weights
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from assistant.models.pairs import MOST_TOKENS
from assistant.models.quantize import quantize
from assistant.models.reader import READER_OUTPUTS, SMALL_READER_OUTPUTS
from training.reader.model import Committee, CommitteeWithSmall
from training.reader.scorer import trained


def main() -> None:
    """Export one reader, or several that are asked together."""
    parser = argparse.ArgumentParser(description=__doc__)
    weights = "checkpoint.safetensors or reader.onnx; the last is also the small reader"
    parser.add_argument("weights", type=Path, nargs="+", help=weights)
    parser.add_argument("target", type=Path, help="folder to write reader.onnx and reader.json to")
    options = parser.parse_args()
    write_reader(options.weights, options.target)
    size = (options.target / "reader.onnx").stat().st_size / 1e6
    print(f"{options.target / 'reader.onnx'}: {size:.1f} MB", file=sys.stderr)


def write_reader(weights: Sequence[Path], target: Path) -> None:
    """Write `reader.onnx` and `reader.json` to a folder: the mean of what readers say, and the last alone."""
    members = [model for path in weights for model in trained(path)[0]]
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        export(CommitteeWithSmall(members).train(False), exact)
        quantize(exact, target / "reader.onnx")
    words = members[0].encoder.embeddings.word_embeddings.weight.detach().numpy()
    description = {
        "onnx_sha256": hashlib.sha256((target / "reader.onnx").read_bytes()).hexdigest(),
        "word_vectors_sha256": hashlib.sha256(np.ascontiguousarray(words).tobytes()).hexdigest(),
        "most_tokens": MOST_TOKENS,
    }
    (target / "reader.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def export(model: Committee, path: Path) -> None:
    """Write the ONNX graph in float32."""
    width = model.members[0].encoder.config.hidden_size
    segments = torch.tensor([[0, 0, 1, 1], [0, 1, 1, 1]])
    inputs = (torch.randn(2, 4, width), segments, torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]))
    axes = {0: "passages", 1: "tokens"}
    names = ["word_vectors", "segments", "mask"]
    tokens, passages = zip(READER_OUTPUTS, SMALL_READER_OUTPUTS, strict=True)
    varying = dict.fromkeys([*names, *tokens], axes) | {name: {0: axes[0]} for name in passages}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            inputs,
            str(path),
            input_names=names,
            output_names=[*READER_OUTPUTS, *SMALL_READER_OUTPUTS],
            dynamic_axes=varying,
            dynamo=False,
        )


if __name__ == "__main__":
    main()
