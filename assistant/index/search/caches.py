"""The caches of a commit: its dense and its lexical index, on disk and in memory.

They are built from the store alone, or from those of the last commit and what changed since.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from assistant.common.files import UNFINISHED_SUFFIX
from assistant.common.lru import LruCache
from assistant.documents.tables import TableText
from assistant.errors import IndexDamagedError
from assistant.index.search.dense import SMALL, DenseIndex, dense_path, new_dense, open_dense, segment_names
from assistant.index.search.interface import DenseSearch, LexicalSearch
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
from assistant.index.store.attachments import holders_by_content
from assistant.index.store.rows import ContentHolders, ContentPaths, StoredDocument
from assistant.index.store.store import Store

_Found = dict[int, float]
# The names of cache files, finished or not, and of nothing that a user may have put beside them.
_CACHE_NAME = r"dense-\d+-\w*\.(faiss|json)|dense-([0-9a-f]{16}|unnamed)\.faiss|lexical-\d+-\w*-v\d+"
_CACHE_FILE = re.compile(rf"({_CACHE_NAME})(\S*{re.escape(UNFINISHED_SUFFIX)})?")
# Deleted passages still count in document frequencies; at most this share of all passages may be deleted.
_MOST_DELETED = 0.02
# The most contents whose tables are kept in memory; a workbook of 500,000 cells takes 100 MB.
_CACHED_TABLES = 8
# The most contents whose abbreviations are kept in memory; a long paper defines about 50.
_CACHED_ABBREVIATIONS = 2_000


@dataclass(frozen=True, slots=True)
class Caches:
    """What is kept in memory of one commit.

    `commit_id` is that of `Store.commit_id`; `documents` are all files by path; `paths` are those of the
    indexed documents by content; `holders` are the messages that each content is attached to; `tables` and
    `abbreviations` are those of the contents that were asked for last; `dates` holds those of all documents,
    by path, once they were asked for; `are_remote` tells whether a server searches.
    """

    commit_id: str
    documents: Mapping[str, StoredDocument]
    paths: ContentPaths
    dense: DenseSearch
    lexical: LexicalSearch
    holders: ContentHolders
    tables: LruCache[int, tuple[TableText, ...]] = field(default_factory=lambda: LruCache(_CACHED_TABLES))
    dates: LruCache[str, Mapping[str, str]] = field(default_factory=lambda: LruCache(1))
    abbreviations: LruCache[int, Mapping[str, str]] = field(
        default_factory=lambda: LruCache(_CACHED_ABBREVIATIONS)
    )
    are_remote: bool = False

    def both(self, dense: Callable[[], _Found], lexical: Callable[[], _Found]) -> tuple[_Found, _Found]:
        """Return what two searches find; where they wait for a server, they wait at the same time."""
        if not self.are_remote:
            return dense(), lexical()
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(dense)
            by_words = lexical()
            return found.result(), by_words


def lexical_path(folder: Path, commit_id: str) -> Path:
    """Return where the lexical index of a commit is kept."""
    return folder / f"lexical-{commit_id}-v{LEXICAL_VERSION}"


def save_caches(
    folder: Path, store: Store, commit_id: str, paths_before: ContentPaths, paths: ContentPaths
) -> None:
    """Write the caches of a commit into the index folder, complete and on disk when this returns.

    Args:
        folder: The folder of the index.
        store: The store at the last commit, which already holds the contents of the new one.
        commit_id: The id of the new commit.
        paths_before: The documents of each content in the last commit.
        paths: Those in the new commit.

    Raises:
        OSError: They cannot be written.
    """
    _update_dense(folder, store, paths_before, paths).save(folder, commit_id)
    _update_lexical(folder, store, commit_id, paths_before, paths)


def _update_dense(folder: Path, store: Store, paths_before: ContentPaths, paths: ContentPaths) -> DenseIndex:
    try:
        last = open_dense(folder, store.commit_id(), paths_before)
    except IndexDamagedError:
        return _make_dense(store, paths)
    return last.updated(store.embeddings(last.missing(paths)), paths)


def _update_lexical(
    folder: Path, store: Store, commit_id: str, paths_before: ContentPaths, paths: ContentPaths
) -> None:
    path, before = lexical_path(folder, commit_id), lexical_path(folder, store.commit_id())
    # Paths and the messages that files are attached to are searched too: where they change, documents are
    # indexed again.
    holders_before, holders = holders_by_content(paths_before), holders_by_content(paths)
    same = {
        c
        for c, old in paths_before.items()
        if paths.get(c) == old and holders_before.get(c) == holders.get(c)
    }
    removed = [content for content in paths_before if content not in same]
    added = {content: new for content, new in paths.items() if content not in same}
    with suppress(IndexDamagedError):
        last = open_lexical(before)
        if _can_be_updated(last, [store.content(content).passages for content in removed]):
            update_lexical(last, before, path, _entries(store, added, holders), removed)
            return
    build_lexical(path, _entries(store, paths, holders))


def _can_be_updated(lexical: LexicalIndex, removed: Sequence[int]) -> bool:
    """Whether so few passages are removed from a large lexical index that updating it pays."""
    return lexical.count > SMALL and lexical.deleted + sum(removed) <= _MOST_DELETED * lexical.count


def load_caches(folder: Path, store: Store, commit_id: str, before: Caches | None = None) -> Caches:
    """Open the caches of the store's commit; one that is missing or damaged is built again from the store.

    It is written to the folder if possible. Where it is not (a full or read-only disk, another process
    writing the same), it is kept in memory only.

    Args:
        folder: The folder of the index.
        store: Its store, at that commit.
        commit_id: The id of the commit.
        before: Caches of an earlier commit, whose open segments are used again.
    """
    documents = store.documents()
    paths = paths_by_content(documents.values())
    known = before.dense.segments if before and isinstance(before.dense, DenseIndex) else ()
    dense = _load_dense(folder, store, commit_id, paths, known)
    holders = holders_by_content(paths)
    lexical = _load_lexical(folder, store, commit_id, paths, holders)
    return Caches(commit_id, documents, paths, dense, lexical, holders)


def _load_dense(
    folder: Path, store: Store, commit_id: str, paths: ContentPaths, known: Iterable[Segment]
) -> DenseIndex:
    with suppress(IndexDamagedError):
        return open_dense(folder, commit_id, paths, known)
    dense = _make_dense(store, paths)
    with suppress(OSError):
        dense.save(folder, commit_id)
    return dense


def _load_lexical(
    folder: Path, store: Store, commit_id: str, paths: ContentPaths, holders: ContentHolders
) -> LexicalIndex:
    path = lexical_path(folder, commit_id)
    with suppress(IndexDamagedError):
        return open_lexical(path)
    entries = list(_entries(store, paths, holders))
    with suppress(OSError, IndexDamagedError):
        build_lexical(path, entries)
        return open_lexical(path)
    return lexical_in_memory(entries)


def _make_dense(store: Store, paths: ContentPaths) -> DenseIndex:
    return new_dense(store.embeddings(paths), paths)


def _entries(store: Store, paths: ContentPaths, holders: ContentHolders) -> Iterator[LexicalEntry]:
    """Yield the texts, titles, headings and file paths of some contents, passage by passage."""
    for content, same in paths.items():
        title = store.title(content, holders.get(content, ()))
        for passage, text, heading in store.passage_texts(content):
            yield LexicalEntry(passage, content, text, " ".join((title, heading, *same)))


def paths_by_content(documents: Iterable[StoredDocument]) -> dict[int, tuple[str, ...]]:
    """Return the paths of the indexed documents by content, both in path order.

    Passages have this order in the caches too, so that searches find the same, also among ties, however
    the index came about.
    """
    paths: dict[int, list[str]] = {}
    for document in sorted(documents, key=lambda document: document.path):
        if document.content is not None:
            paths.setdefault(document.content, []).append(document.path)
    return {content: tuple(same) for content, same in paths.items()}


def remove_old_caches(folder: Path, commit_id: str) -> None:
    """Remove unfinished caches and those of other commits; what is in use is left for the next time."""
    with suppress(OSError):
        for path in old_caches(folder, commit_id):
            remove(path)


def old_caches(folder: Path, commit_id: str) -> list[Path]:
    """Return unfinished caches and those of other commits."""
    keep = {dense_path(folder, commit_id).name, lexical_path(folder, commit_id).name}
    with suppress(IndexDamagedError):
        keep.update(segment_names(folder, commit_id))
    return [p for p in sorted(folder.iterdir()) if _CACHE_FILE.fullmatch(p.name) and p.name not in keep]


def remove(path: Path) -> None:
    """Remove a cache, whatever lies under its name; what is in use stays."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
