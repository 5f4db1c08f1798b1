"""Add contents to an index on Milvus while a build runs, as rows of the coming commit.

Nobody sees them before that commit is written. A content is complete when its header is there, which is
written last: what a dead build completed is used by the next, and the rest is removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import numpy.typing as npt

from assistant.index.milvus.bm25 import engine_words
from assistant.index.milvus.commits import Commit
from assistant.index.milvus.engine import Engine, Row
from assistant.index.milvus.rows import (
    content_rows,
    half,
    header_row,
    part_texts,
    passage_data,
    passage_row,
    record_row,
)
from assistant.index.milvus.schema import LONGEST, PART, Names, create_passages
from assistant.index.milvus.store import MilvusStore
from assistant.index.milvus.sweep import Unfinished
from assistant.index.store.rows import ContentRecord, new_content
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
        first = next(self.passages_from)
        self.passages_from = count(first + len(passages))
        key = (sha256, kind, recipe)
        record, text, tables = new_content(next(self.contents_from), key, extraction, passages, first)
        if len(passages):
            self._use_dimension(record.id, embeddings.shape[1])
        # Where it turns out otherwise, the commit writes it again.
        place = " ".join((record.title, *sorted(self._expected.get((sha256, kind), ()))))
        for number, passage, vector in zip(record.passage_ids, passages, embeddings, strict=True):
            self._add_passage(number, record, extraction.text, passage, vector, place)
        self._batch.parts += content_rows(self.rows_from, self.coming, record, text, tables)
        self._batch.headers.append(header_row(next(self.rows_from), self.coming, record, place))
        self.fresh[key] = record.id
        return record.id

    def _add_passage(
        self,
        number: int,
        record: ContentRecord,
        text: str,
        passage: PassageRange,
        vector: npt.NDArray[np.float32],
        place: str,
    ) -> None:
        values = stored_passage(number, record, text, passage, vector)
        data = passage_data(values, (*record.key, record.title))
        if len(data) > LONGEST:
            self._batch.parts += [
                record_row(next(self.rows_from), self.coming, PART, part, record.id, str(number), position)
                for position, part in enumerate(part_texts(data.encode()))
            ]
            data = ""
        own = text[passage.start : passage.end]
        searched = caption_prefix(own, passage.heading, passage.sentences) + own
        words = engine_words(searched, passage_place(place, passage.heading))
        kept = half(vector).astype(np.float32)
        self._batch.passages.append(passage_row(next(self.rows_from), self.coming, values, data, words, kept))

    def _use_dimension(self, content: int, dimension: int) -> None:
        if dimension not in self.dimensions.values():
            create_passages(self.engine, self.names.passages(dimension), dimension)
        self.dimensions[content] = dimension


def passage_place(place: str, heading: str) -> str:
    """Return what stands above a passage: title and paths of its content, and its heading."""
    return f"{place} {heading}"
