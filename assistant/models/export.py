"""Export a sentence-transformers model to ONNX, once; the export is cached by the model's identity.

This is the one place that loads torch for the default backend.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from assistant.common.files import file_digest
from assistant.errors import ModelError
from assistant.models.quantize import quantize
from assistant.models.runtime import Session
from assistant.models.shipped import WordVectors
from assistant.models.source import ModelSource

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

EXPORT_VERSION = 3
_ONNX, _TOKENIZER, _DESCRIPTION = "model.onnx", "tokenizer.json", "model.json"
_PROBES = (
    "What is this?",
    "When was the lighthouse built, and by whom?",
    "The committee met on 3 May 2021 and approved the budget of 4.2 million euros by nine votes to two.",
    "Rainfall in the northern provinces fell by a third; farmers sold their cattle before the dry season.",
    "Employees may carry over at most five days of leave; the remainder lapses at the end of March.",
    "Proteins fold within milliseconds, although the number of possible shapes is astronomically large.",
    "He walked home along the river, thinking of the letter that he had not yet answered.",
    "Net sales | 1,204 | 1,118\nCost of goods sold | 731 | 702\nGross profit | 473 | 416",
)
# Least mean cosine with the embeddings of the original model, of the float32 graph and of the 8-bit one.
_LEAST_COSINE_EXACT, _LEAST_COSINE_QUANTIZED = 0.9999, 0.98
# Tensors of at least this many bytes are stored in a file of their own.
_EXTERNAL_FROM = 1 << 20


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """An exported model: its ONNX graph, its tokenizer, and what must be known to use them.

    `onnx` maps token ids and mask to unit vectors of `dimension` numbers; where `word_vectors`, of shape
    (words, width), is given, it takes those of the tokens instead of their ids. `tokenizer` is in the format
    of the `tokenizers` library. The prompts are put before the texts.
    """

    onnx: Path
    tokenizer: Path
    dimension: int
    max_tokens: int
    question_prompt: str
    passage_prompt: str
    word_vectors: WordVectors | None = None


def find_export(identity: str, cache: Path) -> ExportedModel | None:
    """Return the exported model from the cache if it is there and undamaged, else None."""
    folder = _folder(identity, cache)
    try:
        description = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
        digests = description.pop("digests")
        exported = ExportedModel(folder / _ONNX, folder / _TOKENIZER, **description)
        intact = all(file_digest(folder / name) == digest for name, digest in digests.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return exported if intact else None


def export_model(source: ModelSource, cache: Path) -> ExportedModel:
    """Export a model to ONNX into the cache and check it against the original.

    Raises:
        ModelError: The model cannot be exported or its export gives other embeddings.
    """
    target = _folder(source.identity, cache)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="exporting-", dir=target.parent) as beside:
            folder = Path(beside) / "model"
            description = _export(source, folder)
            (folder / _DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")
            _move_to_cache(folder, target)
    except OSError as error:
        raise ModelError(f"Cannot keep the exported model in '{target}': {error.strerror}.") from error
    found = find_export(source.identity, cache)
    if found is None:
        raise ModelError(
            f"The exported model in '{target}' cannot be read back; free some disk space and retry."
        )
    _remove_older(source.identity, cache)
    return found


def _remove_older(identity: str, cache: Path) -> None:
    """Remove what earlier versions of this program exported of the model; one that runs keeps its files."""
    for version in range(1, EXPORT_VERSION):
        shutil.rmtree(_folder(identity, cache, version), ignore_errors=True)


def _move_to_cache(folder: Path, target: Path) -> None:
    if target.exists():  # damaged, else find_export would have returned it
        shutil.rmtree(target, ignore_errors=True)
    try:
        folder.rename(target)
    except OSError:
        if not target.exists():  # otherwise another process exported it meanwhile, which is as good
            raise


def _folder(identity: str, cache: Path, version: int = EXPORT_VERSION) -> Path:
    return cache / "models" / f"{identity[:24]}-v{version}"


def _export(source: ModelSource, folder: Path) -> dict[str, Any]:
    """Write the model's files into a new folder, and compare its embeddings with the original's.

    Returns:
        What `model.json` says: fields of `ExportedModel`, and the digests (XXH3, hex) of the files by name.
    """
    folder.mkdir()
    model = _load_original(source)
    _save_tokenizer(model, source, folder / _TOKENIZER)
    most = int(model.max_seq_length or 512)
    encoded = model.tokenizer(
        list(_PROBES), padding=True, truncation=True, max_length=most, return_tensors="pt"
    )
    inputs = (encoded["input_ids"], encoded["attention_mask"])
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            original = model.encode(list(_PROBES), normalize_embeddings=True, prompt="")
            likeness = _write_graph(model, inputs, original, folder)
    except Exception as error:
        raise ModelError(
            f"The model '{source.name}' cannot be exported to ONNX ({type(error).__name__}); "
            "set backend = 'torch'."
        ) from error
    if likeness < _LEAST_COSINE_EXACT:
        raise ModelError(f"The ONNX export of '{source.name}' gives other embeddings; set backend = 'torch'.")
    prompts = getattr(model, "prompts", None) or {}
    return {
        "digests": {path.name: file_digest(path) for path in folder.iterdir()},
        "dimension": int(original.shape[1]),
        "max_tokens": most,
        "question_prompt": str(prompts.get("query") or ""),
        "passage_prompt": str(prompts.get("document") or prompts.get("passage") or ""),
    }


def _load_original(source: ModelSource) -> SentenceTransformer:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    return SentenceTransformer(
        str(source.folder),
        device="cpu",
        local_files_only=True,
        model_kwargs={"attn_implementation": "eager"},  # others give slower graphs
    ).train(False)


def _save_tokenizer(model: SentenceTransformer, source: ModelSource, path: Path) -> None:
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ModelError(f"The model '{source.name}' has no fast tokenizer; set backend = 'torch' to use it.")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(path))


def _write_graph(
    model: SentenceTransformer,
    inputs: tuple[torch.Tensor, torch.Tensor],
    original: npt.NDArray[np.float32],
    folder: Path,
) -> float:
    """Write the ONNX graph, in 8 bits if that keeps the embeddings, else in float32.

    Args:
        model: The model.
        inputs: Token ids and attention mask of the probes, of shape (probes, tokens).
        original: The model's own embeddings of the probes, of shape (probes, dimension).
        folder: Where to write it.

    Returns:
        The mean cosine between the embeddings of the float32 graph and the original ones.
    """
    exact, quantized = folder / "exact.onnx", folder / "quantized.onnx"
    _export_graph(model, inputs, exact)
    likeness = _mean_cosine(exact, inputs, original)
    quantize(exact, quantized)
    close = _mean_cosine(quantized, inputs, original) >= _LEAST_COSINE_QUANTIZED
    _save_mappable(quantized if close else exact, folder)
    exact.unlink()
    quantized.unlink()
    return likeness


def _export_graph(model: SentenceTransformer, inputs: tuple[torch.Tensor, torch.Tensor], path: Path) -> None:
    """Write the float32 graph: token ids and mask of shape (batch, tokens) to unit vectors."""
    import torch

    class Embedding(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    axes = {0: "batch", 1: "tokens"}
    with torch.no_grad():
        # The older exporter writes one self-contained file and needs no shape hints.
        torch.onnx.export(
            Embedding(),
            inputs,
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
            dynamo=False,
        )


def _save_mappable(model: Path, folder: Path) -> None:
    """Store large tensors, such as word vectors, in a file of their own, which onnxruntime maps."""
    import onnx

    onnx.save_model(
        onnx.load(model),
        folder / _ONNX,
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=_EXTERNAL_FROM,
    )


def _mean_cosine(model: Path, inputs: Sequence[torch.Tensor], original: npt.NDArray[np.float32]) -> float:
    """Return the mean cosine between the embeddings of an ONNX graph and the original ones."""
    feeds = [
        {"input_ids": ids[mask > 0][None], "attention_mask": mask[mask > 0][None]}
        for ids, mask in zip(*(tensor.numpy() for tensor in inputs), strict=True)
    ]
    given = np.concatenate([vector for (vector,) in Session(model).run(["embedding"], feeds)])
    return float((given * original).sum(axis=1).mean())
