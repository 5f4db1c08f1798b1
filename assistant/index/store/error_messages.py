"""Errors of the operating system and of SQLite as AssistantErrors, in a sentence that says what to do."""

from __future__ import annotations

import errno
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import AssistantError, IndexDamagedError
from assistant.settings import Settings

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
# Errors that mean damage of the file, not a problem of the system.
_DAMAGE = {
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_FORMAT",
    "SQLITE_ERROR",
    "SQLITE_SCHEMA",
    "SQLITE_MISMATCH",
    "SQLITE_TOOBIG",
    "SQLITE_CONSTRAINT",
}


@contextmanager
def explain_write_errors(folder: Path) -> Iterator[None]:
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
def explain_sqlite_errors(store: Path) -> Iterator[None]:
    """Explain why SQLite could not do what it was asked; only damage is a reason to repair the index.

    Args:
        store: The file of the store.

    Raises:
        IndexDamagedError: The file is damaged, or no store.
        AssistantError: In place of any other error of SQLite.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _as_assistant_error(store, error) from error


def _as_assistant_error(store: Path, error: sqlite3.Error) -> AssistantError:
    name = getattr(error, "sqlite_errorname", "")
    # Extended names begin with the plain one: SQLITE_READONLY_DIRECTORY.
    plain = "_".join(name.split("_")[:2])
    if plain not in _DAMAGE:
        remedy = _BY_SQLITE.get(name) or _BY_SQLITE.get(plain, _OTHER)
        return AssistantError(f"The index file '{store}' cannot be used now ({error}); {remedy}.")
    try:
        is_sound = _is_sound(store)
    except OSError as system:
        return AssistantError(f"The index file '{store}' cannot be read ({system.strerror}); {_OTHER}.")
    if is_sound:
        return AssistantError(f"The index file '{store}' could not be read for a moment; {_OTHER}.")
    return damaged_error(store.parent, f"The index file '{store}' is damaged ({error})")


def damaged_error(folder: Path, what: str) -> IndexDamagedError:
    """Return the error that names what is damaged and how to repair it."""
    return IndexDamagedError(f"{what}; run '{shell_command('doctor --repair', folder)}'.")


def shell_command(words: str, folder: Path | str) -> str:
    """Return a command of `assistant` as it is to be typed for the index in a folder, or at an address."""
    is_default = Path(folder).absolute() == Path(Settings().index).absolute()
    return f"assistant {words}" if is_default else f"assistant {words} --index {shlex.quote(str(folder))}"


def _is_sound(store: Path) -> bool:
    """Whether the file is sound after all: a read error of the disk that passes looks like damage."""
    with store.open("rb") as file:
        while file.read(1_000_000):
            pass
    try:
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)) as db:
            has_version = db.execute("SELECT 1 FROM meta WHERE key = 'format'").fetchone() is not None
            return has_version and db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return False
