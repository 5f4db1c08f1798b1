"""What the documents are about: the opening sentences of each, cited like any answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.evidence import Evidence, sentences_of
from assistant.index.document_filter import Choice, make_choice
from assistant.index.snapshot import Snapshot
from assistant.retrieval.search import Ranked

_MOST_DOCUMENTS = 5
_SENTENCES_OF_ONE = 3
# Shorter ones are bylines, dates and page numbers; ones without a stop are titles and table rows.
_LEAST_WORDS = 6
_ENDS = re.compile(r"[.!?…。！？][”\"»)\]]*\Z")


def opening_sentences(snapshot: Snapshot, documents: Sequence[str] | None = None) -> list[list[Evidence]]:
    """Return the first real sentences: of one document three, of several the first of each.

    Args:
        snapshot: The state of the index.
        documents: If given, only documents that these names mean (`make_choice`).

    Raises:
        DocumentNotFoundError: One of the names means nothing that is indexed.
    """
    choice = None if documents is None else make_choice(documents)
    contents = list(snapshot.caches.names)
    if choice is not None:
        contents = choice.contents(snapshot.caches.documents)
    each = _SENTENCES_OF_ONE if len(contents) == 1 else 1
    chosen = []
    for content in contents[:_MOST_DOCUMENTS]:
        chosen += [[evidence] for evidence in _openings(snapshot, content, each, choice)]
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


def _openings(snapshot: Snapshot, content: int, count: int, choice: Choice | None = None) -> list[Evidence]:
    first = snapshot.passages(snapshot.store.content(content).passage_ids[:3])
    if choice is not None:
        first = choice.name_first(first)
    sentences = [evidence for passage in first for evidence in sentences_of(Ranked(passage, 1.0, 0.0, 0.0))]
    real = [e for e in sentences if len(e.text.split()) >= _LEAST_WORDS and _ENDS.search(e.text)]
    return (real or sentences)[:count]
