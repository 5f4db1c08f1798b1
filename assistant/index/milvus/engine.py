"""The connection to Milvus: its calls with time limits and one clear sentence when it is away.

Beside `schema.py` the only module that imports pymilvus. Calls that fail because the
server is away or overloaded are tried again until the time limit; the connection comes back by itself.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from assistant.errors import AssistantError, IndexMissingError
from assistant.index.store.address import MilvusAddress

TOKEN = "ASSISTANT_MILVUS_TOKEN"
# Milvus answers with at most 16,384 rows at once; rows with texts are read in smaller parts.
MOST_ROWS = 16_384
_PAGE = 1_000
# Rows of one insertion: with texts of 64 KB, less than the 64 MB that a server takes at once.
_INSERTED = 500

# Servers of gRPC end connections that ask more often than every five minutes whether they are alive.
_CONNECTION = {"grpc.keepalive_time_ms": 320_000, "grpc.keepalive_permit_without_calls": False}

# The time limit of one attempt to connect again, and the pause before it.
_CONNECTING_SECONDS, _PAUSE_SECONDS = 1.0, 0.2

Row = dict[str, Any]
_open_folders: dict[str, int] = {}
_folders_lock = threading.Lock()


class _NotLoadedError(AssistantError):
    """A collection is on disk only, as after a restart of the server."""


class _AwayError(AssistantError):
    """The server does not answer."""


class Engine:
    """An open connection to a Milvus server or to milvus-lite; safe to use from several threads."""

    def __init__(self, address: MilvusAddress, seconds: float) -> None:
        """Connect.

        Args:
            address: Where the server or the folder of milvus-lite is.
            seconds: The time limit of a call, with all its retries.

        Raises:
            AssistantError: pymilvus is not installed, or the server cannot be reached.
        """
        self.address = address
        self._seconds = seconds
        self._connecting = threading.Lock()
        self._client = self._connect()

    def _connect(self) -> Any:
        try:
            from pymilvus.exceptions import MilvusException
        except ImportError as error:
            raise AssistantError(
                f"The index '{self.address.written}' needs the extra 'milvus'; "
                "run \"pip install 'assistant-documents[milvus]'\"."
            ) from error
        # What it logs repeats filters and tracebacks; what matters is in the error that is raised.
        for name in ("pymilvus", "milvus_lite", "grpc._server"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        if self.address.folder:
            _hold(self.address)
        try:
            return self._new_client(self._seconds)
        except (MilvusException, OSError) as error:
            if self.address.folder:
                _release(self.address)
            raise self._explained(error) from error

    def _new_client(self, seconds: float) -> Any:
        from pymilvus import MilvusClient

        # A shared connection that failed once would stay with others that use it.
        return MilvusClient(
            self.address.uri,
            token=os.environ.get(TOKEN, ""),
            timeout=seconds,
            dedicated=True,
            grpc_options=_CONNECTION,
        )

    def _reconnect(self, failed: Any) -> None:
        """Connect again in place of a client that failed, unless another thread did; give up silently."""
        with self._connecting:
            if self._client is not failed:
                return
            with suppress(Exception):  # the next call says what is wrong
                self._client = self._new_client(_CONNECTING_SECONDS)
                failed.close()

    def close(self) -> None:
        """Close the connection; milvus-lite's folder is given up with its last connection."""
        if self._client is None:
            return
        self._client.close()
        self._client = None
        if self.address.folder:
            _release(self.address)

    def _call(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Call the client; a collection that the server does not hold in memory is loaded first."""
        try:
            return self._call_once(method, *arguments, **options)
        except _NotLoadedError:
            self._call_once("load_collection", arguments[0])
            return self._call_once(method, *arguments, **options)

    def _call_once(self, method: str, *arguments: Any, **options: Any) -> Any:
        until = time.monotonic() + self._seconds
        while True:
            client = self._client
            if client is None:
                raise AssistantError(f"The index '{self.address.written}' was closed.")
            left = max(_CONNECTING_SECONDS, until - time.monotonic())
            try:
                return getattr(client, method)(*arguments, timeout=left, **options)
            except Exception as error:
                # pymilvus lets errors of gRPC through.
                if type(error).__module__.partition(".")[0] not in ("pymilvus", "grpc"):
                    raise
                explained = self._explained(error)
                if not isinstance(explained, _AwayError) or time.monotonic() > until:
                    raise explained from error
            time.sleep(_PAUSE_SECONDS)
            self._reconnect(client)

    def _explained(self, error: Exception) -> AssistantError:
        where, said = self.address.written, " ".join(str(error).split())[:300]
        if "not loaded" in said or "call load()" in said:
            return _NotLoadedError(f"The Milvus server of the index '{where}' has not loaded it; ask again.")
        if self.address.folder and "Open local milvus failed" in said:
            return AssistantError(
                f"The index '{where}' is open in another process; end that one, since milvus-lite serves one "
                "process at a time, or run a Milvus server."
            )
        if any(
            sign in said for sign in ("UNAVAILABLE", "Fail connecting", "DEADLINE", "Retry timeout", "closed")
        ):
            return _AwayError(
                f"The Milvus server of the index '{where}' does not answer; start it, or correct the "
                "setting 'index'."
            )
        if "collection not found" in said or "does not exist" in said or "can't find collection" in said:
            return IndexMissingError(
                f"The index '{where}' is not there any more; run 'assistant index' to build it."
            )
        if "auth" in said.lower():
            return AssistantError(
                f"The Milvus server of the index '{where}' refuses the connection; set {TOKEN} to "
                "'user:password'."
            )
        return AssistantError(f"The Milvus server of the index '{where}' failed ({said}); see its log.")

    def is_lite(self) -> bool:
        """Whether the server is milvus-lite, by what it says of itself."""
        return str(self._call("get_server_version")).startswith("milvus_lite")

    # Collections

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        return list(self._call("list_collections"))

    def create(self, name: str, schema: Any, indexes: Any) -> None:
        """Create a collection and load it; if somebody else was faster, that is as good."""
        try:
            self._call(
                "create_collection", name, schema=schema, index_params=indexes, consistency_level="Strong"
            )
        except AssistantError:
            if name not in self.collections():
                raise

    def flush(self, name: str) -> None:
        """Make sure that everything written to a collection is in the server's storage."""
        self._call("flush", name)

    # Rows

    def few(self, name: str, where: str, fields: Sequence[str]) -> list[Row]:
        """Return the rows that a filter matches, at most 16,384, in one round trip."""
        found = self._call("query", name, filter=where, output_fields=list(fields), limit=MOST_ROWS)
        return list(found)

    def all(self, name: str, where: str, fields: Sequence[str], page: int = _PAGE) -> Iterator[Row]:
        """Yield the rows that a filter matches, however many, in the order of their keys."""
        pages = self._call("query_iterator", name, batch_size=page, filter=where, output_fields=list(fields))
        try:
            while rows := pages.next():
                yield from rows
        finally:
            pages.close()

    def search(
        self, name: str, field: str, question: Any, where: str, limit: int, fields: Sequence[str]
    ) -> list[Row]:
        """Return the rows that are nearest to a vector or a text, best first."""
        found = self._call(
            "search",
            name,
            data=[question],
            anns_field=field,
            filter=where,
            limit=min(limit, MOST_ROWS),
            output_fields=list(fields),
        )
        return [dict(hit["entity"]) for hit in found[0]]

    def insert(self, name: str, rows: Sequence[Row]) -> None:
        """Add rows."""
        for start in range(0, len(rows), _INSERTED):
            self._call("insert", name, list(rows[start : start + _INSERTED]))

    def update(self, name: str, rows: Sequence[Row]) -> None:
        """Change some fields of rows, each given with its key."""
        for start in range(0, len(rows), _INSERTED):
            self._call("upsert", name, list(rows[start : start + _INSERTED]), partial_update=True)

    def replace(self, name: str, rows: Sequence[Row]) -> None:
        """Add rows in place of those with the same keys."""
        for start in range(0, len(rows), _INSERTED):
            self._call("upsert", name, list(rows[start : start + _INSERTED]))

    def delete(self, name: str, where: str) -> None:
        """Remove the rows that a filter matches."""
        self._call("delete", name, filter=where)


def _hold(address: MilvusAddress) -> None:
    assert address.folder is not None
    with _folders_lock:
        address.folder.mkdir(parents=True, exist_ok=True)
        _open_folders[address.uri] = _open_folders.get(address.uri, 0) + 1


def _release(address: MilvusAddress) -> None:
    """Give up the folder of milvus-lite when nobody in this process uses it."""
    with _folders_lock:
        _open_folders[address.uri] -= 1
        if _open_folders[address.uri] > 0:
            return
        from milvus_lite.server_manager import server_manager_instance

        server_manager_instance.release_server(address.uri)
