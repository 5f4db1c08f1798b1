"""What a build writes into: the store of an index in a folder, or one on Milvus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexDamagedError
from assistant.index.build.lock import writer_lock
from assistant.index.search.caches import paths_by_content, remove_old_caches, save_caches
from assistant.index.store.address import milvus_address
from assistant.index.store.error_messages import explain_write_errors
from assistant.index.store.rows import StoredDocument
from assistant.index.store.upgrade import open_store_for_writing
from assistant.index.store.writable import WritableStore
from assistant.passages.splitting import PassageRange
from assistant.settings import Settings
from assistant.types import Extraction

# Paths of files that are to be documents, by the hash and the kind of what they say.
ExpectedPaths = Mapping[tuple[str, str], Sequence[str]]


class ContentTarget(Protocol):
    """What contents are added to while a build runs; nobody sees them before the commit."""

    def write_transaction(self) -> AbstractContextManager[None]:
        """Keep everything that is added inside, or nothing where an error is raised."""

    def add_content(
        self,
        sha256: str,
        kind: str,
        recipe: str,
        extraction: Extraction,
        passages: Sequence[PassageRange],
        embeddings: npt.NDArray[np.float32],
    ) -> int:
        """Add what one file says, with its passages; see `WritableStore.add_content`."""


class BuildStore(ContentTarget, Protocol):
    """A store that a build reads and adds contents to; the writer's lock is held."""

    def read_transaction(self) -> AbstractContextManager[None]:
        """Show one committed state from the first to the last statement inside."""

    def commit_number(self) -> int:
        """Return the number of the last commit, 0 before the first."""

    def meta(self, key: str) -> str | None:
        """Return a value kept with the index, or None."""

    def documents(self) -> dict[str, StoredDocument]:
        """Return every file of the last commit by path, in path order."""

    def known_contents(self) -> dict[tuple[str, str, str], int]:
        """Return every content by hash, kind and recipe, also those not committed yet."""

    def check_content(self, content: int, key: tuple[str, str, str]) -> None:
        """Make sure that a content is what a file of that hash, kind and recipe said."""

    def text(self, content: int) -> str:
        """Return the whole text of a content."""

    def warnings(self, content: int) -> tuple[str, ...]:
        """Return what was left out of a content or is doubtful in it, one sentence each."""

    def damaged_error(self, what: str, content: int | None = None) -> IndexDamagedError:
        """Return the error that names what is damaged."""


class BuildTarget(Protocol):
    """A store that is open for a build, and how what was built becomes visible."""

    @property
    def store(self) -> BuildStore:
        """The store."""

    def expect(self, paths: ExpectedPaths) -> None:
        """Learn which documents are going to have the contents that are added."""

    def commit(
        self,
        meta: Mapping[str, str],
        before: Mapping[str, StoredDocument],
        documents: Mapping[str, StoredDocument],
    ) -> None:
        """Make the new state visible; see `commit_documents`."""

    def remove_leftovers(self) -> int:
        """Remove what builds left behind, also interrupted ones; return the number of passages that stay."""


@contextmanager
def open_target(settings: Settings) -> Iterator[BuildTarget]:
    """Open the index that the settings name for a build, created if there is none.

    Raises:
        IndexLockedError: Another process is changing the index.
        IndexDamagedError: The index there cannot be read.
        AssistantError: The folder cannot be written to, or the server does not answer.
    """
    address = milvus_address(settings.index)
    if address is not None:
        from assistant.index.milvus.target import open_milvus_target

        with open_milvus_target(address, settings) as milvus:
            yield milvus
        return
    folder = Path(settings.index)
    with writer_lock(folder):
        store = open_store_for_writing(folder)
        try:
            yield _FolderTarget(store, settings)
        finally:
            store.close()


class _FolderTarget:
    """The store of an index in a folder."""

    def __init__(self, store: WritableStore, settings: Settings) -> None:
        self.store = store
        self._settings = settings

    def expect(self, paths: ExpectedPaths) -> None:
        """Do nothing: the caches are made when all documents are known."""

    def commit(
        self,
        meta: Mapping[str, str],
        before: Mapping[str, StoredDocument],
        documents: Mapping[str, StoredDocument],
    ) -> None:
        commit_documents(self.store, self._settings, meta, before, documents)

    def remove_leftovers(self) -> int:
        store = self.store
        with store.read_transaction():
            commit_id, passages = store.commit_id(), store.passage_count()
            has_unused = store.has_unused_contents()
        if has_unused:
            with store.write_transaction():
                store.delete_unused_contents()
        remove_old_caches(Path(self._settings.index), commit_id)
        return passages


def commit_documents(
    store: WritableStore,
    settings: Settings,
    meta: Mapping[str, str],
    before: Mapping[str, StoredDocument],
    documents: Mapping[str, StoredDocument],
) -> None:
    """Make the new state visible; the caches are complete before the transaction that needs them.

    Args:
        store: The store.
        settings: Name the folder of the index.
        meta: Values that are kept with the index and change with this commit.
        before: The documents of the last commit by path.
        documents: Those of the new one.
    """
    folder = Path(settings.index)
    with explain_write_errors(folder), store.read_transaction():
        commit = store.commit_number() + 1
        paths_before, paths = (paths_by_content(each.values()) for each in (before, documents))
        save_caches(folder, store, store.commit_id(commit), paths_before, paths)
    with store.write_transaction():
        store.set_documents(documents.values())
        for key, value in meta.items():
            store.set_meta(key, value)
        store.set_meta("commit", str(commit))
