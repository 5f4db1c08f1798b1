"""The SQLite file of the store while it is open: transactions, queries, and what is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from assistant.errors import IndexDamagedError
from assistant.index.store.error_messages import damaged_error, explain_sqlite_errors


class StoreFile:
    """The open SQLite file; one connection, for one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, is_immutable: bool = False) -> None:
        """Wrap a connection; use `opening.open_store`.

        Args:
            connection: An open connection without a transaction.
            path: The file, named in error messages.
            is_immutable: Whether SQLite was told that nobody changes the file, so that it would not notice.
        """
        self._db = connection
        self.path = path
        self.is_immutable = is_immutable

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def read_transaction(self) -> Iterator[None]:
        """Show one committed state from the first to the last statement inside."""
        with explain_sqlite_errors(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.rollback()

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with explain_sqlite_errors(self.path):
            return self._db.execute(query, values).fetchall()

    def damaged_error(self, what: str, content: int | None = None) -> IndexDamagedError:
        """Return the error that names what is damaged, with a document that it belongs to."""
        where = "" if content is None else f"of {self._name_of(content)} "
        return damaged_error(self.path.parent, f"{what} {where}in the index file '{self.path}' is damaged")

    def _name_of(self, content: int) -> str:
        with suppress(IndexDamagedError):
            ((path,),) = self._rows("SELECT min(path) FROM documents WHERE content = ?", (content,))
            if path:
                return f"'{path}'"
        return f"content {content}"

    def integrity_errors(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file; nothing if it is sound."""
        try:
            found = [str(row[0]) for row in self._rows("PRAGMA integrity_check(10)")]
            dangling = self._rows("PRAGMA foreign_key_check")
        except IndexDamagedError as error:
            return [str(error)]
        return [line for line in found if line != "ok"] + (["rows point at missing rows"] if dangling else [])
