"""One committed state of the index, the same from the first to the last step of a question."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TypeVar

from assistant.errors import DocumentNotFoundError, IndexDamagedError
from assistant.files import BEING_WRITTEN
from assistant.index.dense import DenseIndex, open_dense
from assistant.index.lexical import LEXICAL_VERSION, LexicalEntry, LexicalIndex, build_lexical, open_lexical
from assistant.index.rows import StoredDocument
from assistant.index.store import Store, open_store
from assistant.types import Citation

# The paths of the documents that have a content, by content.
Names = Mapping[int, tuple[str, ...]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caches:
    """The search structures of one commit."""

    commit: int
    dense: DenseIndex
    lexical: LexicalIndex


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A store inside a read transaction, with the caches of the very commit it shows."""

    store: Store
    caches: Caches

    @property
    def commit(self) -> int:
        """The number of the commit that this shows."""
        return self.caches.commit

    def content(self, document: str) -> int:
        """Return the content of an indexed document.

        Raises:
            DocumentNotFoundError: There is no such document.
        """
        content = self.store.content_of(document)
        if content is None:
            raise DocumentNotFoundError(f"The document '{document}' is not in the index.")
        return content

    def chosen(self, patterns: Sequence[str]) -> list[int]:
        """Return the contents of the documents whose paths match any of the patterns (`*`, `?`, `[a-z]`)."""
        documents = self.store.documents().values()
        return sorted(
            {
                document.content
                for document in documents
                if document.content is not None and any(fnmatchcase(document.path, p) for p in patterns)
            }
        )

    def verifies(self, citation: Citation) -> bool:
        """Whether the document holds the quote exactly where the citation says."""
        content = self.store.content_of(citation.document)
        return (
            content is not None and self.store.text(content)[citation.start : citation.end] == citation.quote
        )


class Snapshots:
    """Hands out snapshots of the newest commit; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder; raises IndexMissingError or IndexDamagedError."""
        self._folder = folder
        self._stores: LifoQueue[Store] = LifoQueue()
        self._loading = threading.Lock()
        self._caches: Caches | None = None
        self._stores.put(open_store(folder))

    @contextmanager
    def newest(self) -> Iterator[Snapshot]:
        """Show the newest commit until the block ends, whatever a build does meanwhile."""
        try:
            store = self._stores.get_nowait()
        except Empty:
            store = open_store(self._folder)
        try:
            with store.reading():
                yield Snapshot(store, self._caches_of(store))
        finally:
            self._stores.put(store)

    def close(self) -> None:
        """Close every open store that is not in use."""
        while not self._stores.empty():
            self._stores.get_nowait().close()

    def _caches_of(self, store: Store) -> Caches:
        commit = store.commit_number()
        with self._loading:
            if self._caches is None or self._caches.commit != commit:
                self._caches = load_caches(self._folder, store, commit)
            return self._caches


def dense_path(folder: Path, commit: int) -> Path:
    """Return where the dense index of a commit is kept."""
    return folder / f"dense-{commit}.faiss"


def lexical_path(folder: Path, commit: int) -> Path:
    """Return where the lexical index of a commit is kept."""
    return folder / f"lexical-{commit}-v{LEXICAL_VERSION}"


def load_caches(folder: Path, store: Store, commit: int) -> Caches:
    """Open the caches of a commit; one that is missing or damaged is made again from the store."""
    try:
        dense = open_dense(dense_path(folder, commit), commit)
    except IndexDamagedError:
        dense = _remade(write_dense, folder, store, commit)
    try:
        lexical = open_lexical(lexical_path(folder, commit))
    except IndexDamagedError:
        lexical = _remade(write_lexical, folder, store, commit)
    return Caches(commit, dense, lexical)


def write_dense(folder: Path, store: Store, commit: int, names: Names) -> DenseIndex:
    """Make the dense index of a commit from the embeddings of its contents."""
    dense = DenseIndex.from_vectors(*store.embeddings(names))
    dense.save(dense_path(folder, commit), commit)
    return dense


def write_lexical(folder: Path, store: Store, commit: int, names: Names) -> LexicalIndex:
    """Make the lexical index of a commit from the texts, titles, headings and file names of its contents."""
    path = lexical_path(folder, commit)
    entries = (
        LexicalEntry(passage, content, text, " ".join((title, heading, *names[content])))
        for passage, content, text, title, heading in store.passage_texts(names)
    )
    build_lexical(path, entries)
    return open_lexical(path)


def names_by_content(documents: Iterable[StoredDocument]) -> dict[int, tuple[str, ...]]:
    """Return the paths of the documents that have each content, in path order."""
    names: dict[int, list[str]] = {}
    for document in documents:
        if document.content is not None:
            names.setdefault(document.content, []).append(document.path)
    return {content: tuple(sorted(paths)) for content, paths in sorted(names.items())}


def _remade(write: Callable[[Path, Store, int, Names], T], folder: Path, store: Store, commit: int) -> T:
    names = names_by_content(store.documents().values())
    try:
        return write(folder, store, commit, names)
    except OSError:  # a full or read-only disk must not keep anyone from asking
        with tempfile.TemporaryDirectory(prefix="assistant-") as elsewhere:
            return write(Path(elsewhere), store, commit, names)


def drop_old_caches(folder: Path, commit: int) -> None:
    """Remove unfinished caches and those of other commits; what is in use is left for the next time."""
    keep = {dense_path(folder, commit).name, lexical_path(folder, commit).name}
    patterns = ("dense-*", "lexical-*", f"*{BEING_WRITTEN}")
    stale = {path for pattern in patterns for path in folder.glob(pattern) if path.name not in keep}
    for path in stale:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
