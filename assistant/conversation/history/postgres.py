"""Conversations and notes in PostgreSQL, shared by several processes of the page (extra `postgresql`)."""

from __future__ import annotations

import atexit
import logging
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from assistant.conversation.history.database import Rows
from assistant.errors import ConversationStoreError

VERSION = 1
_CONNECTIONS = 4  # of one process
_WAIT_SECONDS = 3.0  # for a connection
_STATEMENT_MS = 10_000
# After the server did not answer nothing is tried for so long: the page must not wait each time.
_AWAY_SECONDS = 2.0
_LOCK = 0x61737374  # any number; who changes something holds the advisory lock with it until the commit

_TABLES = """
CREATE TABLE IF NOT EXISTS assistant_version (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS talks (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, folded TEXT NOT NULL,
    is_named INTEGER NOT NULL, changed DOUBLE PRECISION NOT NULL, removed DOUBLE PRECISION
);
CREATE TABLE IF NOT EXISTS exchanges (
    talk TEXT NOT NULL REFERENCES talks (id) ON DELETE CASCADE, place INTEGER NOT NULL,
    id TEXT NOT NULL, question TEXT NOT NULL, as_it_stands INTEGER NOT NULL,
    answer TEXT, note TEXT NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (talk, place)
);
CREATE TABLE IF NOT EXISTS verdicts (
    exchange TEXT PRIMARY KEY, talk TEXT NOT NULL REFERENCES talks (id) ON DELETE CASCADE,
    question TEXT NOT NULL, answer TEXT NOT NULL,
    liked INTEGER NOT NULL, reason TEXT NOT NULL, judged DOUBLE PRECISION NOT NULL
);
CREATE TABLE IF NOT EXISTS notes (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, place INTEGER NOT NULL, origin TEXT NOT NULL,
    question TEXT NOT NULL, statement TEXT NOT NULL, remark TEXT NOT NULL, citations TEXT NOT NULL,
    text TEXT NOT NULL, kept DOUBLE PRECISION NOT NULL, removed DOUBLE PRECISION
);
CREATE INDEX IF NOT EXISTS talks_by_owner ON talks (owner, changed);
CREATE INDEX IF NOT EXISTS verdicts_by_talk ON verdicts (talk);
CREATE INDEX IF NOT EXISTS notes_by_owner ON notes (owner, place)
"""


class StoreServer:
    """A database of PostgreSQL with pooled connections; thread-safe, connected when it is first used."""

    exists = True  # tables are made when they are first needed

    def __init__(self, address: str) -> None:
        """Take the address, like "postgresql://user:password@host/name"; nothing is opened yet."""
        self.name = masked(address)
        self._address = address
        self._changing = threading.Lock()
        self._pool: Any = None
        self._is_ready = False
        self._away_until = 0.0

    @contextmanager
    def transaction(self) -> Iterator[Rows]:
        """Change something: one writer at a time among all processes, so that nothing is lost between them.

        Raises:
            ConversationStoreError: The server cannot be used; the message holds no password.
        """
        with self._connected() as rows:
            rows.execute("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
            yield rows

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """Read, from one state of the database and without waiting for writers."""
        with self._connected() as rows:
            rows.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield rows

    def close(self) -> None:
        """Close all connections; the next call opens new ones."""
        with self._changing:
            pool, self._pool, self._is_ready = self._pool, None, False
        if pool is not None:
            pool.close()

    @contextmanager
    def _connected(self) -> Iterator[Rows]:
        psycopg = _library()
        if time.monotonic() < self._away_until:
            raise self._unusable("it did not answer")
        try:
            with self._opened().connection() as connection:
                self._prepare(connection)
                with connection.transaction():
                    yield _Rows(connection)
        except psycopg.OperationalError as error:  # also a pool's timeout
            self._away_until = time.monotonic() + _AWAY_SECONDS
            raise self._unusable("it did not answer") from error
        except psycopg.Error as error:
            raise self._unusable(_reason(error)) from error

    def _opened(self) -> Any:
        from psycopg_pool import ConnectionPool

        # Its warnings would be written to the terminal whenever the server is away.
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
        with self._changing:
            if self._pool is None:
                self._pool = ConnectionPool(
                    self._address,
                    min_size=0,
                    max_size=_CONNECTIONS,
                    timeout=_WAIT_SECONDS,
                    reconnect_timeout=_WAIT_SECONDS,
                    check=ConnectionPool.check_connection,
                    kwargs={
                        "autocommit": True,
                        "connect_timeout": int(_WAIT_SECONDS),
                        "options": f"-c statement_timeout={_STATEMENT_MS}",
                        "application_name": "assistant",
                    },
                    open=True,
                )
                atexit.register(self.close)
            return self._pool

    def _prepare(self, connection: Any) -> None:
        """Make the tables if they are not there, once in a process."""
        if self._is_ready:
            return
        with connection.transaction():
            # Two processes that start at once must not both make them.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            row = connection.execute("SELECT version FROM assistant_version").fetchone()
            if row is None:
                connection.execute("INSERT INTO assistant_version VALUES (%s)", (VERSION,))
            elif row[0] > VERSION:
                raise ConversationStoreError(
                    f"The conversations in '{self.name}' were kept by a newer version of Assistant; update "
                    "Assistant, or name another database with the setting 'conversations'."
                )
        self._is_ready = True

    def _unusable(self, reason: str) -> ConversationStoreError:
        return ConversationStoreError(
            f"Conversations cannot be kept in '{self.name}' ({reason}); questions are answered meanwhile, "
            "and conversations are kept again when the server can be used."
        )


class _Rows:
    """A connection that takes the statements that SQLite takes too."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(_translated(statement), tuple(map(_storable, values)))

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> Any:
        for row in rows:
            self.execute(statement, row)


@cache
def server_at(address: str) -> StoreServer:
    """Return the server of an address; conversations and notes of a process share its connections."""
    return StoreServer(address)


def masked(address: str) -> str:
    """Return an address of PostgreSQL without user, password and options."""
    parts = urlsplit(address)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _library() -> Any:
    try:
        import psycopg
        import psycopg_pool  # noqa: F401
    except ImportError as error:
        raise ConversationStoreError(
            "Conversations in PostgreSQL need the extra: pip install 'assistant-documents[postgresql]'."
        ) from error
    return psycopg


@cache
def _translated(statement: str) -> str:
    return re.sub(r"\binstr\(", "strpos(", statement).replace("?", "%s")


def _storable(value: Any) -> Any:
    """Return a value that PostgreSQL can hold: its texts hold no NUL and no half of a surrogate pair."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return value


def _reason(error: Any) -> str:
    """Return what the server says of an error, without the values of the row that it may quote."""
    said = getattr(getattr(error, "diag", None), "message_primary", None)
    return str(said or type(error).__name__).partition("\n")[0]
