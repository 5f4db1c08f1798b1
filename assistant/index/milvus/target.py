"""A build of an index on Milvus: what it adds, and the commit that makes it visible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import uuid4

from assistant.index.milvus.build import MilvusBuildStore
from assistant.index.milvus.changes import Changes
from assistant.index.milvus.commits import newest_commit, write_commit
from assistant.index.milvus.engine import Engine
from assistant.index.milvus.lease import Lease
from assistant.index.milvus.schema import Names, create_collections
from assistant.index.milvus.store import MilvusStore
from assistant.index.milvus.sweep import remove_dead, resume
from assistant.index.store.address import MilvusAddress
from assistant.index.store.origins import NO_ORIGINS
from assistant.index.store.rows import StoredDocument, documents_digest
from assistant.settings import Settings


@contextmanager
def open_milvus_target(address: MilvusAddress, settings: Settings) -> Iterator[MilvusTarget]:
    """Open an index on Milvus for a build, created if there is none.

    Raises:
        IndexLockedError: Another process is changing the index.
        IndexDamagedError: The last commit is not what was written.
        AssistantError: The server does not answer.
    """
    engine, names = Engine(address, settings.milvus_seconds), Names(address.name)
    try:
        create_collections(engine, names)
        lease = Lease(engine, names, settings.milvus_lease_seconds)
        with lease.held():
            lease.sweep()
            commit = newest_commit(engine, names)
            store = MilvusBuildStore(engine, names, commit, resume(engine, names, commit))
            yield MilvusTarget(store, lease, settings)
    finally:
        engine.close()


class MilvusTarget:
    """An index on Milvus that is open for a build; the lease is held."""

    def __init__(self, store: MilvusBuildStore, lease: Lease, settings: Settings) -> None:
        """Take the store, the lease and how long dead rows are kept."""
        self.store = store
        self._lease = lease
        self._keep_seconds = settings.milvus_keep_seconds

    def expect(self, paths: Mapping[tuple[str, str], Sequence[str]]) -> None:
        """Learn which documents are going to have the contents that are added."""
        self.store.expect(paths)

    def commit(
        self,
        meta: Mapping[str, str],
        before: Mapping[str, StoredDocument],
        documents: Mapping[str, StoredDocument],
    ) -> None:
        """Make the new state visible: all rows first, then the one row of the commit.

        Args:
            meta: Values that are kept with the index and change with this commit; the others stay.
            before: The documents of the last commit by path.
            documents: Those of the new one.
        """
        store = self.store
        changes = Changes(store, before, documents)
        changes.write()
        engine, names = store.engine, store.names
        for name in (names.records, names.words, *names.all_passages(engine.collections())):
            engine.flush(name)
        digests = [documents[path].row()[-1] for path in sorted(documents)]
        values = {
            "commit": str(store.coming),
            "identity": store.meta("identity") or uuid4().hex,
            "model": store.meta("model") or "",
            "origins": store.meta("origins") or NO_ORIGINS,
            **meta,
            "documents": documents_digest(digests),
            "dimension": str(changes.dimension),
            "passages": str(changes.totals.passages),
            "texts": str(changes.totals.texts),
            "places": str(changes.totals.places),
            "next_row": str(next(store.rows_from)),
            "next_content": str(next(store.contents_from)),
            "next_passage": str(next(store.passages_from)),
        }
        self._lease.check()
        store.shown = write_commit(engine, names, values)
        store.fresh.clear()

    def remove_leftovers(self) -> int:
        """Remove what no reader needs any more; return the number of passages that stay."""
        remove_dead(self.store.engine, self.store.names, self._keep_seconds)
        return MilvusStore(self.store.engine, self.store.names, self.store.shown).passage_count()
