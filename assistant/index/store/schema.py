"""The tables of the store, and how its SQLite file is made and opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache, partial
from pathlib import Path

from assistant.common.files import UNFINISHED_SUFFIX

STORE_NAME = "store.sqlite"
FORMAT_VERSION = 4
_BUSY_SECONDS = 30

# `meta` is the same in every format, and `spare` holds it once more, on a page of its own.
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE spare (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE contents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL, kind TEXT NOT NULL, recipe TEXT NOT NULL,
    title TEXT NOT NULL, characters INTEGER NOT NULL,
    first_passage INTEGER NOT NULL, passages INTEGER NOT NULL,
    pages TEXT NOT NULL, headings TEXT NOT NULL, line_breaks TEXT NOT NULL, warnings TEXT NOT NULL,
    text_digest BLOB NOT NULL, tables_digest BLOB NOT NULL, date TEXT NOT NULL, digest BLOB NOT NULL,
    text BLOB NOT NULL, tables BLOB NOT NULL,
    UNIQUE (sha256, kind, recipe)
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
    heading TEXT NOT NULL, page INTEGER, page_label TEXT NOT NULL,
    sentences TEXT NOT NULL, embedding BLOB NOT NULL, digest BLOB NOT NULL
);
CREATE INDEX passages_by_content ON passages (content);
CREATE TABLE documents (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, recipe TEXT NOT NULL,
    content INTEGER REFERENCES contents (id), reason TEXT NOT NULL, digest BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_content ON documents (content);
"""

_SCHEMA_ENTRIES = "SELECT type, name, tbl_name, sql FROM sqlite_master"


def create_tables(path: Path) -> None:
    """Create a store file with empty tables, replacing what is there."""
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(SCHEMA)


def has_schema(db: sqlite3.Connection) -> bool:
    """Whether a store has exactly the tables and indexes of this format."""
    return _expected_schema() <= set(db.execute(_SCHEMA_ENTRIES))


@cache
def _expected_schema() -> frozenset[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA)
        return frozenset(db.execute(_SCHEMA_ENTRIES))


def temporary_path(path: Path) -> Path:
    """Return the path under which a store is written before it gets its name."""
    return path.with_name(path.name + UNFINISHED_SUFFIX)


def connect(path: Path) -> sqlite3.Connection:
    """Open a store in WAL mode: readers go on while a writer works, and a commit survives a power cut."""
    db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cell_size_check = ON")
    except sqlite3.Error:
        db.close()
        raise
    return allow_invalid_text(db)


def allow_invalid_text(db: sqlite3.Connection) -> sqlite3.Connection:
    """Let a connection return texts that are not valid UTF-8, so that their digests show the damage."""
    db.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    return db


def is_checkpointed(path: Path) -> bool:
    """Whether a store's file holds every commit: SQLite's write-ahead log (WAL) is empty or absent."""
    try:
        return wal_path(path).stat().st_size == 0
    except OSError:
        return True


def connect_immutable(path: Path) -> sqlite3.Connection:
    """Open a store for reading that nobody changes meanwhile; SQLite then needs no WAL files."""
    address = f"{path.absolute().as_uri()}?immutable=1"
    return allow_invalid_text(
        sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    )


def wal_path(path: Path) -> Path:
    """Return the path of SQLite's write-ahead log: commits that are not in the store's file yet."""
    return path.with_name(path.name + "-wal")
