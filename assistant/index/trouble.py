"""What the system or SQLite says when an index cannot be used, in one sentence that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import AssistantError, IndexDamagedError

_FULL = "free some disk space and try again"
_FORBIDDEN = "make the folder writable, or name another one with the setting 'index'"
_NO_LOCKS = "this file system has no locks, so keep the index on a local disk (setting 'index')"
_OTHER = "check the disk and the permissions of the folder, and try again"

_BY_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _FORBIDDEN,
    errno.ENOLCK: _NO_LOCKS,
    errno.ENOSYS: _NO_LOCKS,
    errno.ENOTSUP: _NO_LOCKS,
}
_BY_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _FORBIDDEN,
    "SQLITE_CANTOPEN": _FORBIDDEN,
    "SQLITE_PROTOCOL": _NO_LOCKS,
    "SQLITE_IOERR_LOCK": _NO_LOCKS,
    "SQLITE_IOERR_RDLOCK": _NO_LOCKS,
    "SQLITE_IOERR_SHMLOCK": _NO_LOCKS,
}


@contextmanager
def writing_explained(folder: Path) -> Iterator[None]:
    """Explain why a file in an index folder could not be written.

    Raises:
        AssistantError: In place of any OSError.
    """
    try:
        yield
    except OSError as error:
        remedy = _BY_ERRNO.get(error.errno or 0, _OTHER)
        raise AssistantError(
            f"The index folder '{folder}' cannot be written to ({error.strerror or error}); {remedy}."
        ) from error


@contextmanager
def sqlite_explained(store: Path) -> Iterator[None]:
    """Explain why SQLite could not do what it was asked; only damage is a reason to start over.

    Args:
        store: The file of the store.

    Raises:
        IndexDamagedError: The file is damaged, or no store.
        AssistantError: In place of any other error of SQLite.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _sentence(store, error) from error


def _sentence(store: Path, error: sqlite3.Error) -> AssistantError:
    no_store = "no such table" in str(error) or "no such column" in str(error)
    if isinstance(error, sqlite3.OperationalError) and not no_store:
        name = error.sqlite_errorname
        # Extended names begin with the plain one: SQLITE_READONLY_DIRECTORY.
        plain = "_".join(name.split("_")[:2])
        remedy = _BY_SQLITE.get(name) or _BY_SQLITE.get(plain, _OTHER)
        return AssistantError(f"The index file '{store}' cannot be used now ({error}); {remedy}.")
    try:
        is_sound = _is_sound(store)
    except OSError as system:
        return AssistantError(f"The index file '{store}' cannot be read ({system.strerror}); {_OTHER}.")
    if is_sound:
        return AssistantError(f"The index file '{store}' could not be read for a moment; {_OTHER}.")
    return IndexDamagedError(
        f"The index file '{store}' is damaged ({error}); "
        f"remove the folder '{store.parent}' and run 'assistant index'."
    )


def _is_sound(store: Path) -> bool:
    """Whether the file is a whole store after all: a disk that fails to read once looks like damage."""
    with store.open("rb") as file:
        while file.read(1_000_000):
            pass
    try:
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)) as db:
            has_version = db.execute("SELECT 1 FROM meta WHERE key = 'format'").fetchone() is not None
            return has_version and db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return False
