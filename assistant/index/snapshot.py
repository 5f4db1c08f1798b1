"""One committed state of the index, the same from the first to the last step of a question."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, LifoQueue

from assistant.documents.tables import TableText
from assistant.errors import AssistantError, DocumentNotFoundError, IndexMissingError
from assistant.index.document_filter import parse_document_filter
from assistant.index.search.caches import Caches, load_caches
from assistant.index.store.attachments import holder_of
from assistant.index.store.opening import open_store
from assistant.index.store.reader import StoreReader
from assistant.index.store.rows import StoredPassage
from assistant.index.store.schema import STORE_NAME, is_checkpointed
from assistant.index.store.store import Store
from assistant.passages.abbreviations import find_abbreviations
from assistant.types import Citation, DocumentText


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A store inside a read transaction, with the caches of the same commit."""

    store: StoreReader
    caches: Caches

    @property
    def commit(self) -> int:
        """The number of this commit."""
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
            raise self.store.damaged_error("What is stored", stored.content)
        return stored.content

    def document(self, document: str) -> DocumentText:
        """Return the text of an indexed document, its pages and headings, and the hash of its file.

        Raises:
            DocumentNotFoundError: There is no such document.
        """
        content, store = self.content(document), self.store
        sha256, text = store.content(content).sha256, store.text(content)
        holder = holder_of(document, self.caches.documents)
        return DocumentText(document, sha256, text, store.pages(content), store.headings(content), holder)

    def has_document(self, document: str) -> bool:
        """Whether a document is indexed."""
        stored = self.caches.documents.get(document)
        return stored is not None and stored.content is not None

    @property
    def document_count(self) -> int:
        """The number of documents that are indexed."""
        return sum(map(len, self.caches.paths.values()))

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return passages by id, in the order asked for; raises IndexDamagedError."""
        found = self.store.passages(ids, self.caches.paths)
        for passage in found:
            if self.caches.documents[passage.documents[0]].sha256 != passage.sha256:
                raise self.store.damaged_error("A passage", passage.content)
        attached = {each.content for each in found if each.content in self.caches.holders}
        titles = {each: self.store.title(each, self.caches.holders[each]) for each in attached}
        return [replace(each, title=titles.get(each.content, each.title)) for each in found]

    def passage_at(self, content: int, position: int) -> StoredPassage | None:
        """Return the passage of a content at an offset of its text, None if there is none."""
        passage = self.store.passage_id_at(content, position)
        return None if passage is None else self.passages([passage])[0]

    def table_at(self, content: int, position: int) -> TableText | None:
        """Return the table of a content at an offset of its text, None if there is none."""
        (tables,) = self.caches.tables.get_or_compute([content], self._tables)
        return next((t for t in tables if t.table.start <= position < t.table.end), None)

    def _tables(self, contents: Sequence[int]) -> list[tuple[TableText, ...]]:
        found = []
        for content in contents:
            tables = self.store.tables(content)
            text = self.store.text(content) if tables else ""
            found.append(tuple(TableText(table, text) for table in tables))
        return found

    def abbreviations(self, contents: Sequence[int]) -> list[Mapping[str, str]]:
        """Return the abbreviations that each of these contents defines: long forms by short forms."""
        return self.caches.abbreviations.get_or_compute(
            contents, lambda new: [find_abbreviations(text) for text in self.store.texts(new)]
        )

    def document_dates(self) -> Mapping[str, str]:
        """Return the dates of the documents that are indexed and have one, by path, as in `DocumentInfo`."""
        (dates,) = self.caches.dates.get_or_compute([self.caches.commit_id], lambda _: [self._dates()])
        return dates

    def _dates(self) -> Mapping[str, str]:
        infos = self.store.document_infos()
        return {info.path: info.date for info in infos if info.state == "indexed" and info.date}

    def select_contents(self, names: Sequence[str]) -> list[int]:
        """Return the contents of the documents that some names match (`parse_document_filter`).

        Raises:
            DocumentNotFoundError: A name matches nothing that is indexed.
        """
        return parse_document_filter(names).select_contents(self.caches.documents)

    def verify(self, citation: Citation) -> bool:
        """Whether the document holds the citation's quote at exactly its range."""
        try:
            content = self.content(citation.document)
        except DocumentNotFoundError:
            return False
        return self.store.text(content)[citation.start : citation.end] == citation.quote


@dataclass(frozen=True, slots=True)
class _OpenStore:
    """An open store, and the mark of the file that it was opened from (`_file_mark`)."""

    store: Store
    file_mark: tuple[int, ...]


class Snapshots:
    """A pool of open stores that gives snapshots of the newest commit; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder; raises IndexMissingError or IndexDamagedError."""
        self._folder = folder
        self._idle: LifoQueue[_OpenStore] = LifoQueue()
        self._loading = threading.Lock()
        self._caches: Caches | None = None
        self._closed = False
        self._idle.put(self._open())

    def _open(self) -> _OpenStore:
        before = _file_mark(self._folder, changes_too=True)
        store = open_store(self._folder)
        file_mark = before if store.is_immutable else _file_mark(self._folder)
        try:
            with store.read_transaction():
                if store.commit_number():
                    return _OpenStore(store, file_mark)
            raise IndexMissingError(f"The index in '{self._folder}' is not built yet; run 'assistant index'.")
        except BaseException:
            store.close()
            raise

    def _acquire(self) -> _OpenStore:
        """Return an idle store whose file is still the one in the folder, or a new one."""
        while True:
            try:
                opened = self._idle.get_nowait()
            except Empty:
                return self._open()
            if self._is_current(opened):
                return opened
            opened.store.close()

    def _is_current(self, opened: _OpenStore) -> bool:
        return opened.file_mark == _file_mark(self._folder, changes_too=opened.store.is_immutable)

    @contextmanager
    def newest(self) -> Iterator[Snapshot]:
        """Provide a snapshot of the newest commit, which stays the same until the block ends.

        Raises:
            AssistantError: The folder is read-only here, and somebody else changed the index meanwhile.
        """
        opened = self._acquire()
        try:
            with self._detecting_changes(opened), opened.store.read_transaction():
                yield Snapshot(opened.store, self._caches_of(opened.store))
        finally:
            if self._closed:
                opened.store.close()
            else:
                self._idle.put(opened)

    @contextmanager
    def _detecting_changes(self, opened: _OpenStore) -> Iterator[None]:
        """Raise AssistantError if the file of an immutable store was changed while it was read."""
        try:
            yield
        finally:
            if opened.store.is_immutable and not self._is_current(opened):
                raise AssistantError(
                    f"The index in '{self._folder}' was changed while it was being read; ask again."
                )

    def close(self) -> None:
        """Close the stores; one that is in use closes when it is done."""
        self._closed = True
        while not self._idle.empty():
            self._idle.get_nowait().store.close()

    def _caches_of(self, store: Store) -> Caches:
        commit_id = store.commit_id()
        with self._loading:
            if self._caches is None or self._caches.commit_id != commit_id:
                self._caches = load_caches(self._folder, store, commit_id, self._caches)
            return self._caches


def _file_mark(folder: Path, *, changes_too: bool = False) -> tuple[int, ...]:
    """Return what tells a store file from its replacement, and with `changes_too` from its earlier states."""
    path = folder / STORE_NAME
    try:
        now = path.stat()
    except OSError:
        return ()
    if not changes_too:
        return (now.st_ino,)
    return (now.st_ino, now.st_size, now.st_mtime_ns, int(is_checkpointed(path)))
