"""What a build has to do: the corpus on disk compared with the last commit."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from assistant.documents import PARSER_VERSIONS
from assistant.index.scan import CorpusFile, Scan
from assistant.index.store import StoredDocument
from assistant.settings import Settings
from assistant.types import Change

# Raise when sentences or passages come out differently, so that stored ones are made again.
SPLITTING_VERSION = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The change of every file, in path order, and the files of the corpus.

    `to_read` holds the files that must be read, one for each different content; `kept` the
    documents that stay as they are because their folder cannot be listed now; `recipes` the recipe
    of each kind of document.
    """

    changes: tuple[Change, ...]
    files: tuple[CorpusFile, ...]
    to_read: tuple[CorpusFile, ...]
    kept: tuple[StoredDocument, ...]
    recipes: dict[str, str]

    def reason(self, file: CorpusFile) -> str:
        """Return why a file is known to fail, or ""."""
        return next((c.reason for c in self.changes if c.kind == "failed" and c.path == file.path), "")


def recipe(kind: str, settings: Settings, model_identity: str) -> str:
    """Return a short hash of everything but the file itself that shapes passages and embeddings."""
    parts = {
        "parser": PARSER_VERSIONS.get(kind, 0),
        "splitting": SPLITTING_VERSION,
        "passage_tokens": settings.passage_tokens,
        "model": model_identity,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def make_plan(
    scan: Scan, stored: dict[str, StoredDocument], recipes: dict[str, str], known: set[tuple[str, str, str]]
) -> Plan:
    """Compare the corpus with the documents of the last commit.

    Args:
        scan: The corpus as it is.
        stored: The documents of the last commit by path.
        recipes: The recipe of each kind of document under the present settings.
        known: (hash, kind, recipe) of every content in the store.
    """
    present = {file.path for file in scan.files}
    kept = tuple(d for d in stored.values() if d.path not in present and d.path.startswith(scan.unlisted))
    gone = {d.path: d for d in stored.values() if d.path not in present and d not in kept}
    changes = [Change("failed", folder, "The folder cannot be listed; its documents stay as they were.")
               for folder in scan.unlisted]
    changes += [Change("unchanged", document.path) for document in kept]
    to_read: dict[tuple[str, str], CorpusFile] = {}
    for file in scan.files:
        change = _change(file, stored.get(file.path), gone, recipes)
        changes.append(change)
        wanted = (file.sha256, file.kind, recipes.get(file.kind, ""))
        if change.kind != "failed" and wanted not in known:
            to_read.setdefault((file.sha256, file.kind), file)
    changes += [Change("removed", path) for path in gone]
    changes.sort(key=lambda change: change.path)
    return Plan(tuple(changes), scan.files, tuple(to_read.values()), kept, recipes)


def _change(
    file: CorpusFile, before: StoredDocument | None, gone: dict[str, StoredDocument], recipes: dict[str, str]
) -> Change:
    if file.reason:
        return Change("failed", file.path, file.reason)
    if before is None:
        former = next((d for d in gone.values() if d.sha256 == file.sha256 and d.content is not None), None)
        if former is None:
            return Change("added", file.path)
        del gone[former.path]
        return Change("renamed", file.path, previous_path=former.path)
    if before.sha256 != file.sha256:
        return Change("changed", file.path) if before.sha256 else Change("added", file.path)
    if before.recipe != recipes[file.kind]:
        return Change("reindexed", file.path, "The settings, the model or the program changed.")
    if before.content is None:
        return Change("failed", file.path, before.reason)
    return Change("unchanged", file.path)
