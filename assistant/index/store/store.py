"""The store: the SQLite file that is the truth of the index, opened for reading (`writable.py`: for writing).

A *content* is what one file said (its bytes, read by one version of a parser and cut under one
recipe); passages and embeddings belong to contents. *documents* name the files of the corpus and
point at contents. Contents are added while a build runs, in small transactions, and are visible
only when the one transaction of the commit lets documents point at them: a killed build loses no
embedding and shows no half state. Passage ids are never reused.

Whatever is read is checked against its digest (`rows.py`): a damaged row raises IndexDamagedError
and never gives a wrong text, range or vector.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.index.store.embeddings import Embeddings, embeddings_from_rows
from assistant.index.store.meta import read_meta
from assistant.index.store.open_file import StoreFile
from assistant.index.store.reader import StoreReader
from assistant.index.store.rows import (
    CONTENT_COLUMNS,
    ContentPaths,
    ContentRecord,
    StoredDocument,
    StoredPassage,
    content_from_row,
    document_from_row,
    documents_digest,
    passage_digest,
    passage_from_row,
    sentences_from_json,
    unpack_tables,
    unpack_text,
)
from assistant.passages.table_context import caption_prefix
from assistant.types import Table

_CONTENT = f"SELECT {', '.join(CONTENT_COLUMNS)}, digest"


class Store(StoreFile, StoreReader):
    """The open store for reading; one connection, for one thread at a time."""

    @property
    def place(self) -> str:
        """The folder of the index."""
        return str(self.path.parent)

    # What the index was built with

    def all_meta(self) -> dict[str, str]:
        """Return every value kept with the index."""
        values = read_meta(self._rows("SELECT key, value FROM meta"))
        if values is None:
            raise self.damaged_error("The page with the settings")
        return values

    # Documents

    def documents(self) -> dict[str, StoredDocument]:
        """Return every file of the last commit by path, in path order."""
        rows = self.document_rows()
        found = [document for document in map(document_from_row, rows) if document is not None]
        expected = self.meta("documents")
        if len(found) != len(rows) or documents_digest([row[-1] for row in rows]) != expected:
            raise self.damaged_error("The list of documents")
        return {document.path: document for document in found}

    def document_rows(self) -> list[tuple[Any, ...]]:
        """Return the rows of `documents`, unchecked, in path order."""
        return self._rows(
            "SELECT path, sha256, size, recipe, content, reason, digest FROM documents ORDER BY path"
        )

    # Contents

    def known_contents(self) -> dict[tuple[str, str, str], int]:
        """Return every content by hash, kind and recipe, also those not committed yet.

        They are unchecked: use `check_content` before a document is made to point at one.
        """
        return {row[:3]: row[3] for row in self._rows("SELECT sha256, kind, recipe, id FROM contents")}

    def content_ids(self) -> list[int]:
        """Return the numbers of all contents, unchecked."""
        return [row[0] for row in self._rows("SELECT id FROM contents NOT INDEXED ORDER BY id")]

    def content(self, content: int) -> ContentRecord:
        """Return what is kept of a content besides its text.

        Raises:
            IndexDamagedError: It is not there or is not what was written.
        """
        for record in self._contents("WHERE id = ?", (content,)):
            return record
        raise self.damaged_error("What is stored", content)

    def _contents(self, condition: str, values: Sequence[Any] = ()) -> Iterator[ContentRecord]:
        for row in self._rows(f"{_CONTENT} FROM contents NOT INDEXED {condition}", values):
            record = content_from_row(row)
            if record is None:
                raise self.damaged_error("What is stored", row[0])
            yield record

    def text(self, content: int) -> str:
        """Return the whole text of a content.

        Raises:
            IndexDamagedError: The stored text is not what was written.
        """
        text = unpack_text(self.content(content), self.packed_text(content))
        if text is None:
            raise self.damaged_error("The text", content)
        return text

    def packed_text(self, content: int) -> Any:
        """Return the compressed text of a content, unchecked."""
        return self._rows("SELECT text FROM contents WHERE id = ?", (content,))[0][0]

    def tables(self, content: int) -> tuple[Table, ...]:
        """Return the tables of a content, as ranges of its text.

        Raises:
            IndexDamagedError: The stored tables are not what was written.
        """
        tables = unpack_tables(self.content(content), self.packed_tables(content))
        if tables is None:
            raise self.damaged_error("A table", content)
        return tables

    def packed_tables(self, content: int) -> Any:
        """Return the compressed tables of a content, unchecked."""
        return self._rows("SELECT tables FROM contents WHERE id = ?", (content,))[0][0]

    # Passages

    def passages(self, ids: Sequence[int], paths: ContentPaths) -> list[StoredPassage]:
        """Return passages by id, in the order asked for.

        Args:
            ids: Ids of passages that the documents have.
            paths: The documents that have each content.

        Raises:
            IndexDamagedError: One of them is not there or is not what was written.
        """
        found = {passage.id: passage for part in _batches(ids) for passage in self._passages(part, paths)}
        if not found.keys() >= set(ids):
            raise self.damaged_error("A passage")
        return [found[i] for i in ids]

    def _passages(self, ids: Sequence[int], paths: ContentPaths) -> Iterator[StoredPassage]:
        rows = self._rows(
            "SELECT p.*, c.sha256, c.kind, c.recipe, c.title FROM passages p "
            f"JOIN contents c ON c.id = p.content WHERE p.id IN ({_placeholders(ids)})",
            ids,
        )
        for row in rows:
            passage = passage_from_row(row[:-4], row[-4:], paths)
            if passage is None:
                raise self.damaged_error("A passage", row[1])
            yield passage

    def passage_id_at(self, content: int, position: int) -> int | None:
        """Return the id of the passage of a content at an offset of its text, None if there is none."""
        where = "WHERE content = ? AND start <= ? AND end > ?"
        rows = self._rows(f"SELECT id FROM passages {where}", (content, position, position))
        return rows[0][0] if rows else None

    def passage_rows(self, record: ContentRecord) -> list[tuple[Any, ...]]:
        """Return the rows of `passages` of a content, in reading order.

        Raises:
            IndexDamagedError: One of them is not there or is not what was written.
        """
        ids = record.passage_ids
        where = "WHERE id >= ? AND id < ? ORDER BY id"
        rows = self._rows(f"SELECT * FROM passages {where}", (ids.start, ids.stop))
        of = (*record.key, record.title)
        if [row[0] for row in rows] != list(ids) or any(passage_digest(r[:-1], of) != r[-1] for r in rows):
            raise self.damaged_error("A passage", record.id)
        return rows

    def passage_count(self) -> int:
        """Return the number of passages that documents have."""
        used = "SELECT content FROM documents"
        return int(self._rows(f"SELECT coalesce(sum(passages), 0) FROM contents WHERE id IN ({used})")[0][0])

    def embeddings(self, contents: Iterable[int]) -> Embeddings:
        """Return the passages of some contents with their embeddings, content by content."""
        records = [self.content(content) for content in contents]
        count = sum(record.passages for record in records)
        rows = (row for record in records for row in self.passage_rows(record))
        return embeddings_from_rows(rows, count)

    def passage_texts(self, content: int) -> Iterator[tuple[int, str, str]]:
        """Yield id, text as it is searched, and heading of the passages of a content."""
        for row in self.passage_rows(self.content(content)):
            yield row[0], caption_prefix(row[4], row[5], sentences_from_json(row[8])) + row[4], row[5]


def _placeholders(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def _batches(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """Divide a list into parts that fit into one SQL statement."""
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
