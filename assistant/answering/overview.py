"""What the documents are about: the opening sentences of each, cited like any answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.answer import cite
from assistant.answering.evidence import Evidence, sentences_of
from assistant.answering.replies import refusal
from assistant.index.document_filter import DocumentFilter, parse_document_filter
from assistant.index.snapshot import Snapshot
from assistant.retrieval.search import Ranked
from assistant.types import Answer

_MOST_DOCUMENTS = 5
_SENTENCES_OF_ONE = 3
# Shorter ones are bylines, dates and page numbers; ones without a stop are titles and table rows.
_LEAST_WORDS = 6
_ENDS = re.compile(r"[.!?…。！？][”\"»)\]]*\Z")


def answer_overview(question: str, snapshot: Snapshot, documents: Sequence[str] | None = None) -> Answer:
    """Answer what the documents are about by their opening sentences, each with its citation.

    Args:
        question: The question, which asks for an overview.
        snapshot: The state of the index.
        documents: If given, only documents that these names match (`parse_document_filter`).

    Raises:
        DocumentNotFoundError: One of the names matches nothing that is indexed.
    """
    statements, citations = cite(snapshot, opening_sentences(snapshot, documents))
    if not citations:
        return Answer(question, "conversation", 1.0, message=refusal(question, 0), commit=snapshot.commit)
    count = snapshot.document_count if documents is None else len(snapshot.select_contents(documents))
    message = "There is one document. It begins:"
    if count > 1:
        begin = "They begin:" if len(citations) >= count else "Some of them begin:"
        message = f"There are {count} documents. {begin}"
    return Answer(
        question,
        "overview",
        1.0,
        statements=statements,
        citations=citations,
        message=message,
        searched_for=question,
        commit=snapshot.commit,
    )


def opening_sentences(snapshot: Snapshot, documents: Sequence[str] | None = None) -> list[list[Evidence]]:
    """Return the first real sentences: of one document three, of several the first of each.

    Args:
        snapshot: The state of the index.
        documents: If given, only documents that these names match (`parse_document_filter`).

    Raises:
        DocumentNotFoundError: One of the names matches nothing that is indexed.
    """
    document_filter = None if documents is None else parse_document_filter(documents)
    contents = list(snapshot.caches.paths)
    if document_filter is not None:
        contents = document_filter.select_contents(snapshot.caches.documents)
    each = _SENTENCES_OF_ONE if len(contents) == 1 else 1
    chosen = []
    for content in contents[:_MOST_DOCUMENTS]:
        chosen += [[evidence] for evidence in _openings(snapshot, content, each, document_filter)]
    return chosen


def opening_lines(snapshot: Snapshot, document: str, most: int = 160) -> str:
    """Return the first sentences of a document as one line, as many as fit, one in any case.

    Args:
        snapshot: The state of the index.
        document: The document's path.
        most: The most characters of several sentences; a first one that is longer stands alone.

    Raises:
        DocumentNotFoundError: There is no such document.
    """
    line = ""
    for opening in _openings(snapshot, snapshot.content(document), _SENTENCES_OF_ONE):
        longer = f"{line} {' '.join(opening.text.split())}".strip()
        if line and len(longer) > most:
            break
        line = longer
    return line


def _openings(
    snapshot: Snapshot, content: int, count: int, document_filter: DocumentFilter | None = None
) -> list[Evidence]:
    first = snapshot.passages(snapshot.store.content(content).passage_ids[:3])
    if document_filter is not None:
        first = document_filter.put_matching_paths_first(first)
    sentences = [evidence for passage in first for evidence in sentences_of(Ranked(passage, 1.0, 0.0, 0.0))]
    real = [e for e in sentences if len(e.text.split()) >= _LEAST_WORDS and _ENDS.search(e.text)]
    return (real or sentences)[:count]
