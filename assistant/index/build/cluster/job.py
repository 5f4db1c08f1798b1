"""What a node must know to prepare files, and the versions it must have for results to be the same."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from assistant.documents import Limits
from assistant.settings import Settings

_DISTRIBUTION = "assistant-documents"
_PACKAGE = Path(__file__).resolve().parents[3]
# Rooms whose code decides which texts, passages and embeddings a file has.
_ROOMS = ("common", "documents", "index/build", "models", "passages", "types")


@dataclass(frozen=True, slots=True)
class Job:
    """The settings that shape texts, passages and embeddings; `identity` is that of the embedding model.

    `corpus` is the folder that nodes share, "" where files are sent with their tasks.
    """

    model: str
    identity: str
    backend: str
    cache: str
    passage_tokens: int
    parse_seconds: float
    parse_memory_mb: int
    page_seconds: float
    corpus: str
    versions: Mapping[str, str]

    @property
    def limits(self) -> Limits:
        """The limits of the child process that reads files."""
        return Limits(self.parse_seconds, self.parse_memory_mb, self.page_seconds)

    def settings(self) -> Settings:
        """Return settings for the embedder of a node; a task has one core."""
        return Settings(model=self.model, backend=self.backend, cache=self.cache, threads=1)

    def as_json(self) -> str:
        """Return it as it travels to the nodes."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Job:
        """Return the job that was sent."""
        return cls(**json.loads(text))


def make_job(settings: Settings, identity: str, *, reads_scans: bool) -> Job:
    """Return the job of a build on this machine."""
    return Job(
        model=settings.model,
        identity=identity,
        backend=settings.backend,
        cache=settings.cache,
        passage_tokens=settings.passage_tokens,
        parse_seconds=settings.parse_seconds,
        parse_memory_mb=settings.parse_memory_mb,
        page_seconds=settings.ocr_seconds if reads_scans else 0.0,
        corpus=str(Path(settings.corpus).absolute()) if settings.ray_files == "shared" else "",
        versions=installed_versions(reads_scans=reads_scans),
    )


def other_versions(expected: Mapping[str, str], own: Mapping[str, str]) -> str:
    """Return how the versions of a node differ from those of the builder, "" if they do not."""
    names = sorted(name for name in {*expected, *own} if expected.get(name) != own.get(name))
    return ", ".join(
        f"{name} {own.get(name, 'none')} instead of {expected.get(name, 'none')}" for name in names
    )


@cache
def installed_versions(*, reads_scans: bool) -> dict[str, str]:
    """Return what texts, passages and embeddings depend on: Python, this program and its libraries.

    Args:
        reads_scans: Whether text recognition belongs to it.
    """
    found = {"Python": f"{sys.version_info[0]}.{sys.version_info[1]}", "the program": _program()}
    names = ["rapidocr"] if reads_scans else []
    try:
        names += [line for line in requires(_DISTRIBUTION) or () if "extra ==" not in line]
    except PackageNotFoundError:
        names = []
    for name in (re.split(r"[^\w.-]", line)[0] for line in names):
        try:
            found[name] = version(name).partition("+")[0]  # torch names its build there
        except PackageNotFoundError:
            found[name] = "none"
    return found


def _program() -> str:
    """Return a short hash of the code of the rooms that matter: one version number has many states."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((_PACKAGE / room).rglob("*.py")):
            name = path.relative_to(_PACKAGE).as_posix()
            digest.update(f"{name}\0".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
