"""The store: one SQLite file that is the truth of the index.

A *content* is what one file said (its bytes, read by one version of a parser and cut under one
recipe); passages and embeddings belong to contents. *documents* name the files of the corpus and
point at contents. Contents are added while a build runs, in small transactions, and are visible
only when the one transaction of the commit lets documents point at them: a killed build loses no
embedding and shows no half state. Passage ids are never reused.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexDamagedError, IndexMissingError
from assistant.index.rows import PASSAGE_COLUMNS, StoredDocument, StoredPassage, passage_row, stored_passage
from assistant.index.schema import FORMAT_VERSION, can_be_frozen, connect, connect_frozen, create
from assistant.index.trouble import sqlite_explained, writing_explained
from assistant.passages import PassageRange
from assistant.types import DocumentInfo, Extraction, Heading, Page

STORE_NAME = "store.sqlite"
_UNUSED = "id NOT IN (SELECT content FROM documents WHERE content IS NOT NULL)"


class Store:
    """The open SQLite file; one connection, for one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, is_frozen: bool = False) -> None:
        """Wrap a connection; use `open_store` or `create_store`.

        Args:
            connection: SQLite's.
            path: The file, to name it.
            is_frozen: Whether the connection would not notice that somebody changes the file.
        """
        self._db = connection
        self._path = path
        self.is_frozen = is_frozen

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one committed state from the first to the last statement inside."""
        with sqlite_explained(self._path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.rollback()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do everything inside or nothing."""
        with sqlite_explained(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.commit()
            finally:
                self._db.rollback()  # does nothing after the commit

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
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def model(self) -> tuple[str, str, str] | None:
        """Return name, identity and backend of the embedding model of the last commit."""
        record = self.meta("model")
        return None if record is None else tuple(json.loads(record))

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value with the index."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # Documents

    def documents(self) -> dict[str, StoredDocument]:
        """Return every file of the last commit by path, in path order."""
        rows = self._db.execute(
            "SELECT path, sha256, size, recipe, content, reason FROM documents ORDER BY path"
        )
        return {row[0]: StoredDocument(*row) for row in rows}

    def document_count(self) -> int:
        """Return the number of documents that are indexed."""
        row = self._db.execute("SELECT count(*) FROM documents WHERE content IS NOT NULL").fetchone()
        return int(row[0])

    def document_infos(self) -> list[DocumentInfo]:
        """Return what a person wants to know of every file, in path order."""
        rows = self._db.execute(
            "SELECT d.path, d.content, d.reason, d.size, c.title, c.characters, c.pages, c.warnings, "
            "(SELECT count(*) FROM passages WHERE content = d.content) "
            "FROM documents d LEFT JOIN contents c ON c.id = d.content ORDER BY d.path"
        )
        infos = []
        for path, content, reason, size, title, characters, pages, warnings, passages in rows:
            if content is None:
                infos.append(DocumentInfo(path, "", "failed", reason=reason, size=size))
                continue
            page_count = len(json.loads(pages))
            notes = tuple(json.loads(warnings))
            infos.append(
                DocumentInfo(path, title, "indexed", "", size, characters, page_count, passages, notes)
            )
        return infos

    def set_documents(self, documents: Iterable[StoredDocument]) -> None:
        """Make these the files of the index, and drop the contents that none of them has."""
        self._db.execute("DELETE FROM documents")
        self._db.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            [(d.path, d.sha256, d.size, d.recipe, d.content, d.reason) for d in documents],
        )
        self.drop_unused()

    def drop_unused(self) -> None:
        """Drop the contents that no document has."""
        self._db.execute(f"DELETE FROM contents WHERE {_UNUSED}")

    def has_unused(self) -> bool:
        """Whether there are contents that no document has."""
        row = self._db.execute(f"SELECT EXISTS (SELECT 1 FROM contents WHERE {_UNUSED})").fetchone()
        return bool(row[0])

    def content_of(self, path: str) -> int | None:
        """Return the content of a document, or None if it is not indexed."""
        row = self._db.execute("SELECT content FROM documents WHERE path = ?", (path,)).fetchone()
        return None if row is None else row[0]

    # Contents

    def find_content(self, sha256: str, kind: str, recipe: str) -> int | None:
        """Return the content that was made from these bytes in this way, if any."""
        row = self._db.execute(
            "SELECT id FROM contents WHERE sha256 = ? AND kind = ? AND recipe = ?", (sha256, kind, recipe)
        ).fetchone()
        return None if row is None else int(row[0])

    def known_contents(self) -> set[tuple[str, str, str]]:
        """Return hash, kind and recipe of every content, also of those not committed yet."""
        return set(self._db.execute("SELECT sha256, kind, recipe FROM contents"))

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
        cursor = self._db.execute(
            "INSERT INTO contents (sha256, kind, recipe, title, text, characters, pages, headings, "
            "line_breaks, warnings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                sha256,
                kind,
                recipe,
                extraction.title,
                zlib.compress(extraction.text.encode("utf-8")),
                len(extraction.text),
                json.dumps([asdict(page) for page in extraction.pages]),
                json.dumps([asdict(heading) for heading in extraction.headings]),
                extraction.line_breaks,
                json.dumps(extraction.warnings),
            ),
        )
        content = int(cursor.lastrowid or 0)
        self._db.executemany(
            "INSERT INTO passages (content, start, end, text, heading, page, page_label, sentences, "
            "embedding) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                passage_row(content, extraction.text, passage, vector)
                for passage, vector in zip(passages, embeddings, strict=True)
            ),
        )
        return content

    def text(self, content: int) -> str:
        """Return the whole text of a content.

        Raises:
            IndexDamagedError: The stored text cannot be read back.
        """
        row = self._db.execute("SELECT text, characters FROM contents WHERE id = ?", (content,)).fetchone()
        if row is not None:
            try:
                text = zlib.decompress(row[0]).decode("utf-8")
            except (zlib.error, UnicodeDecodeError):
                text = ""
            if len(text) == row[1]:
                return text
        raise IndexDamagedError(f"The stored text of content {content} is damaged; run 'assistant doctor'.")

    def pages(self, content: int) -> tuple[Page, ...]:
        """Return the pages of a content."""
        return tuple(Page(**page) for page in self._json("pages", content))

    def headings(self, content: int) -> tuple[Heading, ...]:
        """Return the headings of a content."""
        return tuple(Heading(**heading) for heading in self._json("headings", content))

    def _json(self, column: str, content: int) -> list[dict[str, Any]]:
        row = self._db.execute(f"SELECT {column} FROM contents WHERE id = ?", (content,)).fetchone()
        return [] if row is None else list(json.loads(row[0]))

    # Passages of the last commit

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return passages by id, in the order asked for; ids that no document has are left out."""
        found = {passage.id: passage for part in _parts(ids) for passage in self._some_passages(part)}
        return [found[i] for i in ids if i in found]

    def _some_passages(self, ids: Sequence[int]) -> Iterator[StoredPassage]:
        marks = ",".join("?" * len(ids))
        rows = self._db.execute(
            f"SELECT {', '.join(f'p.{name}' for name in PASSAGE_COLUMNS)}, p.sentences, p.embedding, "
            f"c.title, "
            "(SELECT json_group_array(path) FROM documents WHERE content = c.id) "
            f"FROM passages p JOIN contents c ON c.id = p.content WHERE p.id IN ({marks})",
            list(ids),
        )
        for *columns, sentences, embedding, title, names in rows:
            passage = stored_passage(columns, sentences, embedding, title, names)
            if passage.documents:
                yield passage

    def passage_ids(self, contents: Sequence[int]) -> list[int]:
        """Return the ids of the passages of some contents, in reading order."""
        found: list[int] = []
        for part in _parts(contents):
            marks = ",".join("?" * len(part))
            rows = self._db.execute(
                f"SELECT id FROM passages WHERE content IN ({marks}) ORDER BY content, start", list(part)
            )
            found += [int(row[0]) for row in rows]
        return found

    def passage_count(self) -> int:
        """Return the number of passages that documents have."""
        row = self._db.execute(
            "SELECT count(*) FROM passages WHERE content IN (SELECT content FROM documents)"
        ).fetchone()
        return int(row[0])

    def embeddings(self, contents: Iterable[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return passage ids of shape (n,) and embeddings of shape (n, dimension), content by content."""
        ids: list[int] = []
        blobs: list[bytes] = []
        for content in contents:
            rows = self._db.execute(
                "SELECT id, embedding FROM passages WHERE content = ? ORDER BY start", (content,)
            )
            for passage, blob in rows:
                ids.append(passage)
                blobs.append(blob)
        vectors = np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(len(ids), -1 if ids else 0)
        return np.asarray(ids, dtype=np.int64), vectors.astype(np.float32)

    def passage_texts(self, contents: Iterable[int]) -> Iterator[tuple[int, int, str, str, str]]:
        """Yield passage id, content, text, title and heading, content by content."""
        for content in contents:
            rows = self._db.execute(
                "SELECT p.id, p.content, p.text, c.title, p.heading FROM passages p "
                "JOIN contents c ON c.id = p.content WHERE p.content = ? ORDER BY p.start",
                (content,),
            )
            # Fetched, so that a generator left in the middle holds nothing that the store's end could break.
            yield from rows.fetchall()

    def damage(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file; nothing if it is sound."""
        try:
            found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(10)")]
            dangling = self._db.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [line for line in found if line != "ok"] + (["rows point at missing rows"] if dangling else [])


def open_store(folder: Path) -> Store:
    """Open the store of an index for reading, also from a folder or disk that takes no files.

    Raises:
        IndexMissingError: There is none.
        IndexDamagedError: The file is no store, or of a version this program cannot read.
        AssistantError: The file cannot be read now.
    """
    path = folder / STORE_NAME
    if not path.is_file():
        raise IndexMissingError(f"There is no index in '{folder}'; run 'assistant index' to build it.")
    with sqlite_explained(path):
        try:
            return _checked(connect(path), path)
        except sqlite3.OperationalError as error:
            # SQLite keeps two files beside the store, and perhaps cannot make them here.
            is_busy = error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if is_busy or not can_be_frozen(path):
                raise
        return _checked(connect_frozen(path), path, is_frozen=True)


def create_store(folder: Path) -> Store:
    """Open the store of an index for changing it, making an empty one first if there is none.

    Raises:
        IndexDamagedError: The file is no store, or of a version this program cannot read.
        AssistantError: The store cannot be made or opened.
    """
    path = folder / STORE_NAME
    with writing_explained(folder), sqlite_explained(path):
        if not path.exists():
            create(path)
        return _checked(connect(path), path)


def _checked(db: sqlite3.Connection, path: Path, *, is_frozen: bool = False) -> Store:
    """Return the store behind a connection if this program can read its format; else close it."""
    store = Store(db, path, is_frozen=is_frozen)
    try:
        version = store.meta("format")
        if version == str(FORMAT_VERSION):
            return store
        raise IndexDamagedError(
            f"The index file '{path}' has format {version}, this program reads {FORMAT_VERSION}; "
            f"remove the folder '{path.parent}' and run 'assistant index'."
        )
    except BaseException:
        store.close()
        raise


def _parts(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """Cut a list into parts that fit into one SQL statement."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
