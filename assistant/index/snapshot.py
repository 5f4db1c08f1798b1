"""One committed state of the index, the same from the first to the last step of a question."""

from __future__ import annotations

import re
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

from assistant.errors import DocumentNotFoundError, IndexDamagedError, IndexMissingError
from assistant.files import BEING_WRITTEN
from assistant.index.dense import DenseIndex, open_dense
from assistant.index.lexical import LEXICAL_VERSION, LexicalEntry, LexicalIndex, build_lexical, open_lexical
from assistant.index.rows import StoredDocument
from assistant.index.store import STORE_NAME, Store, open_store
from assistant.types import Citation

# The paths of the documents that have a content, by content.
Names = Mapping[int, tuple[str, ...]]
T = TypeVar("T")

# The names of caches, finished or not, and nothing that a user may have put beside them.
_OURS = re.compile(rf"(dense-\d+-\w*\.faiss|lexical-\d+-\w*-v\d+)(\S*{re.escape(BEING_WRITTEN)})?")


@dataclass(frozen=True, slots=True)
class Caches:
    """The search structures of one commit, named by `Store.state`."""

    state: str
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
        return self.store.commit_number()

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
        """Return the contents of the documents that are named by any of the patterns (`*`, `?`, `[a-z]`)."""
        documents = self.store.documents().values()
        return sorted({d.content for d in documents if d.content is not None and is_named(d.path, patterns)})

    def verifies(self, citation: Citation) -> bool:
        """Whether the document holds the quote exactly where the citation says."""
        content = self.store.content_of(citation.document)
        return (
            content is not None and self.store.text(content)[citation.start : citation.end] == citation.quote
        )


def is_named(path: str, patterns: Sequence[str]) -> bool:
    """Whether a path is one of the names or matches one of the patterns; one alone may be a str."""
    names = [patterns] if isinstance(patterns, str) else patterns
    return any(path == name or fnmatchcase(path, name) for name in names)


class Snapshots:
    """Hands out snapshots of the newest commit; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder; raises IndexMissingError or IndexDamagedError."""
        self._folder = folder
        self._stores: LifoQueue[tuple[int, Store]] = LifoQueue()
        self._loading = threading.Lock()
        self._caches: Caches | None = None
        self._closed = False
        self._stores.put(self._open())

    def _open(self) -> tuple[int, Store]:
        file_number = _file_number(self._folder)
        store = open_store(self._folder)
        if not store.commit_number():
            store.close()
            raise IndexMissingError(f"The index in '{self._folder}' is not built yet; run 'assistant index'.")
        return file_number, store

    def _free(self) -> tuple[int, Store]:
        """Return a store that nobody uses and that is still the one in the folder."""
        while True:
            try:
                file_number, store = self._stores.get_nowait()
            except Empty:
                return self._open()
            if file_number == _file_number(self._folder):
                return file_number, store
            store.close()

    @contextmanager
    def newest(self) -> Iterator[Snapshot]:
        """Show the newest commit until the block ends, whatever a build does meanwhile."""
        file_number, store = self._free()
        try:
            with store.reading():
                yield Snapshot(store, self._caches_of(store))
        finally:
            if self._closed:
                store.close()
            else:
                self._stores.put((file_number, store))

    def close(self) -> None:
        """Close the stores; one that is in use closes when it is done."""
        self._closed = True
        while not self._stores.empty():
            self._stores.get_nowait()[1].close()

    def _caches_of(self, store: Store) -> Caches:
        state = store.state()
        with self._loading:
            if self._caches is None or self._caches.state != state:
                self._caches = load_caches(self._folder, store, state)
            return self._caches


def _file_number(folder: Path) -> int:
    """Tell one store file from another that was put in its place, 0 if there is none."""
    try:
        return (folder / STORE_NAME).stat().st_ino
    except OSError:
        return 0


def dense_path(folder: Path, state: str) -> Path:
    """Return where the dense index of a commit is kept."""
    return folder / f"dense-{state}.faiss"


def lexical_path(folder: Path, state: str) -> Path:
    """Return where the lexical index of a commit is kept."""
    return folder / f"lexical-{state}-v{LEXICAL_VERSION}"


def load_caches(folder: Path, store: Store, state: str) -> Caches:
    """Open the caches of a commit; one that is missing or damaged is made again from the store."""
    try:
        dense = open_dense(dense_path(folder, state), state)
    except IndexDamagedError:
        dense = _remade(write_dense, folder, store, state)
    try:
        lexical = open_lexical(lexical_path(folder, state))
    except IndexDamagedError:
        lexical = _remade(write_lexical, folder, store, state)
    return Caches(state, dense, lexical)


def write_dense(folder: Path, store: Store, state: str, names: Names) -> DenseIndex:
    """Make the dense index of a commit from the embeddings of its contents."""
    dense = DenseIndex.from_vectors(*store.embeddings(names))
    dense.save(dense_path(folder, state), state)
    return dense


def write_lexical(folder: Path, store: Store, state: str, names: Names) -> LexicalIndex:
    """Make the lexical index of a commit from the texts, titles, headings and file names of its contents."""
    path = lexical_path(folder, state)
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


def _remade(write: Callable[[Path, Store, str, Names], T], folder: Path, store: Store, state: str) -> T:
    names = names_by_content(store.documents().values())
    try:
        return write(folder, store, state, names)
    except OSError:  # a full or read-only disk must not keep anyone from asking
        with tempfile.TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True) as elsewhere:
            return write(Path(elsewhere), store, state, names)


def drop_old_caches(folder: Path, state: str) -> None:
    """Remove unfinished caches and those of other commits; what is in use is left for the next time."""
    keep = {dense_path(folder, state).name, lexical_path(folder, state).name}
    stale = [path for path in folder.iterdir() if _OURS.fullmatch(path.name) and path.name not in keep]
    for path in stale:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
