"""Where conversations and notes are kept: one interface, a file of SQLite or a server of PostgreSQL.

Both take the same statements: values are `?`, `instr` finds a text in another, flags are numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol


class Rows(Protocol):
    """An open transaction."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Any:
        """Run a statement; what it returns has `fetchone`, `fetchall`, `rowcount` and can be iterated."""

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], /) -> Any:
        """Run a statement for each row."""


class Database(Protocol):
    """A database; every method raises ConversationStoreError when it cannot be used."""

    @property
    def exists(self) -> bool:
        """Whether anything may have been kept yet; False spares creating a file to read nothing."""

    def transaction(self) -> AbstractContextManager[Rows]:
        """Open it for one change, which is kept wholly or not at all; no two happen at once."""

    def reading(self) -> AbstractContextManager[Rows]:
        """Open it to read from one state."""


def database_at(place: Path | str) -> Database:
    """Return the database at a path, or at an address of PostgreSQL; nothing is opened yet."""
    if isinstance(place, str):
        from assistant.conversation.history.postgres import server_at

        return server_at(place)
    from assistant.conversation.history.schema import StoreFile

    return StoreFile(place)
