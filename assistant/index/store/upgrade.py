"""Open a store for building: made if there is none, brought to the present format if it is older."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from assistant.index.doctor.replacement import put_in_place
from assistant.index.doctor.salvage import CONTENT_READERS, carry_over
from assistant.index.store.error_messages import damaged, sqlite_explained, writing_explained
from assistant.index.store.opening import checked, format_of, new_store
from assistant.index.store.schema import FORMAT_VERSION, beside, connect
from assistant.index.store.store import STORE_NAME, Store


def store_for_building(folder: Path) -> Store:
    """Open the store of an index for changing it; the writer's lock must be held.

    An older format is upgraded in one step, without embedding anything: what contradicts itself is not
    carried over, and is read again by the build.

    Raises:
        IndexVersionError: It was made by a newer version of the program.
        IndexDamagedError: The file is no store.
        AssistantError: The store cannot be made or opened.
    """
    path = folder / STORE_NAME
    with writing_explained(folder), sqlite_explained(path):
        if not path.exists():
            new_store(path)
        _upgrade(folder, path)
        return checked(connect(path), path)


def _upgrade(folder: Path, path: Path) -> None:
    with closing(connect(path)) as db:
        version = format_of(db)
        if version is None or version == FORMAT_VERSION or version not in CONTENT_READERS:
            return
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise damaged(folder, f"The index file '{path}' is damaged (its pages contradict each other)")
        carry_over(db, beside(path), version)
    put_in_place(beside(path), path)
