"""Take over from a store file: open what is left of it, keep it aside, put a new one in its place."""

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
from assistant.index.store.schema import FORMAT_VERSION, beside, connect, create, log_path, tolerant

# SQLite's header: what it begins with, and which versions of it may write and read the file.
_MAGIC = b"SQLite format 3\0"
_VERSIONS = slice(18, 20)
# Where it holds the size of a page, the number of pages and its check, and the list of free pages.
_PAGE_SIZE, _PAGES, _FREE = slice(16, 18), slice(28, 32), slice(32, 40)
_COUNTER, _COUNTER_AGAIN = slice(24, 28), slice(92, 96)
# What SQLite may say of a sound file when the system does not let it write.
_NOT_THE_FILE = ("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR")


def has_sound_header(path: Path) -> bool:
    """Whether a file begins as every store does.

    SQLite takes some flipped bits there for a file that it must not write to. No other store of this
    process may be open, since closing the file here would release their locks.
    """
    with path.open("rb") as file:
        head = file.read(100)
    return head.startswith(_MAGIC) and head[_VERSIONS] in (b"\1\1", b"\2\2")


@contextmanager
def what_is_left(path: Path) -> Iterator[tuple[sqlite3.Connection, int] | None]:
    """Open what is left of a store for reading, with its format; None if nothing can be read.

    If its first page, which lists the tables, is damaged, that of an empty store takes its place in a
    copy: it is the same in every store of this format.
    """
    copy = mended_path(path)
    try:
        with closing(_opened(path)) as db:
            version = _format_by_columns(db)
            if version is not None:
                yield db, version
                return
        _mend(path, copy)
        with closing(_opened(copy)) as db:
            version = _format_by_columns(db)
            yield None if version is None else (db, version)
    finally:
        copy.unlink(missing_ok=True)


def mended_path(path: Path) -> Path:
    """Return where a copy of a store with a new first page is made."""
    return beside(path.with_name(f"mended-{path.name}"))


def _opened(path: Path) -> sqlite3.Connection:
    return tolerant(sqlite3.connect(path, isolation_level=None))


def _format_by_columns(db: sqlite3.Connection) -> int | None:
    """Return the format that the columns of the tables speak for, None if they cannot be read."""
    with suppress(sqlite3.Error):
        return _format_of_tables(db)
    return None


def _format_of_tables(db: sqlite3.Connection) -> int | None:
    columns = {row[1] for row in db.execute("PRAGMA table_info(contents)")}
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if columns >= {*CONTENT_COLUMNS, "digest", "text"} and {"passages", "documents"} <= tables:
        return FORMAT_VERSION
    return 1 if "characters" in columns and format_of(db) == 1 else None


def _mend(path: Path, copy: Path) -> None:
    create(copy)
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


def put_in_place(new: Path, path: Path) -> None:
    """Make a store file hold what a new one holds, in one step.

    Programs that have it open see the old state or the new one. Where SQLite cannot write to the old
    file the new one gets its name.

    Raises:
        sqlite3.Error: The disk is full, or the like; the old file is as it was.
    """
    try:
        with closing(sqlite3.connect(new)) as source, closing(connect(path)) as target:
            source.backup(target)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(_NOT_THE_FILE):
            raise
        # Not after: the log of the old file must never be taken for the new one's.
        log_path(path).unlink(missing_ok=True)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
        new.replace(path)
        sync_folder(path.parent)
    else:
        new.unlink()


def keep_aside(path: Path) -> Path:
    """Copy a damaged store, with its log, under a name that says so, and return where."""
    number = 1
    while (aside := path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")).exists():
        number += 1
    for source, target in ((log_path(path), log_path(aside)), (path, aside)):
        if source.is_file():
            shutil.copyfile(source, target)
            with target.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(path.parent)
    return aside
