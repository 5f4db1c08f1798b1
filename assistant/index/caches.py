"""The caches of a commit: what searches it, on disk or in memory, always made from the store alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import IndexDamagedError
from assistant.files import BEING_WRITTEN
from assistant.index.dense import DenseIndex, open_dense
from assistant.index.lexical import (
    LEXICAL_VERSION,
    LexicalEntry,
    LexicalIndex,
    build_lexical,
    lexical_in_memory,
    open_lexical,
)
from assistant.index.rows import Names, StoredDocument
from assistant.index.store import Store

# The names of caches, finished or not, and nothing that a user may have put beside them.
_OURS = re.compile(rf"(dense-\d+-\w*\.faiss|lexical-\d+-\w*-v\d+)(\S*{re.escape(BEING_WRITTEN)})?")


@dataclass(frozen=True, slots=True)
class Caches:
    """What is kept in memory of one commit, named by `Store.state`: its documents and what searches them."""

    state: str
    documents: Mapping[str, StoredDocument]
    names: Names
    dense: DenseIndex
    lexical: LexicalIndex


def dense_path(folder: Path, state: str) -> Path:
    """Return where the dense index of a commit is kept."""
    return folder / f"dense-{state}.faiss"


def lexical_path(folder: Path, state: str) -> Path:
    """Return where the lexical index of a commit is kept."""
    return folder / f"lexical-{state}-v{LEXICAL_VERSION}"


def write_caches(folder: Path, store: Store, state: str, names: Names) -> None:
    """Keep the caches of a commit in the folder, complete and on disk when this returns.

    Raises:
        OSError: They cannot be written.
    """
    _make_dense(store, names).save(dense_path(folder, state), state)
    build_lexical(lexical_path(folder, state), _entries(store, names))


def load_caches(folder: Path, store: Store, state: str) -> Caches:
    """Open the caches of the store's commit; one that is missing or damaged is made again from the store.

    It is kept in the folder where that can be done. A full or read-only disk, or somebody else at the
    same work, keeps nobody from asking.
    """
    documents = store.documents()
    names = names_by_content(documents.values())
    dense = _load_dense(folder, store, state, names)
    return Caches(state, documents, names, dense, _load_lexical(folder, store, state, names))


def _load_dense(folder: Path, store: Store, state: str, names: Names) -> DenseIndex:
    path = dense_path(folder, state)
    with suppress(IndexDamagedError):
        return open_dense(path, state)
    dense = _make_dense(store, names)
    with suppress(OSError):
        dense.save(path, state)
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
    return DenseIndex.from_vectors(*store.embeddings(names))


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
    return [p for p in sorted(folder.iterdir()) if _OURS.fullmatch(p.name) and p.name not in keep]


def remove(path: Path) -> None:
    """Remove a cache, whatever lies under its name; what is in use stays."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
