"""The store: one SQLite file that is the truth of the index.

A *content* is what one file said (its bytes, read by one version of a parser and cut under one
recipe); passages and embeddings belong to contents. *documents* name the files of the corpus and
point at contents. Contents are added while a build runs, in small transactions, and are visible
only when the one transaction of the commit lets documents point at them: a killed build loses no
embedding and shows no half state. Passage ids are never reused.

Whatever is read is checked against its digest (`rows.py`): a damaged row raises IndexDamagedError
and never gives a wrong text, range or vector.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexDamagedError
from assistant.index.search.segment import Embeddings
from assistant.index.store.digest import digest
from assistant.index.store.error_messages import damaged, sqlite_explained
from assistant.index.store.rows import (
    CONTENT_COLUMNS,
    ContentRecord,
    Names,
    StoredDocument,
    StoredPassage,
    content_record,
    documents_digest,
    headings_of,
    new_content,
    pages_of,
    passage_digest,
    passage_row,
    sentences_from_json,
    stored_document,
    stored_passage,
    unpacked,
)
from assistant.passages.splitting import PassageRange
from assistant.passages.table_context import caption_prefix
from assistant.types import DocumentInfo, Extraction, Heading, Page

STORE_NAME = "store.sqlite"
_CONTENT = f"SELECT {', '.join(CONTENT_COLUMNS)}, digest"
SEAL = "digest"
# Found through indexes alone: the rows of contents are long.
_UNUSED = (
    "id IN (SELECT id FROM contents "
    "WHERE id NOT IN (SELECT content FROM documents WHERE content IS NOT NULL))"
)


class Store:
    """The open SQLite file; one connection, for one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, is_frozen: bool = False) -> None:
        """Wrap a connection; use `opening.open_store` or `upgrade.store_for_building`.

        Args:
            connection: SQLite's.
            path: The file, to name it.
            is_frozen: Whether the connection would not notice that somebody changes the file.
        """
        self._db = connection
        self.path = path
        self.is_frozen = is_frozen

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one committed state from the first to the last statement inside."""
        with sqlite_explained(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.rollback()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do everything inside or nothing."""
        with sqlite_explained(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.commit()
            finally:
                self._db.rollback()  # does nothing after the commit

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with sqlite_explained(self.path):
            return self._db.execute(query, values).fetchall()

    def damaged(self, what: str, content: int | None = None) -> IndexDamagedError:
        """Return the error that names what is damaged, with a document that it belongs to."""
        try:
            path = None if content is None else self._name_of(content)
        except IndexDamagedError:
            path = None
        where = f"of '{path}' " if path else "" if content is None else f"of content {content} "
        return damaged(self.path.parent, f"{what} {where}in the index file '{self.path}' is damaged")

    def _name_of(self, content: int) -> str | None:
        rows = self._rows("SELECT path FROM documents WHERE content = ? ORDER BY path LIMIT 1", (content,))
        return rows[0][0] if rows else None

    # What the index was built with

    def commit_number(self) -> int:
        """Return the number of the last commit, 0 before the first."""
        return int(self.meta("commit") or 0)

    def state(self, commit: int | None = None) -> str:
        """Return the name of a commit (by default the last), which no other commit of any store has."""
        number = self.commit_number() if commit is None else commit
        return f"{number}-{(self.meta('identity') or '')[:12]}"

    def meta(self, key: str) -> str | None:
        """Return a value kept with the index, or None."""
        return self.all_meta().get(key)

    def all_meta(self) -> dict[str, str]:
        """Return every value kept with the index."""
        values = read_meta(self._rows("SELECT key, value FROM meta"))
        if values is None:
            raise self.damaged("The page with the settings")
        return values

    def model(self) -> tuple[str, str, str] | None:
        """Return name, identity and backend of the embedding model of the last commit."""
        record = self.meta("model")
        return None if record is None else tuple(json.loads(record))

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value with the index."""
        self.replace_meta(self.all_meta() | {key: value})

    def replace_meta(self, values: dict[str, str]) -> None:
        """Keep these values with the index and no others, twice."""
        sealed = {**values, SEAL: _seal(values)}
        for table in ("meta", "spare"):
            self._db.execute(f"DELETE FROM {table}")
            self._db.executemany(f"INSERT INTO {table} VALUES (?, ?)", sealed.items())

    # Documents

    def documents(self) -> dict[str, StoredDocument]:
        """Return every file of the last commit by path, in path order."""
        rows = self.document_rows()
        found = [document for document in map(stored_document, rows) if document is not None]
        expected = self.meta("documents")
        if len(found) != len(rows) or documents_digest([row[-1] for row in rows]) != expected:
            raise self.damaged("The list of documents")
        return {document.path: document for document in found}

    def document_rows(self) -> list[tuple[Any, ...]]:
        """Return the rows of `documents`, unchecked, in path order."""
        return self._rows(
            "SELECT path, sha256, size, recipe, content, reason, digest FROM documents ORDER BY path"
        )

    def document_infos(self) -> list[DocumentInfo]:
        """Return what a person wants to know of every file, in path order."""
        infos = []
        for document in self.documents().values():
            path, size = document.path, document.size
            if document.content is None:
                infos.append(DocumentInfo(path, "", "failed", reason=document.reason, size=size))
                continue
            record = self.content(document.content)
            pages, notes = len(pages_of(record)), tuple(json.loads(record.warnings))
            infos.append(
                DocumentInfo(
                    path, record.title, "indexed", "", size, record.characters, pages, record.passages, notes
                )
            )
        return infos

    def set_documents(self, documents: Iterable[StoredDocument]) -> None:
        """Make these the files of the index, and drop the contents that none of them has."""
        self.replace_documents(documents)
        self.drop_unused()

    def drop_unused(self) -> None:
        """Drop the contents that no document has."""
        self._db.execute(f"DELETE FROM contents WHERE {_UNUSED}")

    def has_unused(self) -> bool:
        """Whether there are contents that no document has."""
        return bool(self._rows(f"SELECT EXISTS (SELECT 1 FROM contents WHERE {_UNUSED})")[0][0])

    def replace_documents(self, documents: Iterable[StoredDocument]) -> None:
        """Make these the files of the index; contents stay."""
        before = {row[0]: row for row in self.document_rows()}
        rows = {document.path: document.row(before.get(document.path)) for document in documents}
        gone = [(path,) for path in before if before[path] != rows.get(path)]
        new = [row for path, row in rows.items() if before.get(path) != row]
        self._db.executemany("DELETE FROM documents WHERE path = ?", gone)
        self._db.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", new)
        self.set_meta("documents", documents_digest([rows[path][-1] for path in sorted(rows)]))

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
        raise self.damaged("What is stored", content)

    def check_content(self, content: int, key: tuple[str, str, str]) -> None:
        """Make sure that a content is what a file of that hash, kind and recipe said.

        Raises:
            IndexDamagedError: It is not.
        """
        if self.content(content).key != key:
            raise self.damaged("What is stored", content)

    def _contents(self, condition: str, values: Sequence[Any] = ()) -> Iterator[ContentRecord]:
        for row in self._rows(f"{_CONTENT} FROM contents NOT INDEXED {condition}", values):
            record = content_record(row)
            if record is None:
                raise self.damaged("What is stored", row[0])
            yield record

    def add_content(
        self,
        sha256: str,
        kind: str,
        recipe: str,
        extraction: Extraction,
        passages: Sequence[PassageRange],
        embeddings: npt.NDArray[np.float32],
    ) -> int:
        """Add what a file said, its passages, and their embeddings of shape (passages, dimension)."""
        first = self._next_id("passages")
        key = (sha256, kind, recipe)
        record, text = new_content(self._next_id("contents"), key, extraction, passages, first)
        rows = (
            passage_row(number, record, extraction.text, passage, vector)
            for number, passage, vector in zip(record.passage_ids, passages, embeddings, strict=True)
        )
        self.insert_content(record.row(text), rows)
        return record.id

    def insert_content(self, content: Sequence[Any], passages: Iterable[Sequence[Any]]) -> None:
        """Add a row of `contents` and its rows of `passages`."""
        self._db.execute(f"INSERT INTO contents VALUES ({_marks(content)})", content)
        self._db.executemany(f"INSERT INTO passages VALUES ({','.join('?' * 11)})", passages)

    def _next_id(self, table: str) -> int:
        """Return an id that no row has or had."""
        (row,) = self._rows(
            f"SELECT max((SELECT coalesce(max(id), 0) FROM {table}), "
            "coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))",
            (table,),
        )
        return int(row[0]) + 1

    def text(self, content: int) -> str:
        """Return the whole text of a content.

        Raises:
            IndexDamagedError: The stored text is not what was written.
        """
        text = unpacked(self.content(content), self.packed_text(content))
        if text is None:
            raise self.damaged("The text", content)
        return text

    def packed_text(self, content: int) -> Any:
        """Return the compressed text of a content, unchecked."""
        return self._rows("SELECT text FROM contents WHERE id = ?", (content,))[0][0]

    def pages(self, content: int) -> tuple[Page, ...]:
        """Return the pages of a content."""
        return pages_of(self.content(content))

    def headings(self, content: int) -> tuple[Heading, ...]:
        """Return the headings of a content."""
        return headings_of(self.content(content))

    # Passages

    def passages(self, ids: Sequence[int], names: Names) -> list[StoredPassage]:
        """Return passages by id, in the order asked for.

        Args:
            ids: Ids of passages that the documents have.
            names: The documents that have each content.

        Raises:
            IndexDamagedError: One of them is not there or is not what was written.
        """
        found = {passage.id: passage for part in _parts(ids) for passage in self._passages(part, names)}
        if not found.keys() >= set(ids):
            raise self.damaged("A passage")
        return [found[i] for i in ids]

    def _passages(self, ids: Sequence[int], names: Names) -> Iterator[StoredPassage]:
        rows = self._rows(
            "SELECT p.*, c.sha256, c.kind, c.recipe, c.title FROM passages p "
            f"JOIN contents c ON c.id = p.content WHERE p.id IN ({_marks(ids)})",
            ids,
        )
        for row in rows:
            passage = stored_passage(row[:-4], row[-4:], names)
            if passage is None:
                raise self.damaged("A passage", row[1])
            yield passage

    def passage_rows(self, record: ContentRecord) -> list[tuple[Any, ...]]:
        """Return the rows of `passages` of a content, in reading order.

        Raises:
            IndexDamagedError: One of them is not there or is not what was written.
        """
        ids = record.passage_ids
        rows = self._rows(
            "SELECT * FROM passages WHERE id >= ? AND id < ? ORDER BY id", (ids.start, ids.stop)
        )
        of = (*record.key, record.title)
        if [row[0] for row in rows] != list(ids) or any(passage_digest(r[:-1], of) != r[-1] for r in rows):
            raise self.damaged("A passage", record.id)
        return rows

    def passage_count(self) -> int:
        """Return the number of passages that documents have."""
        rows = self._rows(
            "SELECT coalesce(sum(passages), 0) FROM contents WHERE id IN (SELECT content FROM documents)"
        )
        return int(rows[0][0])

    def embeddings(self, contents: Iterable[int]) -> Embeddings:
        """Return passages with their embeddings, content by content."""
        records = [self.content(content) for content in contents]
        count = sum(record.passages for record in records)
        ids, owners = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
        vectors = np.empty((count, 0), dtype=np.float16)
        position = 0
        for record in records:
            for row in self.passage_rows(record):
                vector = np.frombuffer(row[-2], dtype=np.float16)
                if not vectors.shape[1]:
                    vectors = np.empty((count, len(vector)), dtype=np.float16)
                ids[position], owners[position], vectors[position] = row[0], row[1], vector
                position += 1
        return Embeddings(ids, owners, vectors)

    def passage_texts(self, contents: Iterable[int]) -> Iterator[tuple[int, int, str, str, str]]:
        """Yield passage id, content, text as it is searched, title and heading, content by content."""
        for content in contents:
            record = self.content(content)
            for row in self.passage_rows(record):
                above = caption_prefix(row[4], row[5], sentences_from_json(row[8]))
                yield row[0], content, above + row[4], record.title, row[5]

    def damage(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file; nothing if it is sound."""
        try:
            found = [str(row[0]) for row in self._rows("PRAGMA integrity_check(10)")]
            dangling = self._rows("PRAGMA foreign_key_check")
        except IndexDamagedError as error:
            return [str(error)]
        return [line for line in found if line != "ok"] + (["rows point at missing rows"] if dangling else [])


def read_meta(rows: Iterable[tuple[str, str]]) -> dict[str, str] | None:
    """Return the values of `meta` or `spare`, None if they are not what was written."""
    values = dict(rows)
    return values if values.pop(SEAL, None) == _seal(values) else None


def _seal(values: dict[str, str]) -> str:
    return digest([part for item in sorted(values.items()) for part in item]).hex()


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def _parts(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """Cut a list into parts that fit into one SQL statement."""
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
