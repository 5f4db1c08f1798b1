"""Damaged store files: recognize one, read what is left of it, keep a copy of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from assistant.common.files import sync_folder
from assistant.index.store.opening import format_of
from assistant.index.store.rows import CONTENT_COLUMNS
from assistant.index.store.schema import (
    FORMAT_VERSION,
    allow_invalid_text,
    create_tables,
    temporary_path,
    wal_path,
)

# SQLite's header: its first bytes, and the file format versions for writing and reading.
_MAGIC = b"SQLite format 3\0"
_VERSIONS = slice(18, 20)
# Its fields: page size, number of pages, free pages, and the change counter, which is there twice.
_PAGE_SIZE, _PAGES, _FREE = slice(16, 18), slice(28, 32), slice(32, 40)
_COUNTER, _COUNTER_AGAIN = slice(24, 28), slice(92, 96)


def has_sound_header(path: Path) -> bool:
    """Whether a file begins with the header of every store.

    With some flipped bits there SQLite takes the file for one that it must not write to. No other store of
    this process may be open, since closing the file here would release their locks.
    """
    with path.open("rb") as file:
        head = file.read(100)
    return head.startswith(_MAGIC) and head[_VERSIONS] in (b"\1\1", b"\2\2")


@contextmanager
def open_damaged(path: Path) -> Iterator[tuple[sqlite3.Connection, int] | None]:
    """Open a damaged store for reading; provides the connection and its format, None if nothing is readable.

    If its first page, which lists the tables, is damaged, a copy of the file with the first page of an
    empty store is opened: that page is the same in every store of this format.
    """
    copy = patched_copy_path(path)
    try:
        with closing(_opened(path)) as db:
            version = _format_by_columns(db)
            if version is not None:
                yield db, version
                return
        _write_patched_copy(path, copy)
        with closing(_opened(copy)) as db:
            version = _format_by_columns(db)
            yield None if version is None else (db, version)
    finally:
        copy.unlink(missing_ok=True)


def patched_copy_path(path: Path) -> Path:
    """Return the path of the temporary copy of a store that gets a new first page."""
    return temporary_path(path.with_name(f"mended-{path.name}"))


def _opened(path: Path) -> sqlite3.Connection:
    return allow_invalid_text(sqlite3.connect(path, isolation_level=None))


def _format_by_columns(db: sqlite3.Connection) -> int | None:
    """Return the format that a store has by the columns of its tables, None if they cannot be read."""
    with suppress(sqlite3.Error):
        return _format_of_tables(db)
    return None


def _format_of_tables(db: sqlite3.Connection) -> int | None:
    columns = {row[1] for row in db.execute("PRAGMA table_info(contents)")}
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if columns >= {*CONTENT_COLUMNS, "digest", "text", "tables"} and {"passages", "documents"} <= tables:
        return FORMAT_VERSION
    if {"tables_digest", "text", "tables"} <= columns and {"passages", "documents"} <= tables:
        return 3
    if {"text_digest", "text"} <= columns and {"passages", "documents"} <= tables:
        return 2
    return 1 if "characters" in columns and format_of(db) == 1 else None


def _write_patched_copy(path: Path, copy: Path) -> None:
    create_tables(copy)
    with copy.open("rb") as file:
        head = file.read(100)
        size = int.from_bytes(head[_PAGE_SIZE], "big")
        page = bytearray(head + file.read(size - len(head)))
    shutil.copyfile(path, copy)
    page[_PAGES] = max(1, copy.stat().st_size // size).to_bytes(4, "big")
    page[_FREE] = bytes(8)
    page[_COUNTER_AGAIN] = page[_COUNTER]
    with copy.open("r+b") as file:
        file.write(page)


def copy_damaged(path: Path) -> Path:
    """Copy a damaged store and its write-ahead log to "store-damaged-N.sqlite", and return that path."""
    number = 1
    while (copy := path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")).exists():
        number += 1
    for source, target in ((wal_path(path), wal_path(copy)), (path, copy)):
        if source.is_file():
            shutil.copyfile(source, target)
            with target.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(path.parent)
    return copy
