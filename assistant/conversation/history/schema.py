"""The file of conversations: its tables, how it is opened, and what is said when it cannot be."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import ConversationStoreError

VERSION = 1
_BUSY_SECONDS = 10

# `folded` holds what a search looks through. A verdict outlives the exchange that it was on, when that is
# asked again or cut off, but not the conversation.
_TABLES = """
CREATE TABLE talks (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, folded TEXT NOT NULL,
    is_named INTEGER NOT NULL, changed REAL NOT NULL, removed REAL
) WITHOUT ROWID;
CREATE TABLE exchanges (
    talk TEXT NOT NULL REFERENCES talks (id) ON DELETE CASCADE, place INTEGER NOT NULL,
    id TEXT NOT NULL, question TEXT NOT NULL, as_it_stands INTEGER NOT NULL,
    answer TEXT, note TEXT NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (talk, place)
);
CREATE TABLE verdicts (
    exchange TEXT PRIMARY KEY, talk TEXT NOT NULL REFERENCES talks (id) ON DELETE CASCADE,
    question TEXT NOT NULL, answer TEXT NOT NULL,
    liked INTEGER NOT NULL, reason TEXT NOT NULL, judged REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX talks_by_owner ON talks (owner, changed);
CREATE INDEX verdicts_by_talk ON verdicts (talk);
"""


@contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file, made if need be, for one transaction: all of it is kept, or nothing.

    Raises:
        TalksError: The file cannot be used; one sentence that says what to do.
    """
    with _explained(path):
        if not path.exists():
            _make_private(path)
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")  # what is deleted is gone from the file, too
            db.execute("PRAGMA cell_size_check = ON")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("BEGIN IMMEDIATE")
            try:
                _check_version(db, path)
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")


def check_database(path: Path, removed_before: float) -> None:
    """Look through the whole file for damage, and forget what was removed before a time."""
    with open_database(path) as db:
        delete_removed(db, removed_before)
        (first,) = db.execute("PRAGMA quick_check (1)").fetchone()
        if first != "ok":
            raise _damaged(path)


def delete_removed(db: sqlite3.Connection, removed_before: float) -> None:
    """Delete the conversations that were removed before a time, with all that belongs to them."""
    db.execute("DELETE FROM talks WHERE removed < ?", (removed_before,))


def _make_private(path: Path) -> None:
    """Make an empty file, and the folder of it, that only this account can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version == VERSION:
        return
    if version > VERSION:
        raise ConversationStoreError(
            f"The conversations in '{path}' were kept by a newer version of Assistant; update Assistant, or "
            "name another file with the setting 'conversations'."
        )
    if version or db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise ConversationStoreError(
            f"'{path}' is no file of conversations; name another one with the setting 'conversations'."
        )
    for statement in _TABLES.split(";\n"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _unusable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path) from error
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error


def _unusable(path: Path, reason: str) -> ConversationStoreError:
    return ConversationStoreError(
        f"Conversations cannot be kept in '{path}' ({reason}); mend that, or name another place with the "
        "setting 'conversations'."
    )


def _damaged(path: Path) -> ConversationStoreError:
    return ConversationStoreError(
        f"The file of conversations '{path}' is damaged: questions are answered, but nothing is kept; move "
        "the file away to begin a new one."
    )
