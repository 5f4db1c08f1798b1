"""Open an index for asking, whichever store it lies in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.errors import IndexMissingError
from assistant.index.search.caches import Caches
from assistant.index.snapshot import Snapshot, Snapshots
from assistant.index.store.address import MilvusAddress, milvus_address
from assistant.index.store.error_messages import shell_command
from assistant.index.store.opening import open_store
from assistant.index.store.reader import StoreReader
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.index.milvus.store import MilvusStore


class SnapshotSource(Protocol):
    """What gives snapshots of the newest commit; safe to use from several threads."""

    def newest(self) -> AbstractContextManager[Snapshot]:
        """Provide a snapshot of the newest commit, which stays the same until the block ends."""

    def close(self) -> None:
        """Close what is open."""


def open_snapshots(settings: Settings) -> SnapshotSource:
    """Open the index that the settings name; raises IndexMissingError or IndexDamagedError."""
    address = milvus_address(settings.index)
    return Snapshots(Path(settings.index)) if address is None else MilvusSnapshots(address, settings)


@contextmanager
def open_reader(settings: Settings) -> Iterator[StoreReader]:
    """Open the store of an index for reading; raises IndexMissingError or IndexDamagedError."""
    address = milvus_address(settings.index)
    if address is None:
        store = open_store(Path(settings.index))
        try:
            yield store
        finally:
            store.close()
        return
    snapshots = MilvusSnapshots(address, settings)
    try:
        with snapshots.newest() as snapshot:
            yield snapshot.store
    finally:
        snapshots.close()


class MilvusSnapshots:
    """Snapshots of an index on Milvus; one connection, and in memory what the newest commit needs."""

    def __init__(self, address: MilvusAddress, settings: Settings) -> None:
        """Connect.

        Raises:
            IndexMissingError: There is no index, or nothing was committed yet.
            AssistantError: The server does not answer.
        """
        from assistant.index.milvus.engine import Engine
        from assistant.index.milvus.schema import Names

        self._missing = IndexMissingError(
            f"There is no index in '{address.written}'; "
            f"run '{shell_command('index', address.written)}' to build it."
        )
        if address.folder and not address.folder.is_dir():
            raise self._missing
        self._engine = Engine(address, settings.milvus_seconds)
        self._names = Names(address.name)
        self._loading = threading.Lock()
        self._newest: tuple[MilvusStore, Caches] | None = None
        try:
            self._load()
        except BaseException:
            self._engine.close()
            raise

    def _load(self) -> tuple[MilvusStore, Caches]:
        """Return the newest commit; one round trip if it is the one that was seen last."""
        from assistant.index.milvus.commits import newest_commit
        from assistant.index.milvus.search import make_caches
        from assistant.index.milvus.store import MilvusStore

        if self._newest is None and self._names.state not in self._engine.collections():
            raise self._missing
        before = self._newest[0] if self._newest else None
        commit = newest_commit(self._engine, self._names, before.shown.number if before else 0)
        if not commit.number:
            # Built anew under the same name, perhaps, or nothing yet.
            self._newest = None
            raise self._missing
        with self._loading:
            known = self._newest[0].shown if self._newest else None
            is_same = known is not None and known.values["identity"] == commit.values["identity"]
            # Another thread may have seen a newer one meanwhile.
            if known is None or not is_same or known.number < commit.number:
                last = self._newest[0] if self._newest is not None and is_same else None
                store = MilvusStore(self._engine, self._names, commit, last)
                newest = store, make_caches(store)
                self._newest = newest
                return newest
            assert self._newest is not None  # `known` is that of it
            return self._newest

    @contextmanager
    def newest(self) -> Iterator[Snapshot]:
        """Provide a snapshot of the newest commit, which stays the same until the block ends."""
        yield Snapshot(*self._load())

    def close(self) -> None:
        """Close the connection."""
        self._engine.close()
