"""The store of an index on Milvus, opened for reading: the rows that one commit shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from assistant.common.lru import LruCache
from assistant.errors import IndexDamagedError
from assistant.index.milvus.commits import Commit
from assistant.index.milvus.engine import Engine, Row
from assistant.index.milvus.rows import (
    PASSAGE_FIELDS,
    RECORD,
    RECORD_FIELDS,
    TABLES,
    TEXT,
    joined,
    read_document,
    read_passage,
    unpack_record,
)
from assistant.index.milvus.schema import DOCUMENT, HEADER, PART, Names, alive, among
from assistant.index.store.error_messages import shell_command
from assistant.index.store.reader import StoreReader
from assistant.index.store.rows import (
    ContentPaths,
    ContentRecord,
    StoredDocument,
    StoredPassage,
    documents_digest,
    unpack_tables,
    unpack_text,
)
from assistant.types import Table

# Contents and passages in memory; a long book takes a megabyte, a passage three kilobytes.
_KEPT_TEXTS, _KEPT_RECORDS, _KEPT_PASSAGES = 128, 20_000, 4_000
# Parts read at once: their texts have at most 64 KB each.
_PARTS_AT_ONCE = 200
_CONTENTS_AT_ONCE = 100
_NUMBERS_AT_ONCE = 5_000

_Parts = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in memory of an index, whatever the commit: no content ever changes."""

    records: LruCache[int, ContentRecord] = field(default_factory=lambda: LruCache(_KEPT_RECORDS))
    texts: LruCache[int, tuple[str, tuple[Table, ...]]] = field(default_factory=lambda: LruCache(_KEPT_TEXTS))


