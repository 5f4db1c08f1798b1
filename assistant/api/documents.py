"""What an open index knows of its documents: their texts, pages, headings, tables and dates."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.overview import opening_lines
from assistant.index.opening import SnapshotSource
from assistant.types import Citation, DocumentInfo, DocumentText, Heading, Page, Table, Theme


class IndexedDocuments:
    """The documents of the newest commit of an index."""

    def __init__(self, snapshots: SnapshotSource) -> None:
        """Look documents up in the newest of some snapshots."""
        self._snapshots = snapshots

    def documents(self) -> list[DocumentInfo]:
        """Return every file that the index knows, also those that could not be read, in path order."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.document_infos()

    def opening_lines(self, documents: Sequence[str]) -> dict[str, str]:
        """Return the first sentences of each document as one line; a document that is not there has none."""
        with self._snapshots.newest() as snapshot:
            return {p: opening_lines(snapshot, p) for p in documents if snapshot.has_document(p)}

    def themes(self) -> tuple[Theme, ...]:
        """Return what the documents are about, the largest theme first; none for very few passages."""
        from assistant.themes.clusters import find_themes  # who only asks need not load it

        with self._snapshots.newest() as snapshot:
            return find_themes(snapshot)

    def document(self, document: str) -> DocumentText:
        """Return the text of a document with what belongs to it, all of one commit.

        Raises:
            DocumentNotFoundError: There is no such document.
        """
        with self._snapshots.newest() as snapshot:
            return snapshot.document(document)

    def document_text(self, document: str) -> str:
        """Return the text that the offsets of a document's passages and citations point into.

        Raises:
            DocumentNotFoundError: There is no such document.
        """
        with self._snapshots.newest() as snapshot:
            return snapshot.store.text(snapshot.content(document))

    def document_pages(self, document: str) -> tuple[Page, ...]:
        """Return the pages of a document; raises DocumentNotFoundError."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.pages(snapshot.content(document))

    def document_headings(self, document: str) -> tuple[Heading, ...]:
        """Return the headings of a document; raises DocumentNotFoundError."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.headings(snapshot.content(document))

    def document_tables(self, document: str) -> tuple[Table, ...]:
        """Return the tables of a document whose cells are known; raises DocumentNotFoundError."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.tables(snapshot.content(document))

    def verify(self, citation: Citation) -> bool:
        """Whether the document, as it is indexed now, holds the quote exactly where the citation says."""
        with self._snapshots.newest() as snapshot:
            return snapshot.verify(citation)
