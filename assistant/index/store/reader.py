"""What every store of an index can be asked: documents, contents, texts, pages, headings, tables, passages.

Stores differ in where rows lie and how they are fetched; what follows from rows is the same in all of them.
Whatever is read is checked against its digest: damage raises IndexDamagedError and never gives a wrong text,
range or vector.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager

from assistant.errors import IndexDamagedError
from assistant.index.store.attachments import holder_of, title_of_attached
from assistant.index.store.document_date import document_date
from assistant.index.store.origins import stored_origins
from assistant.index.store.rows import (
    ContentPaths,
    ContentRecord,
    StoredDocument,
    StoredPassage,
    headings_of,
    pages_of,
    warnings_of,
)
from assistant.types import DocumentInfo, Heading, Page, Table


class StoreReader(ABC):
    """A store that is open for reading."""

    @property
    @abstractmethod
    def place(self) -> str:
        """Where the index is, as it is named in messages: its folder or its address."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    @abstractmethod
    def read_transaction(self) -> AbstractContextManager[None]:
        """Show one committed state from the first to the last statement inside."""

    @abstractmethod
    def damaged_error(self, what: str, content: int | None = None) -> IndexDamagedError:
        """Return the error that names what is damaged, with a document that it belongs to."""

    # What the index was built with

    @abstractmethod
    def all_meta(self) -> dict[str, str]:
        """Return every value kept with the index."""

    def meta(self, key: str) -> str | None:
        """Return a value kept with the index, or None."""
        return self.all_meta().get(key)

    def commit_number(self) -> int:
        """Return the number of the last commit, 0 before the first."""
        return int(self.meta("commit") or 0)

    def commit_id(self, commit: int | None = None) -> str:
        """Return the id of a commit (by default the last), unique among all commits of all stores."""
        number = self.commit_number() if commit is None else commit
        return f"{number}-{(self.meta('identity') or '')[:12]}"

    def model(self) -> tuple[str, str, str] | None:
        """Return name, identity and backend of the embedding model of the last commit."""
        record = self.meta("model")
        return None if record is None else tuple(json.loads(record))

    # Documents

    @abstractmethod
    def documents(self) -> dict[str, StoredDocument]:
        """Return every file of the last commit by path, in path order."""

    def document_infos(self) -> list[DocumentInfo]:
        """Return what a person wants to know of every file, in path order."""
        documents, origins = self.documents(), stored_origins(self.meta("origins"))
        contents = [each.content for each in documents.values() if each.content is not None]
        records = dict(zip(contents, self.contents(contents), strict=True))
        return [
            _document_info(
                each,
                None if each.content is None else records[each.content],
                holder_of(each.path, documents),
                *origins.get(each.sha256, ("", "")),
            )
            for each in documents.values()
        ]

    # Contents

    @abstractmethod
    def known_contents(self) -> dict[tuple[str, str, str], int]:
        """Return every content by hash, kind and recipe, also those not committed yet.

        They are unchecked: use `check_content` before a document is made to point at one.
        """

    @abstractmethod
    def content_ids(self) -> list[int]:
        """Return the numbers of all contents, unchecked."""

    @abstractmethod
    def content(self, content: int) -> ContentRecord:
        """Return what is kept of a content besides its text.

        Raises:
            IndexDamagedError: It is not there or is not what was written.
        """

    def contents(self, contents: Sequence[int]) -> list[ContentRecord]:
        """Return what is kept of several contents, in the order asked for."""
        return [self.content(content) for content in contents]

    def check_content(self, content: int, key: tuple[str, str, str]) -> None:
        """Make sure that a content is what a file of that hash, kind and recipe said.

        Raises:
            IndexDamagedError: It is not.
        """
        if self.content(content).key != key:
            raise self.damaged_error("What is stored", content)

    @abstractmethod
    def text(self, content: int) -> str:
        """Return the whole text of a content.

        Raises:
            IndexDamagedError: The stored text is not what was written.
        """

    def texts(self, contents: Sequence[int]) -> list[str]:
        """Return the texts of several contents, in the order asked for."""
        return [self.text(content) for content in contents]

    @abstractmethod
    def tables(self, content: int) -> tuple[Table, ...]:
        """Return the tables of a content, as ranges of its text.

        Raises:
            IndexDamagedError: The stored tables are not what was written.
        """

    def pages(self, content: int) -> tuple[Page, ...]:
        """Return the pages of a content."""
        return pages_of(self.content(content))

    def warnings(self, content: int) -> tuple[str, ...]:
        """Return what was left out of a content or is doubtful in it, one sentence each."""
        return warnings_of(self.content(content))

    def headings(self, content: int) -> tuple[Heading, ...]:
        """Return the headings of a content."""
        return headings_of(self.content(content))

    def title(self, content: int, holders: Sequence[int]) -> str:
        """Return the title of a content; `holders` are those of the messages that it is attached to."""
        return title_of_attached(self.content(content).title, map(self.content, holders))

    # Passages

    @abstractmethod
    def passages(self, ids: Sequence[int], paths: ContentPaths) -> list[StoredPassage]:
        """Return passages by id, in the order asked for.

        Args:
            ids: Ids of passages that the documents have.
            paths: The documents that have each content.

        Raises:
            IndexDamagedError: One of them is not there or is not what was written.
        """

    @abstractmethod
    def passage_id_at(self, content: int, position: int) -> int | None:
        """Return the id of the passage of a content at an offset of its text, None if there is none."""

    @abstractmethod
    def passage_count(self) -> int:
        """Return the number of passages that documents have."""


def _document_info(
    document: StoredDocument, record: ContentRecord | None, holder: str, address: str, fetched: str
) -> DocumentInfo:
    if record is None:
        return DocumentInfo(
            document.path,
            "",
            "failed",
            document.reason,
            size=document.size,
            attached_to=holder,
            date=fetched[:10] or document_date(document.path),
            address=address,
        )
    pages = pages_of(record)
    return DocumentInfo(
        document.path,
        record.title,
        "indexed",
        size=document.size,
        characters=record.characters,
        pages=len(pages),
        passages=record.passages,
        warnings=warnings_of(record),
        attached_to=holder,
        date=fetched[:10] or document_date(document.path, pages[0].label if pages else "", record.date),
        address=address,
    )
