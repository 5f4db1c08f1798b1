"""The store opened for writing: contents as they are embedded, and the one transaction of a commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.index.store.error_messages import explain_sqlite_errors
from assistant.index.store.meta import meta_rows
from assistant.index.store.rows import StoredDocument, documents_digest, new_content, passage_row
from assistant.index.store.store import Store
from assistant.passages.splitting import PassageRange
from assistant.types import Extraction

# Answered from indexes alone: the rows of contents are long.
_UNUSED = (
    "id IN (SELECT id FROM contents "
    "WHERE id NOT IN (SELECT content FROM documents WHERE content IS NOT NULL))"
)


class WritableStore(Store):
    """A store that can be changed; whoever opens it holds the writer's lock."""

    @contextmanager
    def write_transaction(self) -> Iterator[None]:
        """Commit everything inside, or nothing where an error is raised."""
        with explain_sqlite_errors(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.commit()
            finally:
                self._db.rollback()  # does nothing after the commit

    # What the index was built with

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value with the index."""
        self.replace_meta(self.all_meta() | {key: value})

    def replace_meta(self, values: dict[str, str]) -> None:
        """Keep these values with the index and no others, in `meta` and again in `spare`."""
        for table in ("meta", "spare"):
            self._db.execute(f"DELETE FROM {table}")
            self._db.executemany(f"INSERT INTO {table} VALUES (?, ?)", meta_rows(values))

    # Documents

    def set_documents(self, documents: Iterable[StoredDocument]) -> None:
        """Make these the files of the index, and drop the contents that none of them has."""
        self.replace_documents(documents)
        self.delete_unused_contents()

    def replace_documents(self, documents: Iterable[StoredDocument]) -> None:
        """Make these the files of the index; contents stay."""
        before = {row[0]: row for row in self.document_rows()}
        rows = {document.path: document.row(before.get(document.path)) for document in documents}
        gone = [(path,) for path in before if before[path] != rows.get(path)]
        new = [row for path, row in rows.items() if before.get(path) != row]
        self._db.executemany("DELETE FROM documents WHERE path = ?", gone)
        self._db.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", new)
        self.set_meta("documents", documents_digest([rows[path][-1] for path in sorted(rows)]))

    def delete_unused_contents(self) -> None:
        """Drop the contents that no document has."""
        self._db.execute(f"DELETE FROM contents WHERE {_UNUSED}")

    def has_unused_contents(self) -> bool:
        """Whether there are contents that no document has."""
        return bool(self._rows(f"SELECT EXISTS (SELECT 1 FROM contents WHERE {_UNUSED})")[0][0])

    # Contents

    def add_content(
        self,
        sha256: str,
        kind: str,
        recipe: str,
        extraction: Extraction,
        passages: Sequence[PassageRange],
        embeddings: npt.NDArray[np.float32],
    ) -> int:
        """Add what one file says, with its passages.

        Args:
            sha256: Hash (hex) of the file.
            kind: The family of its format.
            recipe: Hash of the parser, the settings and the model that made the passages.
            extraction: Text, pages, headings and tables.
            passages: The ranges of its passages, in reading order.
            embeddings: Unit vectors of shape (passages, dimension).

        Returns:
            The number of the new content.
        """
        first = self._next_id("passages")
        key = (sha256, kind, recipe)
        record, text, tables = new_content(self._next_id("contents"), key, extraction, passages, first)
        rows = (
            passage_row(number, record, extraction.text, passage, vector)
            for number, passage, vector in zip(record.passage_ids, passages, embeddings, strict=True)
        )
        self.insert_content(record.row(text, tables), rows)
        return record.id

    def insert_content(self, content: Sequence[Any], passages: Iterable[Sequence[Any]]) -> None:
        """Add a row of the table `contents` and its rows of `passages`."""
        self._db.execute(f"INSERT INTO contents VALUES ({','.join('?' * len(content))})", content)
        self._db.executemany(f"INSERT INTO passages VALUES ({','.join('?' * 11)})", passages)

    def _next_id(self, table: str) -> int:
        """Return an id that no row of a table has or ever had."""
        (row,) = self._rows(
            f"SELECT max((SELECT coalesce(max(id), 0) FROM {table}), "
            "coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))",
            (table,),
        )
        return int(row[0]) + 1
