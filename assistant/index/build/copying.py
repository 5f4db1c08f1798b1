"""Copy an index from its folder to Milvus, with its embeddings, so that nothing is read or embedded again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import IndexMissingError, SettingsError
from assistant.index.search.caches import paths_by_content
from assistant.index.store.address import milvus_address
from assistant.index.store.opening import open_store
from assistant.index.store.rows import StoredDocument
from assistant.index.store.store import Store
from assistant.settings import Settings
from assistant.types import Progress

if TYPE_CHECKING:
    from assistant.index.milvus.target import MilvusTarget

# Contents are stored together until they have so many passages.
_BATCH_PASSAGES = 256


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did: passages that were copied, and those that the index has now."""

    copied: int
    passages: int


# What is kept with an index besides its documents.
_COPIED_META = ("model", "origins")


def copy_index(settings: Settings, to: str, on_progress: Callable[[Progress], None] | None = None) -> Copied:
    """Copy the last commit of an index in a folder to Milvus, in one commit there.

    What is there already is not copied again; documents that the folder does not have are gone afterwards.

    Args:
        settings: Name the folder of the index, and the limits of calls to the server.
        to: The address, as the setting `index` may hold it.
        on_progress: Called with how far it is.

    Raises:
        SettingsError: `to` is no address of an index on Milvus, or the index is not in a folder.
        IndexMissingError: There is no index in the folder, or nothing was committed yet.
        IndexDamagedError: Something that is stored there is damaged.
        IndexLockedError: Another process is changing the index at the address.
    """
    address = milvus_address(to)
    if address is None:
        raise SettingsError(f"'{to}' is a folder; copy to an address like 'milvus+http://host:19530/name'.")
    if milvus_address(settings.index) is not None:
        raise SettingsError(f"The index '{settings.index}' is on Milvus already; name one in a folder.")
    from assistant.index.milvus.target import open_milvus_target

    with closing(open_store(Path(settings.index))) as store, store.read_transaction():
        if not store.commit_number():
            raise IndexMissingError(
                f"The index in '{settings.index}' is not built yet; run 'assistant index'."
            )
        with open_milvus_target(address, settings) as target:
            return _copy(store, target, on_progress or (lambda _: None))


def _copy(store: Store, target: MilvusTarget, on_progress: Callable[[Progress], None]) -> Copied:
    documents, before = store.documents(), target.store.documents()
    numbers, copied = _copy_contents(store, target, documents, on_progress)
    after = {
        path: document if document.content is None else replace(document, content=numbers[document.content])
        for path, document in documents.items()
    }
    meta = {key: value for key in _COPIED_META if (value := store.meta(key)) is not None}
    if (before, {key: target.store.meta(key) for key in meta}) != (after, meta):
        on_progress(Progress("commit", passages_done=copied, passages_total=copied))
        target.commit(meta, before, after)
    return Copied(copied, target.remove_leftovers())


def _copy_contents(
    store: Store,
    target: MilvusTarget,
    documents: Mapping[str, StoredDocument],
    on_progress: Callable[[Progress], None],
) -> tuple[dict[int, int], int]:
    """Copy what is not there yet; return the numbers of contents there by those here, and what was copied."""
    paths, known = paths_by_content(documents.values()), target.store.known_contents()
    records = store.contents(list(paths))
    numbers = {record.id: known[record.key] for record in records if record.key in known}
    new = [record for record in records if record.id not in numbers]
    target.expect({(record.sha256, record.kind): paths[record.id] for record in new})
    total, done = sum(record.passages for record in new), 0
    while new:
        with target.store.write_transaction():
            size = 0
            while new and size < _BATCH_PASSAGES:
                record = new.pop()
                text, tables = store.packed_text(record.id), store.packed_tables(record.id)
                # What is damaged is noticed here, not after the move.
                store.text(record.id)
                store.tables(record.id)
                rows = store.passage_rows(record)
                numbers[record.id] = target.store.add_stored(record, text, tables, rows)
                size += record.passages
        done += size
        on_progress(Progress("embed", passages_done=done, passages_total=total))
    return numbers, done
