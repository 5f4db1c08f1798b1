"""Words that differ from another by a few letters: Milvus has no such search, so they are compared here."""

from __future__ import annotations

from assistant.index.milvus.engine import Engine
from assistant.index.milvus.schema import alive

# Similar words share their first or their last letters; a word misspelt at both ends is not found.
_SHARED = 2


def similar_words(engine: Engine, collection: str, commit: int, word: str, edits: int) -> list[str]:
    """Return the words of texts that differ from another by at most so many letters, the nearest first.

    Args:
        engine: The connection.
        collection: That of the words.
        commit: The number of the commit.
        word: The word, as the engine holds it.
        edits: The most letters put in, left out or replaced, or neighbours exchanged.
    """
    if len(word) <= _SHARED:
        return []
    ends = f"word like '{word[:_SHARED]}%' or word like '%{word[-_SHARED:]}'"
    rows = engine.all(collection, f"texts > 0 and ({ends}) and {alive(commit)}", ("word",))
    near = [(distance(word, row["word"]), row["word"]) for row in rows if _is_near(word, row["word"], edits)]
    return [other for apart, other in sorted(near) if apart <= edits]


def _is_near(word: str, other: str, edits: int) -> bool:
    return abs(len(word) - len(other)) <= edits


def distance(one: str, other: str) -> int:
    """Return how many letters two words differ by; two neighbours exchanged count once (Damerau)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, their in enumerate(other, start=1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != their)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == their:
                row[j] = min(row[j], before[j - 2] + 1)
        before, last = last, row
    return last[-1]
