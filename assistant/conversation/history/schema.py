"""The SQLite file of conversations and notes: tables, opening, and error messages.

A conversation is a row of the table `talks`, and the columns `talk` hold its id. The code says
"conversation"; the names in the file stay, so that older and newer versions open the same file.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from assistant.conversation.history.database import Rows
from assistant.errors import ConversationStoreError

VERSION = 1
UNDO_SECONDS = 3600  # how long what was removed can be brought back
_BUSY_SECONDS = 10

# `folded` holds the text in which a search looks. A verdict is kept when its exchange is asked again or cut
# off, but not when the conversation is deleted.
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
# Added to files of earlier versions when they are opened; those versions pass over it. `place` orders the
# notes of an owner. A note stays when the conversation that it is from is deleted.
_NOTES = """
CREATE TABLE IF NOT EXISTS notes (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, place INTEGER NOT NULL, origin TEXT NOT NULL,
    question TEXT NOT NULL, statement TEXT NOT NULL, remark TEXT NOT NULL, citations TEXT NOT NULL,
    text TEXT NOT NULL, kept REAL NOT NULL, removed REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notes_by_owner ON notes (owner, place);
"""


class StoreFile:
    """A file that is checked for damage when it is first used; thread-safe."""

    def __init__(self, path: Path) -> None:
        """Set the path; nothing is opened yet."""
        self.path = path
        self._changing = threading.Lock()
        self._checked = False

    @property
    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open the file to read; its first use also deletes what was removed long ago."""
        return self.transaction()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Open the file, created if it does not exist, for one transaction.

        Raises:
            ConversationStoreError: The file cannot be used; the message says what to do.
        """
        with self._changing:
            if not self._checked and self.path.exists():
                check_database(self.path, time.time() - UNDO_SECONDS)
            self._checked = True
            with open_database(self.path) as db:
                yield db


@contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file, created if it does not exist, for one transaction.

    Raises:
        ConversationStoreError: The file cannot be used; the message says what to do.
    """
    with _explained(path):
        if not path.exists():
            _make_private(path)
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")  # overwrites deleted content with zeros
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
    """Check the whole file for damage, and delete what was removed before a time.

    Raises:
        ConversationStoreError: The file is damaged or cannot be used.
    """
    with open_database(path) as db:
        delete_removed(db, removed_before)
        (first,) = db.execute("PRAGMA quick_check (1)").fetchone()
        if first != "ok":
            raise _damaged(path)


def delete_removed(db: Rows, removed_before: float) -> None:
    """Delete conversations, with all that is in them, and notes removed before a time (Unix)."""
    db.execute("DELETE FROM talks WHERE removed < ?", (removed_before,))
    db.execute("DELETE FROM notes WHERE removed < ?", (removed_before,))


def _make_private(path: Path) -> None:
    """Create an empty file and its folder, which only this account can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version == VERSION:
        _add_notes(db)
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
    _add_notes(db)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _add_notes(db: sqlite3.Connection) -> None:
    for statement in _NOTES.split(";\n"):
        db.execute(statement)


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
