"""Open a store for writing: created if there is none, upgraded if it is of an older format."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from assistant.index.store.error_messages import damaged_error, explain_sqlite_errors, explain_write_errors
from assistant.index.store.opening import check_format, create_store, format_of
from assistant.index.store.recovery import CONTENT_READERS, recover_store
from assistant.index.store.replacement import replace_store
from assistant.index.store.schema import FORMAT_VERSION, STORE_NAME, connect, temporary_path
from assistant.index.store.writable import WritableStore


def open_store_for_writing(folder: Path) -> WritableStore:
    """Open the store of an index for writing; the writer's lock must be held.

    An older format is upgraded in one step, without embedding anything: rows that contradict each other
    are not copied, and the build reads their files again.

    Raises:
        IndexVersionError: It was made by a newer version of the program.
        IndexDamagedError: The file is no store.
        AssistantError: The store cannot be created or opened.
    """
    path = folder / STORE_NAME
    with explain_write_errors(folder), explain_sqlite_errors(path):
        if not path.exists():
            create_store(path)
        _upgrade(folder, path)
        return WritableStore(check_format(connect(path), path), path)


def _upgrade(folder: Path, path: Path) -> None:
    with closing(connect(path)) as db:
        version = format_of(db)
        if version is None or version == FORMAT_VERSION or version not in CONTENT_READERS:
            return
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise damaged_error(
                folder, f"The index file '{path}' is damaged (its pages contradict each other)"
            )
        recover_store(db, temporary_path(path), version)
    replace_store(temporary_path(path), path)
