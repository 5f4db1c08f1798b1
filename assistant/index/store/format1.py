"""Read the first format of the store, which had no digests, as rows of the present format."""

from __future__ import annotations

import json
import sqlite3
import zlib
from typing import Any

import numpy as np

from assistant.index.store.digest import digest
from assistant.index.store.rows import ContentRecord, pack_tables, passage_digest

_CONTENT = (
    "SELECT sha256, kind, recipe, title, characters, pages, headings, line_breaks, warnings, text "
    "FROM contents WHERE id = ?"
)
_PASSAGES = (
    "SELECT id, content, start, end, text, heading, page, page_label, sentences, embedding "
    "FROM passages WHERE content = ? ORDER BY id"
)
_NO_TABLES = pack_tables(())


def content_of_format_1(
    db: sqlite3.Connection, content: int
) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]] | None:
    """Return the rows of a content and its passages, None if they contradict each other."""
    found = db.execute(_CONTENT, (content,)).fetchone()
    if found is None:
        return None
    *before, pages, headings, line_breaks, warnings, packed = found
    passages = db.execute(_PASSAGES, (content,)).fetchall()
    try:
        text = zlib.decompress(packed).decode("utf-8")
        # Raises where a value is no text, or none that can be written again.
        "".join((*before[:-1], pages, headings, line_breaks, warnings)).encode()
        lists = [json.loads(each) for each in (pages, headings, warnings)]
        sha256, kind, recipe, title, characters = before
        record = ContentRecord(
            content,
            sha256,
            kind,
            recipe,
            title,
            characters,
            passages[0][0] if passages else 1,
            len(passages),
            pages,
            headings,
            line_breaks,
            warnings,
            digest((), packed),
            digest((), _NO_TABLES),
        )
        holds = len(text) == record.characters and all(isinstance(each, list) for each in lists)
        holds = holds and [row[0] for row in passages] == list(record.passage_ids)
        holds = holds and all(_holds(row, text) for row in passages)
    except (ValueError, TypeError, zlib.error):
        return None
    of = (*record.key, record.title)
    rows = [(*row, passage_digest(row, of)) for row in passages]
    return (record.row(packed, _NO_TABLES), rows) if holds else None


def _holds(row: tuple[Any, ...], text: str) -> bool:
    """Whether a passage agrees with its document, holds its sentences, and has a vector of length 1 or 0."""
    _, _, start, end, own, heading, page, label, sentences, embedding = row
    f"{heading + label + sentences}{page or 0:d}".encode()  # raises where one is not what it should be
    inside = all(start <= first < last <= end for first, last, _ in json.loads(sentences))
    norm = float(np.linalg.norm(np.frombuffer(embedding, dtype=np.float16).astype(np.float32)))
    return inside and text[start:end] == own and (norm == 0.0 or abs(norm - 1) < 0.01)
