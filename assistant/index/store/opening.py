"""Opening the store of an index: which formats this program reads, and what it says of others."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from assistant.common.files import sync_folder
from assistant.errors import IndexMissingError, IndexVersionError
from assistant.index.store.error_messages import command, damaged, sqlite_explained
from assistant.index.store.schema import (
    FORMAT_VERSION,
    beside,
    can_be_frozen,
    connect,
    connect_frozen,
    create,
    is_intact,
)
from assistant.index.store.store import SEAL, STORE_NAME, Store, read_meta


def open_store(folder: Path) -> Store:
    """Open the store of an index for reading, also from a folder or disk that takes no files.

    Raises:
        IndexMissingError: There is none.
        IndexVersionError: It is of another version than this program reads.
        IndexDamagedError: The file is no store.
        AssistantError: The file cannot be read now.
    """
    path = folder / STORE_NAME
    if not path.is_file():
        raise IndexMissingError(
            f"There is no index in '{folder}'; run '{command('index', folder)}' to build it."
        )
    with sqlite_explained(path):
        try:
            return checked(connect(path), path)
        except sqlite3.OperationalError as error:
            # SQLite keeps two files beside the store, and perhaps cannot make them here.
            is_busy = error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if is_busy or not can_be_frozen(path):
                raise
        return checked(connect_frozen(path), path, is_frozen=True)


def new_store(path: Path) -> None:
    """Make an empty store; the file is complete when it gets its name."""
    new = beside(path)
    create(new)
    with closing(sqlite3.connect(new, isolation_level=None)) as db:
        store = Store(db, new)
        with store.writing():
            # Commits are counted from 1 in every store; the identity tells the caches of two stores apart.
            store.replace_meta({"format": str(FORMAT_VERSION), "identity": uuid4().hex})
            store.replace_documents([])
    new.rename(path)
    sync_folder(path.parent)


def checked(db: sqlite3.Connection, path: Path, *, is_frozen: bool = False) -> Store:
    """Return the store behind a connection if this program can read its format; else close it."""
    try:
        version = format_of(db)
        if version is None or (version == FORMAT_VERSION and not is_intact(db)):
            raise damaged(path.parent, f"The index file '{path}' is damaged (it does not say what it holds)")
        if version != FORMAT_VERSION:
            raise _other_version(path, version)
    except BaseException:
        db.close()
        raise
    return Store(db, path, is_frozen=is_frozen)


def format_of(db: sqlite3.Connection) -> int | None:
    """Return the version of the format of a store, None if that is damaged."""
    rows = db.execute("SELECT key, value FROM meta").fetchall()
    values = read_meta(rows)
    if values is None:
        # The first format had no digests.
        return 1 if dict(rows).get("format") == "1" and SEAL not in dict(rows) else None
    return int(values["format"])


def _other_version(path: Path, version: int) -> IndexVersionError:
    if version > FORMAT_VERSION:
        return IndexVersionError(
            f"The index file '{path}' was made by a newer version of Assistant (format {version}, this one "
            f"reads up to {FORMAT_VERSION}); update Assistant.",
            is_older=False,
        )
    return IndexVersionError(
        f"The index file '{path}' was made by an older version of Assistant (format {version}); run "
        f"'{command('index', path.parent)}' to bring it up to date, which keeps all embeddings.",
        is_older=True,
    )
