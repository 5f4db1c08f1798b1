"""Turn a sentence-transformers model into an ONNX file, once, kept in the user's cache by identity.

This is the one place that loads torch for the default backend.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import warnings
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

from assistant.errors import ModelError
from assistant.models.runtime import open_session
from assistant.models.source import ModelSource, sha256_of

EXPORT_VERSION = 1
_PROBES = ("What is this?", "A longer sentence, so that one of the two has to be padded to match.")
_LEAST_COSINE = 0.9999


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """An exported model as described by `model.json`; prompts are put before the texts."""

    folder: Path
    onnx_sha256: str
    tokenizer_sha256: str
    dimension: int
    max_tokens: int
    question_prompt: str
    passage_prompt: str

    @property
    def onnx(self) -> Path:
        """The ONNX graph with its weights."""
        return self.folder / "model.onnx"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer in the format of the `tokenizers` library."""
        return self.folder / "tokenizer.json"


def find_export(identity: str, cache: Path) -> ExportedModel | None:
    """Return the exported model from the cache if it is there and undamaged, else None."""
    folder = _folder(identity, cache)
    try:
        description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        exported = ExportedModel(folder=folder, **description)
        intact = (
            sha256_of(exported.onnx) == exported.onnx_sha256
            and sha256_of(exported.tokenizer) == exported.tokenizer_sha256
        )
    except (OSError, ValueError, TypeError):
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
            exported = _export(source, Path(beside) / "model")
            description = {key: value for key, value in asdict(exported).items() if key != "folder"}
            (exported.folder / "model.json").write_text(json.dumps(description), encoding="utf-8")
            _put_in_place(exported.folder, target)
    except OSError as error:
        raise ModelError(f"Cannot keep the exported model in '{target}': {error.strerror}.") from error
    found = find_export(source.identity, cache)
    if found is None:
        raise ModelError(
            f"The exported model in '{target}' cannot be read back; free some disk space and retry."
        )
    return found


def _put_in_place(folder: Path, target: Path) -> None:
    if target.exists():  # damaged, or find_export would have returned it
        shutil.rmtree(target, ignore_errors=True)
    try:
        folder.rename(target)
    except OSError:
        if not target.exists():  # else another process was quicker; its export is as good
            raise


def _folder(identity: str, cache: Path) -> Path:
    return cache / "models" / f"{identity[:24]}-v{EXPORT_VERSION}"


def _export(source: ModelSource, folder: Path) -> ExportedModel:
    folder.mkdir()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import numpy as np
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(str(source.folder), device="cpu", local_files_only=True).train(False)
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ModelError(f"The model '{source.name}' has no fast tokenizer; set backend = 'torch' to use it.")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(folder / "tokenizer.json"))

    class Embedding(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    encoded = model.tokenizer(list(_PROBES), padding=True, return_tensors="pt")
    inputs = (encoded["input_ids"], encoded["attention_mask"])
    axes = {0: "batch", 1: "tokens"}
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()), torch.no_grad():
            warnings.simplefilter("ignore")
            # The older exporter writes one self-contained file and needs no shape hints.
            torch.onnx.export(
                Embedding(),
                inputs,
                str(folder / "model.onnx"),
                input_names=["input_ids", "attention_mask"],
                output_names=["embedding"],
                dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
                dynamo=False,
            )
            session = open_session(folder / "model.onnx")
            feed = {"input_ids": inputs[0].numpy(), "attention_mask": inputs[1].numpy()}
            exported = np.asarray(session.run(None, feed)[0])
            original = model.encode(list(_PROBES), normalize_embeddings=True, prompt="")
    except Exception as error:
        raise ModelError(
            f"The model '{source.name}' cannot be exported to ONNX ({type(error).__name__}); "
            "set backend = 'torch'."
        ) from error
    if float((exported * original).sum(axis=1).min()) < _LEAST_COSINE:
        raise ModelError(f"The ONNX export of '{source.name}' gives other embeddings; set backend = 'torch'.")
    prompts = getattr(model, "prompts", None) or {}
    return ExportedModel(
        folder=folder,
        onnx_sha256=sha256_of(folder / "model.onnx"),
        tokenizer_sha256=sha256_of(folder / "tokenizer.json"),
        dimension=int(exported.shape[1]),
        max_tokens=int(model.max_seq_length or 512),
        question_prompt=str(prompts.get("query") or ""),
        passage_prompt=str(prompts.get("document") or prompts.get("passage") or ""),
    )
