"""The caches of a commit: what searches it, on disk or in memory.

They are made from the store alone, or from those of the last commit and what changed since.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.common.files import BEING_WRITTEN
from assistant.errors import IndexDamagedError
from assistant.index.search.dense import SMALL, DenseIndex, dense_path, new_dense, open_dense, segment_names
from assistant.index.search.lexical import (
    LEXICAL_VERSION,
    LexicalEntry,
    LexicalIndex,
    build_lexical,
    lexical_in_memory,
    open_lexical,
    update_lexical,
)
from assistant.index.search.segment import Segment
from assistant.index.store.rows import Names, StoredDocument
from assistant.index.store.store import Store

# The names of caches, finished or not, and nothing that a user may have put beside them.
_NAMES = r"dense-\d+-\w*\.(faiss|json)|dense-([0-9a-f]{16}|unnamed)\.faiss|lexical-\d+-\w*-v\d+"
_OURS = re.compile(rf"({_NAMES})(\S*{re.escape(BEING_WRITTEN)})?")
# Passages that went still count in how rare a word is; at most so large a share of those that are there.
_MOST_DELETED = 0.02


@dataclass(frozen=True, slots=True)
class Caches:
    """What is kept in memory of one commit, named by `Store.state`: its documents and what searches them."""

    state: str
    documents: Mapping[str, StoredDocument]
    names: Names
    dense: DenseIndex
    lexical: LexicalIndex


def lexical_path(folder: Path, state: str) -> Path:
    """Return where the lexical index of a commit is kept."""
    return folder / f"lexical-{state}-v{LEXICAL_VERSION}"


def write_caches(folder: Path, store: Store, state: str, names_before: Names, names: Names) -> None:
    """Keep the caches of a commit in the folder, complete and on disk when this returns.

    Args:
        folder: The folder of the index.
        store: As of the last commit, with the contents of the new one.
        state: The name of the new commit.
        names_before: The documents that have each content in the last commit.
        names: Those in the new one.

    Raises:
        OSError: They cannot be written.
    """
    _changed_dense(folder, store, names_before, names).save(folder, state)
    _update_lexical(folder, store, state, names_before, names)


def _changed_dense(folder: Path, store: Store, names_before: Names, names: Names) -> DenseIndex:
    try:
        last = open_dense(folder, store.state(), names_before)
    except IndexDamagedError:
        return _make_dense(store, names)
    return last.with_contents(store.embeddings(last.missing(names)), names)


def _update_lexical(folder: Path, store: Store, state: str, names_before: Names, names: Names) -> None:
    path, before = lexical_path(folder, state), lexical_path(folder, store.state())
    # A document's name is searched too.
    gone = [content for content, paths in names_before.items() if names.get(content) != paths]
    new = {content: paths for content, paths in names.items() if names_before.get(content) != paths}
    with suppress(IndexDamagedError):
        last = open_lexical(before)
        if _can_be_changed(last, [store.content(content).passages for content in gone]):
            update_lexical(last, before, path, _entries(store, new), gone)
            return
    build_lexical(path, _entries(store, names))


def _can_be_changed(lexical: LexicalIndex, gone: Sequence[int]) -> bool:
    """Whether enough stays of a lexical index for the next to share it."""
    return lexical.count > SMALL and lexical.deleted + sum(gone) <= _MOST_DELETED * lexical.count


def load_caches(folder: Path, store: Store, state: str, before: Caches | None = None) -> Caches:
    """Open the caches of the store's commit; one that is missing or damaged is made again from the store.

    It is kept in the folder where that can be done. A full or read-only disk, or somebody else at the
    same work, keeps nobody from asking.

    Args:
        folder: The folder of the index.
        store: Its store, at that commit.
        state: The name of the commit.
        before: Caches of an earlier commit, which share much with these.
    """
    documents = store.documents()
    names = names_by_content(documents.values())
    known = before.dense.segments if before else ()
    dense = _load_dense(folder, store, state, names, known)
    return Caches(state, documents, names, dense, _load_lexical(folder, store, state, names))


def _load_dense(folder: Path, store: Store, state: str, names: Names, known: Iterable[Segment]) -> DenseIndex:
    with suppress(IndexDamagedError):
        return open_dense(folder, state, names, known)
    dense = _make_dense(store, names)
    with suppress(OSError):
        dense.save(folder, state)
    return dense


def _load_lexical(folder: Path, store: Store, state: str, names: Names) -> LexicalIndex:
    path = lexical_path(folder, state)
    with suppress(IndexDamagedError):
        return open_lexical(path)
    entries = list(_entries(store, names))
    with suppress(OSError, IndexDamagedError):
        build_lexical(path, entries)
        return open_lexical(path)
    return lexical_in_memory(entries)


def _make_dense(store: Store, names: Names) -> DenseIndex:
    return new_dense(store.embeddings(names), names)


def _entries(store: Store, names: Names) -> Iterator[LexicalEntry]:
    """Yield the texts, titles, headings and file names of some contents, passage by passage."""
    for passage, content, text, title, heading in store.passage_texts(names):
        yield LexicalEntry(passage, content, text, " ".join((title, heading, *names[content])))


def names_by_content(documents: Iterable[StoredDocument]) -> dict[int, tuple[str, ...]]:
    """Return the paths of the documents that have each content.

    The order is that of the paths, and is the order of the passages in the caches: searches then find
    the same, ties too, however the index came to be what it is.
    """
    names: dict[int, list[str]] = {}
    for document in sorted(documents, key=lambda document: document.path):
        if document.content is not None:
            names.setdefault(document.content, []).append(document.path)
    return {content: tuple(paths) for content, paths in names.items()}


def drop_old_caches(folder: Path, state: str) -> None:
    """Remove unfinished caches and those of other commits; what is in use is left for the next time."""
    with suppress(OSError):
        for path in old_caches(folder, state):
            remove(path)


def old_caches(folder: Path, state: str) -> list[Path]:
    """Return unfinished caches and those of other commits."""
    keep = {dense_path(folder, state).name, lexical_path(folder, state).name}
    with suppress(IndexDamagedError):
        keep.update(segment_names(folder, state))
    return [p for p in sorted(folder.iterdir()) if _OURS.fullmatch(p.name) and p.name not in keep]


def remove(path: Path) -> None:
    """Remove a cache, whatever lies under its name; what is in use stays."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
