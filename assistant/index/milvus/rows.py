"""What is stored on Milvus as rows of its collections, and back; every value has its digest.

The values and digests are those of the store in a folder (`index/store/rows.py`), so what is read back is
verified in the same way. What may be longer than the 64 KB of a field lies in parts.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.index.milvus.engine import Row
from assistant.index.milvus.schema import DOCUMENT, FOREVER, HEADER, LONGEST, PART
from assistant.index.store.digest import digest
from assistant.index.store.rows import (
    ContentPaths,
    ContentRecord,
    StoredDocument,
    StoredPassage,
    content_from_row,
    document_from_row,
    passage_from_row,
)

# Fields of a content that lie in parts.
RECORD, TEXT, TABLES = "record", "text", "tables"
RECORD_FIELDS = ("row", "field", "content", "number", "data", "born", "died")
_DIGEST = 16  # hexadecimal digits
# Bytes in a part, which fill a field together with their digest when they are written as base64.
PART_BYTES = (LONGEST - _DIGEST) // 4 * 3


def life(row: int, born: int) -> Row:
    """Return the fields that say from when on a row holds."""
    return {"row": row, "born": born, "died": FOREVER}


def record_row(
    row: int, born: int, kind: int, data: str, content: int = 0, field: str = "", number: int = 0
) -> Row:
    """Return a row of the records."""
    fields = {"kind": kind, "field": field, "content": content, "number": number, "data": data}
    return {**life(row, born), **fields, "nothing": [0.0, 0.0]}


# Parts


def part_texts(value: bytes) -> list[str]:
    """Return a value as parts of at most 64 KB, at least one."""
    starts = range(0, max(1, len(value)), PART_BYTES)
    return [_sealed(value[start : start + PART_BYTES]) for start in starts]


def _sealed(part: bytes) -> str:
    return digest((), part).hex() + base64.b64encode(part).decode()


def joined(parts: Iterable[Row]) -> bytes | None:
    """Return a value from its parts, None if one is missing or is not what was written."""
    ordered = sorted(parts, key=lambda part: int(part["number"]))
    if not ordered or [part["number"] for part in ordered] != list(range(len(ordered))):
        return None
    found = []
    for part in ordered:
        try:
            value = base64.b64decode(part["data"][_DIGEST:], validate=True)
        except ValueError:
            return None
        if _sealed(value) != part["data"]:
            return None
        found.append(value)
    return b"".join(found)


# Documents


def path_key(path: str) -> str:
    """Return what the rows of a document are found by."""
    return digest((), path).hex()


def document_data(document: StoredDocument) -> str:
    """Return a document as it is stored."""
    *values, written = document.row()
    return json.dumps([*values, _hex(written)])


def read_document(data: str) -> StoredDocument | None:
    """Return a document that was stored, None if it is not what was written."""
    try:
        *values, written = json.loads(data)
        return document_from_row((*values, bytes.fromhex(written)))
    except (ValueError, TypeError):
        return None


# Contents


def pack_record(record: ContentRecord) -> bytes:
    """Return what is kept of a content besides its text and tables, in compressed form."""
    *values, _, _ = record.row(b"", b"")
    written = [{"hex": _hex(value)} if isinstance(value, bytes) else value for value in values]
    return zlib.compress(json.dumps(written).encode())


def unpack_record(packed: bytes) -> ContentRecord | None:
    """Return it again, None if it is not what was written."""
    try:
        values = json.loads(zlib.decompress(packed))
        return content_from_row([bytes.fromhex(v["hex"]) if isinstance(v, dict) else v for v in values])
    except (ValueError, TypeError, zlib.error):
        return None


def header_data(record: ContentRecord, place: str) -> str:
    """Return what says that a content is stored as a whole: its key, its passages and their place."""
    return json.dumps([*record.key, record.first_passage, record.passages, place_digest(place)])


def place_digest(place: str) -> str:
    """Return the digest of what stands above all passages of a content: its title and its paths."""
    return digest((), place).hex()


# Passages

PASSAGE_FIELDS = ("row", "passage", "content", "data", "words", "vector")


def passage_data(row: Sequence[Any], content_key: Sequence[str]) -> str:
    """Return a row of `passages`, without ids and embedding, as it is stored with the key of its content."""
    _, _, *values, _, written = row
    return json.dumps([*values, _hex(written), *content_key])


def passage_row(row: int, born: int, values: Sequence[Any], data: str, words: str, vector: Any) -> Row:
    """Return a row of the passages; `values` are those of `passages`, `data` "" where that lies in parts."""
    number, content, start, end, *_ = values
    place = {"passage": number, "content": content, "start": start, "stop": end}
    return {**life(row, born), **place, "data": data, "words": words, "vector": vector}


def read_passage(row: Row, data: str, paths: ContentPaths) -> StoredPassage | None:
    """Return a passage that was stored, None if it is not what was written."""
    try:
        *values, written, sha256, kind, recipe, title = json.loads(data)
        stored = (
            row["passage"],
            row["content"],
            *values,
            half(row["vector"]).tobytes(),
            bytes.fromhex(written),
        )
        return passage_from_row(stored, (sha256, kind, recipe, title), paths)
    except (ValueError, TypeError):
        return None


def half(vector: Any) -> npt.NDArray[np.float16]:
    """Return an embedding as it was made; Milvus keeps the same numbers with more digits."""
    return np.asarray(vector, dtype=np.float32).astype(np.float16)


def content_rows(
    rows: Iterable[int], born: int, record: ContentRecord, text: bytes, tables: bytes
) -> list[Row]:
    """Return the parts of a content; `rows` gives their keys."""
    numbered = iter(rows)
    found = []
    for field, value in ((RECORD, pack_record(record)), (TEXT, text), (TABLES, tables)):
        for number, part in enumerate(part_texts(value)):
            found.append(record_row(next(numbered), born, PART, part, record.id, field, number))
    return found


def header_row(row: int, born: int, record: ContentRecord, place: str) -> Row:
    """Return the row that says that a content is stored as a whole."""
    return record_row(row, born, HEADER, header_data(record, place), record.id)


def document_row(row: int, born: int, document: StoredDocument) -> Row:
    """Return the row of a document."""
    return record_row(row, born, DOCUMENT, document_data(document), field=path_key(document.path))


def _hex(value: Any) -> str:
    return bytes(value).hex()
