"""Add contents to an index on Milvus while a build runs, as rows of the coming commit.

Nobody sees them before that commit is written. A content is complete when its header is there, which is
written last: what a dead build completed is used by the next, and the rest is removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.index.milvus.bm25 import engine_words
from assistant.index.milvus.commits import Commit
from assistant.index.milvus.engine import Engine, Row
from assistant.index.milvus.rows import (
    content_rows,
    header_row,
    part_texts,
    passage_data,
    passage_row,
    record_row,
)
from assistant.index.milvus.schema import LONGEST, PART, Names, create_passages
from assistant.index.milvus.store import MilvusStore
from assistant.index.milvus.sweep import Unfinished
from assistant.index.store.rows import ContentRecord, new_content, passage_digest, sentences_from_json
from assistant.index.store.rows import passage_row as stored_passage
from assistant.passages.splitting import PassageRange
from assistant.passages.table_context import caption_prefix
from assistant.types import Extraction


@dataclass(slots=True)
class _Batch:
    """The rows of contents that are added together; headers are written when all others are there."""

    passages: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    headers: list[Row] = field(default_factory=list)


class MilvusBuildStore(MilvusStore):
    """The last commit, to which the contents of the coming one are added; the lease is held."""

    def __init__(self, engine: Engine, names: Names, commit: Commit, unfinished: Unfinished) -> None:
        """Go on where a dead build ended.

        Args:
            engine: The connection.
            names: The collections of the index.
            commit: The last commit.
            unfinished: What was written for the coming one.
        """
        super().__init__(engine, names, commit)
        self.coming = commit.number + 1
        self.fresh = dict(unfinished.contents)
        self.rows_from, self.contents_from, self.passages_from = (
            count(max(commit.next_id(name), unfinished.next_ids[name]))
            for name in ("row", "content", "passage")
        )
        self.dimensions = dict(unfinished.dimensions)
        self._expected: Mapping[tuple[str, str], Sequence[str]] = {}
        self._batch = _Batch()

    def expect(self, paths: Mapping[tuple[str, str], Sequence[str]]) -> None:
        """Learn which documents, by hash and kind, are going to have the contents that are added."""
        self._expected = paths

    def known_contents(self) -> dict[tuple[str, str, str], int]:
        """Return every content by hash, kind and recipe, also those not committed yet."""
        return super().known_contents() | self.fresh

    def content_ids(self) -> list[int]:
        """Return the numbers of all contents, unchecked."""
        return sorted({*super().content_ids(), *self.fresh.values()})

    @contextmanager
    def write_transaction(self) -> Iterator[None]:
        """Keep everything that is added inside, or nothing where an error is raised."""
        self._batch = _Batch()
        yield
        batch, self._batch = self._batch, _Batch()
        if batch.passages:
            self.engine.insert(self.names.passages(len(batch.passages[0]["vector"])), batch.passages)
        self.engine.insert(self.names.records, batch.parts)
        self.engine.insert(self.names.records, batch.headers)

    def add_content(
        self,
        sha256: str,
        kind: str,
        recipe: str,
        extraction: Extraction,
        passages: Sequence[PassageRange],
        embeddings: npt.NDArray[np.float32],
    ) -> int:
        """Add what one file says, with its passages; see `WritableStore.add_content`."""
        first, key = self._take_passages(len(passages)), (sha256, kind, recipe)
        record, text, tables = new_content(next(self.contents_from), key, extraction, passages, first)
        numbered = zip(record.passage_ids, passages, embeddings, strict=True)
        rows = [stored_passage(number, record, extraction.text, *each) for number, *each in numbered]
        return self._add(record, text, tables, rows)

    def add_stored(
        self, record: ContentRecord, text: bytes, tables: bytes, rows: Sequence[Sequence[Any]]
    ) -> int:
        """Add a content of another store, with numbers of this one.

        Args:
            record: What is kept of the content there.
            text: Its compressed text.
            tables: Its compressed tables.
            rows: Its rows of `passages` there, verified.

        Returns:
            The number of the new content.
        """
        first = self._take_passages(len(rows))
        copied = replace(record, id=next(self.contents_from), first_passage=first)
        key, renumbered = (*copied.key, copied.title), []
        for number, (_, _, *values, _) in zip(copied.passage_ids, rows, strict=True):
            row = (number, copied.id, *values)
            renumbered.append((*row, passage_digest(row, key)))
        return self._add(copied, text, tables, renumbered)

    def _take_passages(self, number: int) -> int:
        first = next(self.passages_from)
        self.passages_from = count(first + number)
        return first

    def _add(self, record: ContentRecord, text: bytes, tables: bytes, rows: Sequence[Sequence[Any]]) -> int:
        # Where documents turn out to have other names, the commit writes the place again.
        place = " ".join((record.title, *sorted(self._expected.get((record.sha256, record.kind), ()))))
        for row in rows:
            self._add_passage(row, record, place)
        if self._batch.passages and rows:
            self._use_dimension(record.id, len(self._batch.passages[-1]["vector"]))
        self._batch.parts += content_rows(self.rows_from, self.coming, record, text, tables)
        self._batch.headers.append(header_row(next(self.rows_from), self.coming, record, place))
        self.fresh[record.key] = record.id
        return record.id

    def _add_passage(self, row: Sequence[Any], record: ContentRecord, place: str) -> None:
        number, _, _, _, text, heading, _, _, sentences, embedding, _ = row
        data = passage_data(row, (*record.key, record.title))
        if len(data) > LONGEST:
            self._batch.parts += [
                record_row(next(self.rows_from), self.coming, PART, part, record.id, str(number), position)
                for position, part in enumerate(part_texts(data.encode()))
            ]
            data = ""
        searched = caption_prefix(text, heading, sentences_from_json(sentences)) + text
        words = engine_words(searched, passage_place(place, heading))
        vector = np.frombuffer(embedding, dtype=np.float16).astype(np.float32)
        self._batch.passages.append(passage_row(next(self.rows_from), self.coming, row, data, words, vector))

    def _use_dimension(self, content: int, dimension: int) -> None:
        if dimension not in self.dimensions.values():
            create_passages(self.engine, self.names.passages(dimension), dimension)
        self.dimensions[content] = dimension


def passage_place(place: str, heading: str) -> str:
    """Return what stands above a passage: title and paths of its content, and its heading."""
    return f"{place} {heading}"
