"""Write the trained reader as the product runs it: ONNX with its matrices in 8 bits, and a description.

python -m training.reader.export build/reader assistant/models/reader
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from safetensors.torch import load_file

from assistant.models.pairs import MOST_TOKENS
from assistant.models.source import resolve_model
from training.reader.model import ReaderModel

# Smaller tensors stay as they are: they cost nothing, and norms and biases matter.
_LEAST_SIZE = 4096


def main() -> None:
    """Export the weights of the last checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder with checkpoint.safetensors")
    parser.add_argument("target", type=Path, help="folder to write reader.onnx and reader.json to")
    options = parser.parse_args()
    model = trained(options.work / "checkpoint.safetensors")
    options.target.mkdir(parents=True, exist_ok=True)
    graph = compact(exported(model, options.target / "reader.onnx"))
    onnx.save(graph, options.target / "reader.onnx")
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
    weights = {
        n.removeprefix("weight/"): w for n, w in load_file(checkpoint).items() if n.startswith("weight/")
    }
    left = model.load_state_dict(weights, strict=False)
    assert not left.unexpected_keys
    assert left.missing_keys == ["encoder.embeddings.word_embeddings.weight"]
    return model.train(False)


def exported(model: ReaderModel, path: Path) -> onnx.ModelProto:
    """Return the ONNX graph in float32."""
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
    return onnx.load(path)


def compact(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store each large matrix as int8 with a scale for each column, multiplied out when it is loaded.

    The runtime folds these constants once, so that it computes in float32.
    """
    graph = model.graph
    nodes, initializers = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < _LEAST_SIZE:
            initializers.append(tensor)
            continue
        scale = np.maximum(np.abs(values).max(axis=0, keepdims=True), 1e-12) / 127
        small = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
        name = tensor.name
        initializers += [
            numpy_helper.from_array(small, f"{name}.int8"),
            numpy_helper.from_array(scale, f"{name}.scale"),
        ]
        nodes += [
            helper.make_node("Cast", [f"{name}.int8"], [f"{name}.float"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [f"{name}.float", f"{name}.scale"], [name]),
        ]
    nodes += graph.node
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(initializers)
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


if __name__ == "__main__":
    main()
