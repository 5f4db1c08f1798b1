"""Documents that a model cannot read at once are read in parts."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.writing.broad_material import document_passages
from assistant.answering.writing.material import Material, make_material, passage_tokens
from assistant.index.snapshot import Snapshot
from assistant.retrieval.search import RankedPassage

# A document is read in parts if it is at least so many times as long as what fits.
_LONG = 2
_MOST_PARTS = 8


def is_long(snapshot: Snapshot, contents: Sequence[int], most_tokens: int) -> bool:
    """Whether these contents are one document that is to be read in parts.

    Args:
        snapshot: The state of the index.
        contents: What a summary is asked of.
        most_tokens: The most tokens that the model is given at once.
    """
    if len(contents) != 1:
        return False
    return sum(map(passage_tokens, document_passages(snapshot, contents[0]))) >= _LONG * most_tokens


def parts_of(snapshot: Snapshot, content: int, most_tokens: int) -> list[Material]:
    """Return a document in up to `_MOST_PARTS` parts that follow each other.

    Of a document with more text each part skips passages evenly, so that its whole length is read.
    """
    passages = document_passages(snapshot, content)
    tokens = sum(map(passage_tokens, passages))
    parts = min(_MOST_PARTS, -(-tokens // most_tokens))
    step = max(1, round(tokens / (parts * most_tokens)))
    read = passages[::step]
    size = -(-len(read) // parts)
    groups = (read[start : start + size] for start in range(0, len(read), size))
    found = (
        make_material((RankedPassage(passage, 0.0, 0.0, 0.0) for passage in group), 2 * most_tokens)
        for group in groups
    )
    return [part for part in found if part.evidence]
