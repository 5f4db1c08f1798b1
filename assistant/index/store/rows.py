"""The rows of the store as plain data, each verified by its digest.

Every row carries a digest. Those of documents are covered by one in `meta`, a document paths the
content by number and hash, and a passage's digest covers the hash and the title of its content: so a
row of another content, commit or index is detected.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.documents.tables.stored import tables_as_json, tables_from_json
from assistant.index.store.digest import Value, digest
from assistant.passages.splitting import PassageRange
from assistant.types import Extraction, Heading, Line, Page, Sentence, Table

# The paths of the documents that have a content, by content.
ContentPaths = Mapping[int, tuple[str, ...]]
# The contents of the messages that a content is attached to, by content.
ContentHolders = Mapping[int, tuple[int, ...]]

# The columns of a passage that are its fields as they stand.
PASSAGE_COLUMNS = ("id", "content", "start", "end", "text", "heading", "page", "page_label")


# Prefix of the recipe of a document whose content was lost to damage; its former recipe follows.
LOST_RECIPE = "lost:"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file as of the last commit; `content` is None where it failed, for `reason`."""

    path: str
    sha256: str
    size: int
    recipe: str
    content: int | None
    reason: str = ""

    def row(self, known: tuple[Value, ...] | None = None) -> tuple[Value, ...]:
        """Return the row of `documents`, with the digest of the row `known` if that has the same values."""
        values = _document_values(self)
        return known if known and known[:-1] == values else (*values, digest(values))


_document_values = attrgetter(*StoredDocument.__slots__)


def document_from_row(row: Sequence[Any]) -> StoredDocument | None:
    """Return a document from its row, None if the row does not match its digest."""
    *values, written = row
    return StoredDocument(*values) if digest(values) == written else None


def documents_digest(digests: Sequence[Value]) -> str:
    """Return the number of documents and a digest over theirs, in path order."""
    return f"{len(digests)}:{digest(digests).hex()}"


