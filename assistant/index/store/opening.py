"""Opening the store of an index: which formats this program reads, and what it says of others."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from assistant.common.files import sync_folder
from assistant.errors import IndexMissingError, IndexVersionError
from assistant.index.store.error_messages import damaged_error, explain_sqlite_errors, shell_command
from assistant.index.store.meta import DIGEST_KEY, read_meta
from assistant.index.store.schema import (
    FORMAT_VERSION,
    STORE_NAME,
    connect,
    connect_immutable,
    create_tables,
    has_schema,
    is_checkpointed,
    temporary_path,
)
from assistant.index.store.store import Store
from assistant.index.store.writable import WritableStore


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
            f"There is no index in '{folder}'; run '{shell_command('index', folder)}' to build it."
        )
    with explain_sqlite_errors(path):
        try:
            return Store(check_format(connect(path), path), path)
        except sqlite3.OperationalError as error:
            # In WAL mode SQLite needs two more files beside the store, and perhaps cannot create them here.
            is_busy = error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if is_busy or not is_checkpointed(path):
                raise
        return Store(check_format(connect_immutable(path), path), path, is_immutable=True)


def create_store(path: Path) -> None:
    """Create an empty store; the file is complete when it gets its name."""
    new = temporary_path(path)
    create_tables(new)
    with closing(sqlite3.connect(new, isolation_level=None)) as db:
        store = WritableStore(db, new)
        with store.write_transaction():
            # Commits are counted from 1 in every store; the identity tells the caches of two stores apart.
            store.replace_meta({"format": str(FORMAT_VERSION), "identity": uuid4().hex})
            store.replace_documents([])
    new.rename(path)
    sync_folder(path.parent)


def check_format(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return a connection if this program can read the format of its store, else close it.

    Raises:
        IndexVersionError: The store is of another version than this program reads.
        IndexDamagedError: It does not say which version it is of, or lacks a table.
    """
    try:
        version = format_of(db)
        if version is None or (version == FORMAT_VERSION and not has_schema(db)):
            raise damaged_error(
                path.parent, f"The index file '{path}' is damaged (it does not say what it holds)"
            )
        if version != FORMAT_VERSION:
            raise _version_error(path, version)
    except BaseException:
        db.close()
        raise
    return db


def format_of(db: sqlite3.Connection) -> int | None:
    """Return the version of the format of a store, None if that is damaged."""
    rows = db.execute("SELECT key, value FROM meta").fetchall()
    values = read_meta(rows)
    if values is None:
        # The first format had no digests.
        return 1 if dict(rows).get("format") == "1" and DIGEST_KEY not in dict(rows) else None
    return int(values["format"])


def _version_error(path: Path, version: int) -> IndexVersionError:
    if version > FORMAT_VERSION:
        return IndexVersionError(
            f"The index file '{path}' was made by a newer version of Assistant (format {version}, this one "
            f"reads up to {FORMAT_VERSION}); update Assistant.",
            is_older=False,
        )
    return IndexVersionError(
        f"The index file '{path}' was made by an older version of Assistant (format {version}); run "
        f"'{shell_command('index', path.parent)}' to bring it up to date, which keeps all embeddings.",
        is_older=True,
    )
