"""The overview of the documents: the opening sentences of each, cited like any answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.evidence import Evidence, citable_sentences
from assistant.index.document_filter import Choice, make_choice
from assistant.index.snapshot import Snapshot
from assistant.retrieval.search import RankedPassage

_MAX_DOCUMENTS = 5
_MAX_SENTENCES = 3
# Shorter lines are bylines, dates and page numbers; those without a full stop are titles and table rows.
_MIN_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?…。！？][”\"»)\]]*\Z")


def opening_sentences(snapshot: Snapshot, documents: Sequence[str] | None = None) -> list[list[Evidence]]:
    """Return the opening sentences: three of a single document, the first of each of several documents.

    Args:
        snapshot: The state of the index.
        documents: If given, only the documents that these names or patterns select (`make_choice`).

    Returns:
        One list of a single sentence for each statement of the overview.

    Raises:
        DocumentNotFoundError: One of the names selects no indexed document.
    """
    choice = None if documents is None else make_choice(documents)
    contents = list(snapshot.caches.names)
    if choice is not None:
        contents = choice.contents(snapshot.caches.documents)
    count = _MAX_SENTENCES if len(contents) == 1 else 1
    chosen = []
    for content in contents[:_MAX_DOCUMENTS]:
        chosen += [[evidence] for evidence in _opening_evidence(snapshot, content, count, choice)]
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
    snapshot: Snapshot, content: int, count: int, choice: Choice | None = None
) -> list[Evidence]:
    first = snapshot.passages(snapshot.store.content(content).passage_ids[:3])
    if choice is not None:
        first = choice.name_first(first)
    sentences = [
        evidence for passage in first for evidence in citable_sentences(RankedPassage(passage, 1.0, 0.0, 0.0))
    ]
    complete = [e for e in sentences if len(e.text.split()) >= _MIN_WORDS and _SENTENCE_END.search(e.text)]
    return (complete or sentences)[:count]
