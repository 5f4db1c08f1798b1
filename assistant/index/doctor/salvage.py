"""Carry everything that holds from one store into a new one.

This is how a store of an older format is upgraded and how a damaged one is repaired; `place.py` then puts
the new one in the place of the old.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from assistant.errors import AssistantError
from assistant.index.store.digest import digest
from assistant.index.store.format1 import content_of_format_1
from assistant.index.store.rows import CONTENT_COLUMNS, LOST, StoredDocument, content_record, stored_document
from assistant.index.store.schema import FORMAT_VERSION, create, tolerant
from assistant.index.store.store import Store, read_meta

_LOST_REASON = "What was stored of it was damaged; run 'assistant index' to read it again."
# More contents than any archive has; what is above comes from a damaged number.
_MOST_CONTENTS = 10_000_000

Rows = tuple[tuple[Any, ...], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Carried:
    """How many contents were carried over, and how many entries of the list of documents were not.

    The latter is None where nothing tells how many there were.
    """

    contents: int
    unnamed: int | None


def carry_over(old: sqlite3.Connection, path: Path, format_version: int) -> Carried:
    """Make a new store from what holds of an old one, complete and on disk when this returns.

    Documents whose content does not hold are kept as lost. Ids and the number of the commit stay.

    Args:
        old: The old store, perhaps damaged.
        path: Where to make the new one, replacing what is there.
        format_version: The old one's format.
    """
    create(path)
    with closing(tolerant(sqlite3.connect(path, isolation_level=None))) as db:
        store = Store(db, path)
        with store.writing():
            contents = dict(_carry_contents(old, db, store, CONTENT_READERS[format_version]))
            values = _meta(old, format_version)
            kept: dict[str, str] = {key: values[key] for key in ("commit", "model") if key in values}
            # Another store, so that no cache of the old one passes for its own.
            store.replace_meta({**kept, "format": str(FORMAT_VERSION), "identity": uuid4().hex})
            documents = [_with_content(each, contents) for each in _documents(old, format_version)]
            store.replace_documents(documents)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    counted, _, _ = values.get("documents", "").partition(":")
    return Carried(len(contents), max(0, int(counted) - len(documents)) if counted else None)


def _carry_contents(
    old: sqlite3.Connection, new: sqlite3.Connection, store: Store, read: Callable[..., Rows | None]
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    # One by one, so that a page that cannot be read costs what is on it and not what comes after.
    for content in range(1, _highest_content(old) + 1):
        new.execute("SAVEPOINT content")
        try:
            rows = read(old, content)
            if rows is not None:
                store.insert_content(*rows)
                yield content, rows[0]
        except (sqlite3.Error, AssistantError, MemoryError):
            new.execute("ROLLBACK TO content")
        new.execute("RELEASE content")


def _content(db: sqlite3.Connection, content: int) -> Rows | None:
    columns = f"{', '.join(CONTENT_COLUMNS)}, digest, text"
    row = db.execute(f"SELECT {columns} FROM contents WHERE id = ?", (content,)).fetchone()
    record = content_record(row[:-1]) if row else None
    if record is None or digest((), row[-1]) != record.text_digest:
        return None
    return row, Store(db, Path()).passage_rows(record)


# How a content of each format is read, as rows of the present one.
CONTENT_READERS: Mapping[int, Callable[[sqlite3.Connection, int], Rows | None]] = {
    1: content_of_format_1,
    FORMAT_VERSION: _content,
}


def _highest_content(db: sqlite3.Connection) -> int:
    """Return the highest number that a content may have, by whatever still tells it."""
    numbers = [0]
    for query in (
        "SELECT max(id) FROM contents",
        "SELECT max(seq) FROM sqlite_sequence WHERE name = 'contents'",
        "SELECT max(content) FROM documents",
    ):
        with suppress(sqlite3.Error):
            numbers.append(db.execute(query).fetchone()[0])
    return max(n for n in numbers if isinstance(n, int) and n <= _MOST_CONTENTS)


def _meta(db: sqlite3.Connection, format_version: int) -> dict[str, str]:
    for table in ("meta", "spare"):
        with suppress(sqlite3.Error):
            rows = db.execute(f"SELECT key, value FROM {table}").fetchall()
            values = _meta_of_format_1(dict(rows)) if format_version == 1 else read_meta(rows)
            if values is not None:
                return values
    return {}


def _meta_of_format_1(values: dict[str, str]) -> dict[str, str]:
    """Return number and model of the last commit if both can be read; the next build sets them else."""
    try:
        name, identity, backend = json.loads(values["model"])
        return {"commit": str(int(values["commit"])), "model": json.dumps([name, identity, backend])}
    except (KeyError, ValueError, TypeError):
        return {}


def _with_content(document: StoredDocument, contents: Mapping[int, tuple[Any, ...]]) -> StoredDocument:
    """Return the document, or what is left of it if its content is not there."""
    if document.content is None:
        return document
    _, sha256, _, recipe, *_ = contents.get(document.content, ("",) * 4)
    if (sha256, recipe) == (document.sha256, document.recipe):
        return document
    return replace(document, content=None, recipe=f"{LOST}{document.recipe}", reason=_LOST_REASON)


def _documents(db: sqlite3.Connection, format_version: int) -> Iterable[StoredDocument]:
    columns = "path, sha256, size, recipe, content, reason"
    found: dict[str, StoredDocument] = {}
    # From both ends, since a page that cannot be read stops the way through.
    for order in ("ASC", "DESC"):
        if format_version == 1:
            rows = _rows_until_damage(db, f"SELECT {columns} FROM documents ORDER BY path {order}")
            found |= {row[0]: StoredDocument(*row) for row in rows if _is_plausible(row)}
        else:
            rows = _rows_until_damage(db, f"SELECT {columns}, digest FROM documents ORDER BY path {order}")
            found |= {document.path: document for document in map(stored_document, rows) if document}
    return found.values()


def _is_plausible(row: tuple[Any, ...]) -> bool:
    path, sha256, size, recipe, content, reason = row
    try:
        "".join((path, sha256, recipe, reason)).encode()
    except (TypeError, ValueError):
        return False
    return isinstance(size, int) and isinstance(content, int | None)


def _rows_until_damage(db: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    with suppress(sqlite3.Error):
        yield from db.execute(query)