class MilvusStore(StoreReader):
    """One commit of an index; safe to use from several threads."""

    def __init__(
        self, engine: Engine, names: Names, commit: Commit, before: MilvusStore | None = None
    ) -> None:
        """Show a commit.

        Args:
            engine: The connection.
            names: The collections of the index.
            commit: The commit.
            before: The store of an earlier commit, of which what stays the same is used again.
        """
        self.engine = engine
        self.names = names
        self.shown = commit
        self.kept: Kept = before.kept if before else Kept()
        self.rows: LruCache[int, Row] = LruCache(_KEPT_PASSAGES)
        self._documents: dict[str, StoredDocument] | None = None
        self._before = before

    @property
    def place(self) -> str:
        """The address of the index."""
        return self.engine.address.written

    def close(self) -> None:
        """Do nothing: the connection is closed by whoever opened it."""

    @contextmanager
    def read_transaction(self) -> Iterator[None]:
        """Do nothing: what is read is always that of one commit."""
        yield

    def damaged_error(self, what: str, content: int | None = None) -> IndexDamagedError:
        """Return the error that names what is damaged, with a document that it belongs to."""
        where = "" if content is None else f"of {self._name_of(content)} "
        command = shell_command("doctor --repair", self.place)
        return IndexDamagedError(f"{what} {where}in the index '{self.place}' is damaged; run '{command}'.")

    def _name_of(self, content: int) -> str:
        with suppress(IndexDamagedError):
            for document in self.documents().values():
                if document.content == content:
                    return f"'{document.path}'"
        return f"content {content}"

    def all_meta(self) -> dict[str, str]:
        """Return every value kept with the commit."""
        return dict(self.shown.values)

    # Documents

    def documents(self) -> dict[str, StoredDocument]:
        """Return every file of the commit by path, in path order."""
        if self._documents is None:
            self._documents = self._changed_documents() or self._all_documents()
            self._before = None
        return self._documents

    def _all_documents(self) -> dict[str, StoredDocument]:
        where = f"kind == {DOCUMENT} and {alive(self.shown.number)}"
        found = self._read_documents(self.engine.all(self.names.records, where, RECORD_FIELDS))
        if not self._is_list(found):
            raise self.damaged_error("The list of documents")
        return found

    def _changed_documents(self) -> dict[str, StoredDocument] | None:
        """Return the documents from those of an earlier commit and what changed, None if that cannot be."""
        before = self._before
        if before is None or before._documents is None or not before.shown.number:
            return None
        old, new = before.shown.number, self.shown.number
        changed = f"kind == {DOCUMENT} and died > {old} and born <= {new} and (born > {old} or died <= {new})"
        gone: list[Row] = []
        come: list[Row] = []
        for row in self.engine.all(self.names.records, changed, RECORD_FIELDS):
            (come if row["died"] > new else gone).append(row)
        found = dict(before._documents)
        for path in self._read_documents(gone):
            found.pop(path, None)
        found = dict(sorted((found | self._read_documents(come)).items()))
        return found if self._is_list(found) else None

    def _read_documents(self, rows: Iterator[Row] | list[Row]) -> dict[str, StoredDocument]:
        documents = []
        for row in rows:
            document = read_document(row["data"])
            if document is None:
                raise self.damaged_error("The list of documents")
            documents.append(document)
        return {document.path: document for document in sorted(documents, key=lambda each: each.path)}

    def _is_list(self, found: Mapping[str, StoredDocument]) -> bool:
        digests = [document.row()[-1] for document in found.values()]
        return documents_digest(digests) == self.meta("documents") or not self.shown.number

    # Contents

    def headers(self) -> Iterator[tuple[Row, list[str | int]]]:
        """Yield the rows that say that contents are stored, and what they say."""
        where = f"kind == {HEADER} and {alive(self.shown.number)}"
        for row in self.engine.all(self.names.records, where, RECORD_FIELDS):
            yield row, json.loads(row["data"])

    def known_contents(self) -> dict[tuple[str, str, str], int]:
        """Return every content of the commit by hash, kind and recipe."""
        return {(str(said[0]), str(said[1]), str(said[2])): row["content"] for row, said in self.headers()}

    def content_ids(self) -> list[int]:
        """Return the numbers of all contents, unchecked."""
        return sorted({row["content"] for row, _ in self.headers()})

    def content(self, content: int) -> ContentRecord:
        """Return what is kept of a content besides its text; raises IndexDamagedError."""
        return self.contents([content])[0]

    def contents(self, contents: Sequence[int]) -> list[ContentRecord]:
        """Return what is kept of several contents, in the order asked for."""
        return self.kept.records.get_or_compute(contents, self._load_records)

    def _load_records(self, contents: Sequence[int]) -> list[ContentRecord]:
        return [self._record(content, parts) for content, parts in self._parts(contents, (RECORD,))]

    def _record(self, content: int, parts: _Parts) -> ContentRecord:
        packed = joined(parts.get(RECORD, ()))
        record = None if packed is None else unpack_record(packed)
        if record is None or record.id != content:
            raise self.damaged_error("What is stored", content)
        return record

    def _parts(self, contents: Sequence[int], fields: Sequence[str]) -> Iterator[tuple[int, _Parts]]:
        """Yield some parts of each of these contents, by field."""
        named = ", ".join(f"'{field}'" for field in fields)
        for start in range(0, len(contents), _CONTENTS_AT_ONCE):
            some = contents[start : start + _CONTENTS_AT_ONCE]
            found: dict[int, dict[str, list[Row]]] = {content: {} for content in some}
            where = f"kind == {PART} and {among('content', some)} and field in [{named}]"
            for row in self.engine.all(self.names.records, where, RECORD_FIELDS, _PARTS_AT_ONCE):
                found[row["content"]].setdefault(row["field"], []).append(row)
            yield from found.items()

    def text(self, content: int) -> str:
        """Return the whole text of a content; raises IndexDamagedError."""
        return self.texts([content])[0]

    def texts(self, contents: Sequence[int]) -> list[str]:
        """Return the texts of several contents, in the order asked for."""
        return [text for text, _ in self.kept.texts.get_or_compute(contents, self._load_texts)]

    def tables(self, content: int) -> tuple[Table, ...]:
        """Return the tables of a content, as ranges of its text; raises IndexDamagedError."""
        return self.kept.texts.get_or_compute([content], self._load_texts)[0][1]

    def _load_texts(self, contents: Sequence[int]) -> list[tuple[str, tuple[Table, ...]]]:
        found = []
        for content, parts in self._parts(contents, (RECORD, TEXT, TABLES)):
            record = self._record(content, parts)
            packed, packed_tables = (joined(parts.get(field, ())) for field in (TEXT, TABLES))
            text = None if packed is None else unpack_text(record, packed)
            tables = None if packed_tables is None else unpack_tables(record, packed_tables)
            if text is None or tables is None:
                raise self.damaged_error("The text" if text is None else "A table", content)
            found.append((text, tables))
        return found

    # Passages

    def passage_rows(self, ids: Sequence[int]) -> list[Row]:
        """Return the rows of passages by id, in the order asked for; raises IndexDamagedError."""
        return self.rows.get_or_compute(ids, self._load_passages) if ids else []

    def keep(self, rows: Sequence[Row]) -> None:
        """Keep the rows of passages that a search found."""
        by_id = {row["passage"]: row for row in rows}
        self.rows.get_or_compute(list(by_id), lambda new: [by_id[passage] for passage in new])

    def _load_passages(self, ids: Sequence[int]) -> list[Row]:
        found: dict[int, Row] = {}
        for start in range(0, len(ids), _NUMBERS_AT_ONCE):
            where = (
                f"{among('passage', ids[start : start + _NUMBERS_AT_ONCE])} and {alive(self.shown.number)}"
            )
            rows = self.engine.all(self.names.passages(self.shown.dimension), where, PASSAGE_FIELDS)
            found |= {row["passage"]: row for row in rows}
        if len(found) < len(ids):
            raise self.damaged_error("A passage")
        return [found[passage] for passage in ids]

    def passages(self, ids: Sequence[int], paths: ContentPaths) -> list[StoredPassage]:
        """Return passages by id, in the order asked for; raises IndexDamagedError."""
        rows = self.passage_rows(ids)
        datas = self.passage_datas(rows)
        found = []
        for row in rows:
            passage = read_passage(row, datas[row["passage"]], paths)
            if passage is None:
                raise self.damaged_error("A passage", row["content"])
            found.append(passage)
        return found

    def passage_datas(self, rows: Sequence[Row]) -> dict[int, str]:
        """Return what is stored of some passages, by id, unchecked."""
        long = [row for row in rows if not row["data"]]
        return {row["passage"]: row["data"] for row in rows} | self._long_passages(long)

    def _long_passages(self, rows: Sequence[Row]) -> dict[int, str]:
        """Return what is stored of passages that are longer than a field."""
        found = {}
        for row in rows:
            name = str(row["passage"])
            ((_, parts),) = self._parts([row["content"]], [name])
            packed = joined(parts.get(name, ()))
            if packed is None:
                raise self.damaged_error("A passage", row["content"])
            found[row["passage"]] = packed.decode()
        return found

    def passage_id_at(self, content: int, position: int) -> int | None:
        """Return the id of the passage of a content at an offset of its text, None if there is none."""
        record = self.content(content)
        if not record.passages:
            return None
        inside = f"content == {content} and start <= {position} and stop > {position}"
        where = f"{inside} and {alive(self.shown.number)}"
        rows = self.engine.few(self.names.passages(self.shown.dimension), where, PASSAGE_FIELDS)
        self.keep(rows)
        return min((row["passage"] for row in rows), default=None)

    def passage_count(self) -> int:
        """Return the number of passages that documents have."""
        return self.shown.totals.passages
