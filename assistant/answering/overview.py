"""The overview of the documents: the opening sentences of each, cited like any answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.citations import cite_statements
from assistant.answering.evidence import Evidence, citable_sentences
from assistant.answering.replies import refusal_message
from assistant.answering.tables.read import word_rows
from assistant.index.document_filter import DocumentFilter, parse_document_filter
from assistant.index.snapshot import Snapshot
from assistant.retrieval.search import RankedPassage
from assistant.types import Answer

_MAX_DOCUMENTS = 5
_MAX_SENTENCES = 3
# Shorter lines are bylines, dates and page numbers; those without a full stop are titles and table rows.
_MIN_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?…。！？][”\"»)\]]*\Z")


def answer_overview(question: str, snapshot: Snapshot, documents: Sequence[str] | None = None) -> Answer:
    """Answer what the documents are about by their opening sentences, each with its citation.

    Args:
        question: The question, which asks for an overview.
        snapshot: The state of the index.
        documents: If given, only documents that these names match (`parse_document_filter`).

    Raises:
        DocumentNotFoundError: One of the names matches nothing that is indexed.
    """
    opening = word_rows(snapshot, opening_sentences(snapshot, documents))
    statements, citations = cite_statements(snapshot, opening)
    if not citations:
        message = refusal_message(0)
        return Answer(question, "conversation", 1.0, message=message, commit=snapshot.commit)
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
    """Return the opening sentences: three of a single document, the first of each of several documents.

    Args:
        snapshot: The state of the index.
        documents: If given, only the documents that these names or patterns select (`parse_document_filter`).

    Returns:
        One list of a single sentence for each statement of the overview.

    Raises:
        DocumentNotFoundError: One of the names selects no indexed document.
    """
    document_filter = None if documents is None else parse_document_filter(documents)
    contents = list(snapshot.caches.paths)
    if document_filter is not None:
        contents = document_filter.select_contents(snapshot.caches.documents)
    count = _MAX_SENTENCES if len(contents) == 1 else 1
    chosen = []
    for content in contents[:_MAX_DOCUMENTS]:
        chosen += [[evidence] for evidence in _opening_evidence(snapshot, content, count, document_filter)]
    return chosen


def opening_lines(snapshot: Snapshot, document: str, max_characters: int = 160) -> str:
    """Return the opening sentences of a document on one line: as many as fit, but at least one.

    Args:
        snapshot: The state of the index.
        document: The document's path.
        max_characters: The limit for several sentences; a first sentence that is longer is not cut.

    Raises:
        DocumentNotFoundError: There is no such document.
    """
    line = ""
    for opening in _opening_evidence(snapshot, snapshot.content(document), _MAX_SENTENCES):
        longer = f"{line} {' '.join(opening.text.split())}".strip()
        if line and len(longer) > max_characters:
            break
        line = longer
    return line


def _opening_evidence(
    snapshot: Snapshot, content: int, count: int, document_filter: DocumentFilter | None = None
) -> list[Evidence]:
    first = snapshot.passages(snapshot.store.content(content).passage_ids[:3])
    if document_filter is not None:
        first = document_filter.put_matching_paths_first(first)
    sentences = [
        evidence for passage in first for evidence in citable_sentences(RankedPassage(passage, 1.0, 0.0, 0.0))
    ]
    complete = [e for e in sentences if len(e.text.split()) >= _MIN_WORDS and _SENTENCE_END.search(e.text)]
    # What stands in brackets explains a form: "(State or other jurisdiction of incorporation)".
    unbracketed = [evidence for evidence in sentences if not evidence.text.startswith("(")]
    return (complete or unbracketed or sentences)[:count]
