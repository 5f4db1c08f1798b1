"""Read the second format of the store, which kept no tables, as rows of the present format.

Its documents are read again by the next build, since the parsers that find tables have other versions.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from assistant.index.store.digest import digest
from assistant.index.store.format3 import sound_passages
from assistant.index.store.rows import CONTENT_COLUMNS, ContentRecord, pack_tables

_COLUMNS = tuple(column for column in CONTENT_COLUMNS if column not in ("tables_digest", "date"))


def content_of_format_2(
    db: sqlite3.Connection, content: int
) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]] | None:
    """Return the rows of a content and its passages, None if they are damaged."""
    columns = f"{', '.join(_COLUMNS)}, digest, text"
    found = db.execute(f"SELECT {columns} FROM contents WHERE id = ?", (content,)).fetchone()
    if found is None:
        return None
    *values, written, text = found
    tables = pack_tables(())
    fields = dict(zip(_COLUMNS, values, strict=True))
    record = ContentRecord(**fields, tables_digest=digest((), tables))
    if digest(values) != written or digest((), text) != record.text_digest:
        return None
    passages = sound_passages(db, record)
    return None if passages is None else (record.row(text, tables), passages)
