"""The tables of the store, and how its SQLite file is made and opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from assistant.files import BEING_WRITTEN, sync_folder

FORMAT_VERSION = 1
_BUSY_SECONDS = 30

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE contents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL, kind TEXT NOT NULL, recipe TEXT NOT NULL,
    title TEXT NOT NULL, text BLOB NOT NULL, characters INTEGER NOT NULL,
    pages TEXT NOT NULL, headings TEXT NOT NULL, line_breaks TEXT NOT NULL, warnings TEXT NOT NULL,
    UNIQUE (sha256, kind, recipe)
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
    heading TEXT NOT NULL, page INTEGER, page_label TEXT NOT NULL,
    sentences TEXT NOT NULL, embedding BLOB NOT NULL
);
CREATE INDEX passages_by_content ON passages (content, start);
CREATE TABLE documents (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, recipe TEXT NOT NULL,
    content INTEGER REFERENCES contents (id), reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_content ON documents (content);
"""


def create(path: Path) -> None:
    """Make an empty store; the file is complete when it gets its name."""
    beside = path.with_name(path.name + BEING_WRITTEN)
    beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(beside)) as db:
        db.executescript(SCHEMA)
        # Commits are counted from 1 in every store; this tells the caches of two stores apart.
        values = [("format", str(FORMAT_VERSION)), ("identity", uuid4().hex)]
        db.executemany("INSERT INTO meta VALUES (?, ?)", values)
        db.commit()
    beside.rename(path)
    sync_folder(path.parent)


def connect(path: Path) -> sqlite3.Connection:
    """Open a store so that readers go on while a writer works, and a commit survives a power cut."""
    db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error:
        db.close()
        raise
    return db


def can_be_frozen(path: Path) -> bool:
    """Whether a store's file alone says everything: no commit waits in SQLite's log beside it."""
    try:
        return log_path(path).stat().st_size == 0
    except OSError:
        return True


def connect_frozen(path: Path) -> sqlite3.Connection:
    """Open a store that nobody can be changing; SQLite then needs no files beside it."""
    address = f"{path.absolute().as_uri()}?immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def log_path(path: Path) -> Path:
    """Return where SQLite keeps what was committed but is not in the store's file yet."""
    return path.with_name(path.name + "-wal")