@dataclass(frozen=True, slots=True)
class ContentRecord:
    """A row of `contents` without its text and tables; pages, headings and warnings are JSON.

    Its passages have the ids from `first_passage` on. `date` is that of the file's properties.
    """

    id: int
    sha256: str
    kind: str
    recipe: str
    title: str
    characters: int
    first_passage: int
    passages: int
    pages: str
    headings: str
    line_breaks: str
    warnings: str
    text_digest: bytes
    tables_digest: bytes
    date: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Hash, kind and recipe, which identify a content."""
        return (self.sha256, self.kind, self.recipe)

    @property
    def passage_ids(self) -> range:
        """The ids of its passages, in reading order."""
        return range(self.first_passage, self.first_passage + self.passages)

    def row(self, text: bytes, tables: bytes) -> tuple[Value, ...]:
        """Return the row of `contents` with a compressed text and compressed tables."""
        values = _content_values(self)
        return (*values, digest(values), text, tables)


CONTENT_COLUMNS = tuple(ContentRecord.__slots__)
_content_values = attrgetter(*CONTENT_COLUMNS)


def content_from_row(row: Sequence[Any]) -> ContentRecord | None:
    """Return a content from the values of `CONTENT_COLUMNS` and the digest, None if they are damaged."""
    *values, written = row
    return ContentRecord(*values) if digest(values) == written else None


def new_content(
    content: int,
    key: tuple[str, str, str],
    extraction: Extraction,
    passages: Sequence[PassageRange],
    first_passage: int,
) -> tuple[ContentRecord, bytes, bytes]:
    """Return the record, the compressed text and the compressed tables of what a file says."""
    text = zlib.compress(extraction.text.encode("utf-8"))
    tables = pack_tables(extraction.tables)
    record = ContentRecord(
        content,
        *key,
        title=extraction.title,
        characters=len(extraction.text),
        first_passage=first_passage,
        passages=len(passages),
        pages=json.dumps([asdict(page) for page in extraction.pages]),
        headings=json.dumps([asdict(heading) for heading in extraction.headings]),
        line_breaks=extraction.line_breaks,
        warnings=json.dumps(extraction.warnings),
        text_digest=digest((), text),
        tables_digest=digest((), tables),
        date=extraction.date,
    )
    return record, text, tables


def pack_tables(tables: Iterable[Table]) -> bytes:
    """Return tables in their compressed form."""
    return zlib.compress(json.dumps(tables_as_json(tables), separators=(",", ":")).encode("utf-8"))


def unpack_tables(record: ContentRecord, tables: Any) -> tuple[Table, ...] | None:
    """Return the tables of a content from their compressed form, None if it does not match its digest."""
    if digest((), tables) != record.tables_digest:
        return None
    return tables_from_json(json.loads(zlib.decompress(tables)))


def unpack_text(record: ContentRecord, text: Any) -> str | None:
    """Return the text of a content from its compressed form, None if that does not match its digest."""
    return zlib.decompress(text).decode("utf-8") if digest((), text) == record.text_digest else None


def pages_of(record: ContentRecord) -> tuple[Page, ...]:
    """Return the pages of a content."""
    return tuple(page_from_json(**page) for page in json.loads(record.pages))


def page_from_json(lines: Iterable[dict[str, Any]] = (), **fields: Any) -> Page:
    """Return a page from its stored fields; those written before pages had lines lack them."""
    return Page(**fields, lines=tuple(Line(line["start"], line["end"], tuple(line["box"])) for line in lines))


def headings_of(record: ContentRecord) -> tuple[Heading, ...]:
    """Return the headings of a content."""
    return tuple(Heading(**heading) for heading in json.loads(record.headings))


def warnings_of(record: ContentRecord) -> tuple[str, ...]:
    """Return what was left out of a content or is doubtful in it, one sentence each."""
    return tuple(json.loads(record.warnings))


def sentences_as_json(sentences: Iterable[Sentence]) -> str:
    """Return sentences as they are stored: start, end, and the sum of the bits that hold.

    1 for a heading, 2 for a row of a table, 4 for what is quoted, 8 for boilerplate.
    """
    return json.dumps([(s.start, s.end, _bits(s)) for s in sentences])


def _bits(sentence: Sentence) -> int:
    quoted, boilerplate = 4 * sentence.is_quoted, 8 * sentence.is_boilerplate
    return sentence.is_heading + 2 * sentence.is_row + quoted + boilerplate


def sentences_from_json(stored: str) -> tuple[Sentence, ...]:
    """Return sentences that were stored."""
    return tuple(
        Sentence(start, end, *(bool(bits & bit) for bit in (1, 2, 4, 8)))
        for start, end, bits in json.loads(stored)
    )


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A row of `passages`, with what belongs to its content.

    `start` and `end` and those of `sentences` are offsets into the document's text; `embedding` is float32 of
    shape (dimension,); `sha256` is that of the file; `documents` are the paths that have this content.
    """

    id: int
    content: int
    start: int
    end: int
    text: str
    heading: str
    page: int | None
    page_label: str
    sentences: tuple[Sentence, ...]
    embedding: npt.NDArray[np.float32]
    title: str
    sha256: str
    documents: tuple[str, ...]

    @property
    def place(self) -> str:
        """What stands above it: title, headings and the names of its files."""
        return " ".join((self.title, self.heading, *self.documents))


def passage_from_row(
    row: Sequence[Any], content_key: Sequence[str], paths: ContentPaths
) -> StoredPassage | None:
    """Return a passage from its row, None if the row does not match its digest.

    Args:
        row: The values of `passages`.
        content_key: Hash, kind, recipe and title of its content.
        paths: The documents that have each content.
    """
    *columns, sentences, embedding, written = row
    if passage_digest(row[:-1], content_key) != written:
        return None
    fields = dict(zip(PASSAGE_COLUMNS, columns, strict=True))
    return StoredPassage(
        **fields,
        sentences=sentences_from_json(sentences),
        embedding=np.frombuffer(embedding, dtype=np.float16).astype(np.float32),
        title=content_key[3],
        sha256=content_key[0],
        documents=paths.get(fields["content"], ()),
    )


def passage_row(
    number: int, record: ContentRecord, text: str, passage: PassageRange, vector: npt.NDArray[np.float32]
) -> tuple[Value, ...]:
    """Return the row of `passages` of a new passage."""
    page = passage.page
    row = (
        number,
        record.id,
        passage.start,
        passage.end,
        text[passage.start : passage.end],
        passage.heading,
        page.number if page else None,
        page.label if page else "",
        sentences_as_json(passage.sentences),
        vector.astype(np.float16).tobytes(),
    )
    return (*row, passage_digest(row, (*record.key, record.title)))


def passage_digest(row: Sequence[Value], content_key: Sequence[str]) -> bytes:
    """Return the digest of the values of a passage and of the content that it belongs to."""
    number, content, start, end, text, *rest, embedding = row
    return digest((*content_key, number, content, start, end, *rest), text, embedding)
