"""Read the third format of the store, which kept no dates, as rows of the present format.

The next build reads those of its documents again that may have one, since their parsers have other versions.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from assistant.index.store.digest import digest
from assistant.index.store.rows import CONTENT_COLUMNS, ContentRecord, passage_digest

_COLUMNS = tuple(column for column in CONTENT_COLUMNS if column != "date")


def content_of_format_3(
    db: sqlite3.Connection, content: int
) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]] | None:
    """Return the rows of a content and its passages, None if they are damaged."""
    columns = f"{', '.join(_COLUMNS)}, digest, text, tables"
    found = db.execute(f"SELECT {columns} FROM contents WHERE id = ?", (content,)).fetchone()
    if found is None:
        return None
    *values, written, text, tables = found
    record = ContentRecord(**dict(zip(_COLUMNS, values, strict=True)))
    intact = digest(values) == written
    if not intact or (digest((), text), digest((), tables)) != (record.text_digest, record.tables_digest):
        return None
    passages = sound_passages(db, record)
    return None if passages is None else (record.row(text, tables), passages)


def sound_passages(db: sqlite3.Connection, record: ContentRecord) -> list[tuple[Any, ...]] | None:
    """Return the rows of the passages of a content, as in format 2; None if they are damaged."""
    query = "SELECT * FROM passages WHERE content = ? ORDER BY id"
    passages = db.execute(query, (record.id,)).fetchall()
    of = (*record.key, record.title)
    holds = [row[0] for row in passages] == list(record.passage_ids)
    holds = holds and all(passage_digest(row[:-1], of) == row[-1] for row in passages)
    return passages if holds else None
