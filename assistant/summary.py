"""What the documents are about: the opening sentences of each, cited like any answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Evidence, sentences_of
from assistant.index.snapshot import Snapshot
from assistant.retrieval import Ranked

_MOST_DOCUMENTS = 5
_SENTENCES_OF_ONE = 3
# Shorter ones are bylines, dates and page numbers; ones without a stop are titles and table rows.
_LEAST_WORDS = 6
_ENDS = re.compile(r"[.!?…。！？][”\"»)\]]*\Z")


def opening_sentences(snapshot: Snapshot, documents: Sequence[str] | None = None) -> list[list[Evidence]]:
    """Return the first real sentences: of one document three, of several the first of each.

    Args:
        snapshot: The state of the index.
        documents: If given, only documents whose path matches one of these patterns.
    """
    contents = list(snapshot.caches.names)
    if documents is not None:
        contents = snapshot.chosen(documents)
    each = _SENTENCES_OF_ONE if len(contents) == 1 else 1
    chosen = []
    for content in contents[:_MOST_DOCUMENTS]:
        chosen += [[evidence] for evidence in _openings(snapshot, content, each)]
    return chosen


def _openings(snapshot: Snapshot, content: int, count: int) -> list[Evidence]:
    first = snapshot.passages(snapshot.store.content(content).passage_ids[:3])
    sentences = [evidence for passage in first for evidence in sentences_of(Ranked(passage, 1.0, 0.0, 0.0))]
    real = [e for e in sentences if len(e.text.split()) >= _LEAST_WORDS and _ENDS.search(e.text)]
    return (real or sentences)[:count]
