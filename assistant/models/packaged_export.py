"""The 8-bit export of the packaged embedding model, which ships with the program: no torch, no exporting."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.errors import ModelError
from assistant.models.export import EXPORT_VERSION, ExportedModel
from assistant.models.shipped import SHIPPED_WEIGHTS, shipped_weights
from assistant.models.source import packaged_tokenizer

NAME = "embedder"


def find_packaged_export(identity: str, folder: Path = SHIPPED_WEIGHTS) -> ExportedModel | None:
    """Return the export that ships if it was made from the weights of that identity, else None.

    Its graph takes word vectors instead of token ids; they are those of the packaged model, checked by their
    SHA-256. None, too, where a file is missing or damaged or another version of the exporter made it: the
    model is then exported like any other.

    Args:
        identity: The SHA-256 (hex) of a model as `resolve_model` gives it.
        folder: Holds `embedder.onnx` and `embedder.json`.
    """
    try:
        described = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
        if (described["made_from"], described["export_version"]) != (identity, EXPORT_VERSION):
            return None
        weights = shipped_weights(folder, NAME)
        return ExportedModel(
            onnx=weights.path,
            tokenizer=packaged_tokenizer(),
            word_vectors=weights.word_vectors,
            **described["embedding"],
        )
    except (OSError, ValueError, KeyError, TypeError, ModelError):
        return None
