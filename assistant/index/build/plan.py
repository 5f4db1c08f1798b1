"""What a build has to do: the corpus on disk compared with the last commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.documents import PARSER_VERSIONS, SCANNED_KINDS
from assistant.documents.pdf.ocr import is_on
from assistant.index.build.corpus_file import CorpusFile
from assistant.index.build.scan import Scan
from assistant.index.store.rows import LOST_RECIPE, StoredDocument
from assistant.models.export import EXPORT_VERSION
from assistant.settings import Settings
from assistant.types import Change

# Raise when sentences or passages come out differently, so that stored ones are made again.
SPLITTING_VERSION = 8
# Ends the recipe of a content that lacks scanned pages, because text recognition was off.
_UNREAD_SCANS = "-unread-scans"


@dataclass(frozen=True, slots=True)
class Recipes:
    """Short hashes of everything but the file itself that shapes its passages and embeddings, by kind.

    `limits` are those that a failure may come from: a file that failed is read again when they change.
    `reads_scans` says whether text recognition is on: with it, a document some of whose pages it could
    have read is read again, and no other.
    """

    by_kind: dict[str, str]
    limits: str
    reads_scans: bool = False

    def of(self, file: CorpusFile, unread_scans: bool = False) -> str:
        """Return the recipe of a file, "" if its kind is not known."""
        return self.by_kind.get(file.kind, "") + (_UNREAD_SCANS if unread_scans else "")

    def acceptable(self, file: CorpusFile) -> tuple[str, ...]:
        """Return the recipes of stored contents that need not be made again for a file, the best first."""
        return (self.of(file),) if self.reads_scans else (self.of(file), self.of(file, unread_scans=True))

    def content_of(
        self, file: CorpusFile, known: Mapping[tuple[str, str, str], int]
    ) -> tuple[str, int | None]:
        """Return recipe and number of the best of the known contents (by hash, kind, recipe) of a file."""
        for made_by in self.acceptable(file) if file.sha256 else ():
            content = known.get((file.sha256, file.kind, made_by))
            if content is not None:
                return made_by, content
        return "", None

    def is_current(self, recipe: str) -> bool:
        """Whether contents of this recipe, of any kind, need not be made again."""
        made_by = recipe if self.reads_scans else recipe.removesuffix(_UNREAD_SCANS)
        return made_by in self.by_kind.values()

    def of_failure(self, file: CorpusFile) -> str:
        """Return the recipe stored for a file that failed."""
        scans = "-scans" if self.reads_scans and file.kind in SCANNED_KINDS else ""
        return f"{self.of(file)}-{self.limits}{scans}"


def make_recipes(settings: Settings, model_identity: str) -> Recipes:
    """Return the recipe of every kind under these settings."""
    shared = {
        "splitting": SPLITTING_VERSION,
        "tokens": settings.passage_tokens,
        "model": model_identity,
        "arithmetic": EXPORT_VERSION if settings.backend == "onnx" else 0,
    }
    by_kind = {kind: _hash(shared | {"parser": version}) for kind, version in PARSER_VERSIONS.items()}
    limits = f"{settings.parse_seconds:g}-{settings.parse_memory_mb}"
    reads_scans = is_on(settings.ocr)
    return Recipes(by_kind, f"{limits}-{settings.ocr_seconds:g}" if reads_scans else limits, reads_scans)


@dataclass(frozen=True, slots=True)
class Plan:
    """The change of every file, in path order, and the files of the corpus.

    `to_read` holds the files that must be read, one for each different content; `kept` the
    documents that stay as they are because their folder cannot be listed now; `before` all documents
    of the last commit by path.
    """

    changes: tuple[Change, ...]
    files: tuple[CorpusFile, ...]
    to_read: tuple[CorpusFile, ...]
    kept: tuple[StoredDocument, ...]
    recipes: Recipes
    before: Mapping[str, StoredDocument]


def make_plan(
    scan: Scan, stored: dict[str, StoredDocument], recipes: Recipes, known: Container[tuple[str, str, str]]
) -> Plan:
    """Compare the corpus with the documents of the last commit.

    Args:
        scan: The corpus as it is.
        stored: The documents of the last commit by path.
        recipes: The recipes under the present settings.
        known: (hash, kind, recipe) of every content in the store.
    """
    present = {file.path for file in scan.files}
    absent = [document for document in stored.values() if document.path not in present]
    kept = tuple(document for document in absent if document.path.startswith(scan.unlisted))
    missing = _MissingDocuments(
        document for document in absent if not document.path.startswith(scan.unlisted)
    )
    changes = [
        Change("failed", folder, "The folder cannot be listed; its documents stay as they were.")
        for folder in scan.unlisted
    ]
    changes += [Change("unchanged", document.path) for document in kept]
    to_read: dict[tuple[str, str], CorpusFile] = {}
    for file in scan.files:
        change = _change(file, stored.get(file.path), missing, recipes)
        changes.append(change)
        made = any((file.sha256, file.kind, recipe) in known for recipe in recipes.acceptable(file))
        if change.kind != "failed" and not made:
            to_read.setdefault((file.sha256, file.kind), file)
    changes += [Change("removed", path) for path in missing.paths()]
    changes.sort(key=lambda change: change.path)
    return Plan(tuple(changes), scan.files, tuple(to_read.values()), kept, recipes, stored)


class _MissingDocuments:
    """Documents whose files are missing, which may turn out to be renamed."""

    def __init__(self, documents: Iterable[StoredDocument]) -> None:
        self._by_hash: dict[str, list[str]] = {}
        self._renamed: dict[str, str] = {}  # by new path
        for document in documents:
            # A document that failed before has no content to keep under a new name.
            self._by_hash.setdefault(document.sha256 if document.content else "", []).append(document.path)

    def take(self, file: CorpusFile) -> str | None:
        """Return a path that the content of a file had, and count that document as renamed."""
        paths = self._by_hash.get(file.sha256) if file.sha256 else None
        if not paths:
            return None
        # Of several that had this content, an attached file is the one of the message that was renamed.
        name = file.path.removeprefix(file.attached_to)
        moved = f"{self._renamed.get(file.attached_to, '')}{name}"
        former = paths.pop(paths.index(moved) if moved in paths else 0)
        self._renamed[file.path] = former
        return former

    def paths(self) -> Iterator[str]:
        """Yield the paths of the documents that are still missing."""
        for paths in self._by_hash.values():
            yield from paths


def _change(
    file: CorpusFile, before: StoredDocument | None, missing: _MissingDocuments, recipes: Recipes
) -> Change:
    if file.reason:
        return Change("failed", file.path, file.reason)
    if before is None:
        former = missing.take(file)
        return Change("renamed", file.path, previous_path=former) if former else Change("added", file.path)
    if before.recipe.startswith(LOST_RECIPE):
        return Change("added", file.path)
    if before.sha256 != file.sha256:
        return Change("changed" if before.content is not None else "added", file.path)
    expected = recipes.acceptable(file) if before.content is not None else (recipes.of_failure(file),)
    if before.recipe not in expected:
        return Change("reindexed", file.path, "The settings, the model or the program changed.")
    if before.content is None:
        return Change("failed", file.path, before.reason)
    return Change("unchanged", file.path)


def _hash(parts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
