"""The provenance of results: version and commit of the program, models, settings, machine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant.api import Index
from assistant.conversation.history.store import ConversationStore
from assistant.evaluation.sets.question_set import QuestionSet
from assistant.settings import Settings

_DISTRIBUTION = "assistant-documents"
# Settings that a result does not depend on, that are secret, or that are not those used.
_EXCLUDED_SETTINGS = ("auth", "auth_secret", "conversations", "host", "port", "cache", "corpus", "index")


def provenance(settings: Settings, sample: int | None, seed: int, in_document: bool) -> dict[str, Any]:
    """Return what is needed to reproduce the results, but for the set (`set_provenance`).

    Args:
        settings: The settings that were measured.
        sample: The number of questions of each group; None for all.
        seed: The seed of the sample.
        in_document: Whether each question was asked of its own document alone.
    """
    used = {name: value for name, value in asdict(settings).items() if name not in _EXCLUDED_SETTINGS}
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": _version(),
        **_commit(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "sample": sample,
        "seed": seed,
        "in_document": in_document,
        "settings": used,
    }


def set_provenance(question_set: QuestionSet) -> dict[str, Any]:
    """Return which questions and documents were measured."""
    return {
        "set": question_set.place,
        "corpus": str(question_set.corpus or ""),
        "questions_sha256": hashlib.sha256(_content(question_set)).hexdigest(),
    }


def _content(question_set: QuestionSet) -> bytes:
    """Return the bytes of the file, or the verdicts on a server as JSON."""
    if isinstance(question_set.questions, str):
        judged = ConversationStore(question_set.questions).judged_answers()
        return json.dumps([asdict(each) for each in judged]).encode()
    return question_set.questions.read_bytes()


def models_of(index: Index) -> Mapping[str, Any]:
    """Return name, identity and backend of the embedder, and name and identity of the reader."""
    with index.newest() as (snapshot, embedder, scorer):
        made_with = snapshot.store.model()
        return {
            "embedder": {
                "name": embedder.name,
                "identity": embedder.identity,
                "backend": made_with[2] if made_with else "",
            },
            "reader": {"name": index.settings.reader, "identity": scorer.readers and scorer.readers.identity},
        }


def _version() -> str:
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


def _commit() -> dict[str, Any]:
    """Return the commit of the program's own checkout, and whether files were modified since."""
    folder = Path(__file__).parent
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return {"commit": None, "modified": None}
    return {"commit": commit, "modified": bool(_git(folder, "status", "--porcelain", "--", ".."))}


def _git(folder: Path, *words: str) -> str | None:
    try:
        completed = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return completed.stdout.strip()
