"""Copy every row of a store that is sound into a new store.

Upgrades of older formats and repairs of damaged stores both work this way; `replacement.py` then puts the
new store in the place of the old one.
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
from assistant.index.store.format2 import content_of_format_2
from assistant.index.store.format3 import content_of_format_3
from assistant.index.store.meta import read_meta
from assistant.index.store.rows import (
    CONTENT_COLUMNS,
    LOST_RECIPE,
    StoredDocument,
    content_from_row,
    document_from_row,
)
from assistant.index.store.schema import FORMAT_VERSION, allow_invalid_text, create_tables
from assistant.index.store.store import Store
from assistant.index.store.writable import WritableStore

_LOST_REASON = "What was stored of it was damaged; run 'assistant index' to read it again."
# More contents than any corpus has; a higher number is damaged.
_MOST_CONTENTS = 10_000_000

Rows = tuple[tuple[Any, ...], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Recovered:
    """Number of contents that were copied, and of entries in the list of documents that were lost.

    `lost_documents` is None where the old store does not tell how many entries there were.
    """

    contents: int
    lost_documents: int | None


def recover_store(old: sqlite3.Connection, path: Path, format_version: int) -> Recovered:
    """Make a new store from the sound rows of an old one, complete and on disk when this returns.

    Documents whose content is damaged are kept, marked as lost. Ids and the number of the commit stay.

    Args:
        old: The old store, perhaps damaged.
        path: The file of the new store; an existing file is replaced.
        format_version: The format of the old store.

    Raises:
        OSError: The new store cannot be written.
        sqlite3.Error: As above.
    """
    create_tables(path)
    with closing(allow_invalid_text(sqlite3.connect(path, isolation_level=None))) as db:
        store = WritableStore(db, path)
        with store.write_transaction():
            contents = dict(_copy_contents(old, db, store, CONTENT_READERS[format_version]))
            values = _meta(old, format_version)
            kept: dict[str, str] = {key: values[key] for key in ("commit", "model") if key in values}
            # Another store, so that no cache of the old one passes for its own.
            store.replace_meta({**kept, "format": str(FORMAT_VERSION), "identity": uuid4().hex})
            documents = [_with_content(each, contents) for each in _documents(old, format_version)]
            store.replace_documents(documents)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    counted, _, _ = values.get("documents", "").partition(":")
    return Recovered(len(contents), max(0, int(counted) - len(documents)) if counted else None)


def _copy_contents(
    old: sqlite3.Connection, new: sqlite3.Connection, store: WritableStore, read: Callable[..., Rows | None]
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    # One by one, so that an unreadable page costs what is on it and not what comes after.
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
    columns = f"{', '.join(CONTENT_COLUMNS)}, digest, text, tables"
    row = db.execute(f"SELECT {columns} FROM contents WHERE id = ?", (content,)).fetchone()
    record = content_from_row(row[:-2]) if row else None
    if record is None:
        return None
    if (digest((), row[-2]), digest((), row[-1])) != (record.text_digest, record.tables_digest):
        return None
    return row, Store(db, Path()).passage_rows(record)


# How a content of each format is read, as rows of the present one.
CONTENT_READERS: Mapping[int, Callable[[sqlite3.Connection, int], Rows | None]] = {
    1: content_of_format_1,
    2: content_of_format_2,
    3: content_of_format_3,
    FORMAT_VERSION: _content,
}


def _highest_content(db: sqlite3.Connection) -> int:
    """Return the highest number that a content may have, from every table that is still readable."""
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
    """Return number and model of the last commit if both can be read; otherwise the next build sets them."""
    try:
        name, identity, backend = json.loads(values["model"])
        return {"commit": str(int(values["commit"])), "model": json.dumps([name, identity, backend])}
    except (KeyError, ValueError, TypeError):
        return {}


def _with_content(document: StoredDocument, contents: Mapping[int, tuple[Any, ...]]) -> StoredDocument:
    """Return the document, marked as lost if its content was not copied."""
    if document.content is None:
        return document
    _, sha256, _, recipe, *_ = contents.get(document.content, ("",) * 4)
    if (sha256, recipe) == (document.sha256, document.recipe):
        return document
    return replace(document, content=None, recipe=f"{LOST_RECIPE}{document.recipe}", reason=_LOST_REASON)


def _documents(db: sqlite3.Connection, format_version: int) -> Iterable[StoredDocument]:
    columns = "path, sha256, size, recipe, content, reason"
    found: dict[str, StoredDocument] = {}
    # From both ends, since a scan stops at an unreadable page.
    for order in ("ASC", "DESC"):
        if format_version == 1:
            rows = _rows_until_damage(db, f"SELECT {columns} FROM documents ORDER BY path {order}")
            found |= {row[0]: StoredDocument(*row) for row in rows if _is_plausible(row)}
        else:
            rows = _rows_until_damage(db, f"SELECT {columns}, digest FROM documents ORDER BY path {order}")
            found |= {document.path: document for document in map(document_from_row, rows) if document}
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
