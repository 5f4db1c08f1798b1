"""One committed state of the index, the same from the first to the last step of a question."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue

from assistant.errors import AssistantError, DocumentNotFoundError, IndexMissingError
from assistant.index.document_filter import make_choice
from assistant.index.search.caches import Caches, load_caches
from assistant.index.store.opening import open_store
from assistant.index.store.rows import StoredPassage
from assistant.index.store.schema import can_be_frozen
from assistant.index.store.store import STORE_NAME, Store
from assistant.types import Citation


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
        stored = self.caches.documents.get(document)
        if stored is None or stored.content is None:
            raise DocumentNotFoundError(f"The document '{document}' is not in the index.")
        if self.store.content(stored.content).sha256 != stored.sha256:
            raise self.store.damaged("What is stored", stored.content)
        return stored.content

    def has(self, document: str) -> bool:
        """Whether a document is indexed."""
        stored = self.caches.documents.get(document)
        return stored is not None and stored.content is not None

    @property
    def document_count(self) -> int:
        """The number of documents that are indexed."""
        return sum(map(len, self.caches.names.values()))

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return passages by id, in the order asked for; raises IndexDamagedError."""
        found = self.store.passages(ids, self.caches.names)
        for passage in found:
            if self.caches.documents[passage.documents[0]].sha256 != passage.sha256:
                raise self.store.damaged("A passage", passage.content)
        return found

    def chosen(self, names: Sequence[str]) -> list[int]:
        """Return the contents of the documents that some names mean (`choice.make_choice`).

        Raises:
            DocumentNotFoundError: A name means nothing that is indexed.
        """
        return make_choice(names).contents(self.caches.documents)

    def verifies(self, citation: Citation) -> bool:
        """Whether the document holds the quote exactly where the citation says."""
        try:
            content = self.content(citation.document)
        except DocumentNotFoundError:
            return False
        return self.store.text(content)[citation.start : citation.end] == citation.quote


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open store, and the mark of the file that it was opened from."""

    store: Store
    mark: tuple[int, ...]


class Snapshots:
    """Hands out snapshots of the newest commit; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder; raises IndexMissingError or IndexDamagedError."""
        self._folder = folder
        self._idle: LifoQueue[_Opened] = LifoQueue()
        self._loading = threading.Lock()
        self._caches: Caches | None = None
        self._closed = False
        self._idle.put(self._open())

    def _open(self) -> _Opened:
        before = _mark(self._folder, of_changes=True)
        store = open_store(self._folder)
        mark = before if store.is_frozen else _mark(self._folder)
        try:
            with store.reading():
                if store.commit_number():
                    return _Opened(store, mark)
            raise IndexMissingError(f"The index in '{self._folder}' is not built yet; run 'assistant index'.")
        except BaseException:
            store.close()
            raise

    def _free(self) -> _Opened:
        """Return a store that nobody uses and that is still the one in the folder."""
        while True:
            try:
                opened = self._idle.get_nowait()
            except Empty:
                return self._open()
            if self._is_current(opened):
                return opened
            opened.store.close()

    def _is_current(self, opened: _Opened) -> bool:
        return opened.mark == _mark(self._folder, of_changes=opened.store.is_frozen)

    @contextmanager
    def newest(self) -> Iterator[Snapshot]:
        """Show the newest commit until the block ends, whatever a build does meanwhile.

        Raises:
            AssistantError: The folder is read-only here, and somebody else changed the index meanwhile.
        """
        opened = self._free()
        try:
            with self._unchanged(opened), opened.store.reading():
                yield Snapshot(opened.store, self._caches_of(opened.store))
        finally:
            if self._closed:
                opened.store.close()
            else:
                self._idle.put(opened)

    @contextmanager
    def _unchanged(self, opened: _Opened) -> Iterator[None]:
        """Notice what a frozen store does not: that its file was changed while it was read."""
        try:
            yield
        finally:
            if opened.store.is_frozen and not self._is_current(opened):
                raise AssistantError(
                    f"The index in '{self._folder}' was changed while it was being read; ask again."
                )

    def close(self) -> None:
        """Close the stores; one that is in use closes when it is done."""
        self._closed = True
        while not self._idle.empty():
            self._idle.get_nowait().store.close()

    def _caches_of(self, store: Store) -> Caches:
        state = store.state()
        with self._loading:
            if self._caches is None or self._caches.state != state:
                self._caches = load_caches(self._folder, store, state, self._caches)
            return self._caches


def _mark(folder: Path, *, of_changes: bool = False) -> tuple[int, ...]:
    """Tell one store file from another that was put in its place, or also from itself before a change."""
    path = folder / STORE_NAME
    try:
        now = path.stat()
    except OSError:
        return ()
    if not of_changes:
        return (now.st_ino,)
    return (now.st_ino, now.st_size, now.st_mtime_ns, int(can_be_frozen(path)))
