"""Replace the contents of a store file by those of another, in one step."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.common.files import sync_folder
from assistant.index.store.schema import connect, wal_path

# Errors of the system, which say nothing about the old file.
_SYSTEM_ERRORS = ("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR")


def replace_store(new: Path, path: Path) -> None:
    """Replace what a store file holds by what a new one holds, and remove the new one.

    Programs that have it open see the old state or the new one. Where SQLite cannot write to the old
    file, the new file takes its name.

    Raises:
        sqlite3.Error: The disk is full, or another error of the system; the old file is unchanged.
    """
    try:
        with closing(sqlite3.connect(new)) as source, closing(connect(path)) as target:
            source.backup(target)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(_SYSTEM_ERRORS):
            raise
        # Not after: the log of the old file must never be taken for the new one's.
        wal_path(path).unlink(missing_ok=True)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
        new.replace(path)
        sync_folder(path.parent)
    else:
        new.unlink()
