"""Sentences of real text for the generated documents."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.child import REPOSITORY
from benchmarks.extraction.content import Material

_TEXT = REPOSITORY / "corpus" / "france-suspends-cooperation.md"


def materials(documents: int) -> Iterator[Material]:
    """Yield what so many documents say, each with other content."""
    text = _TEXT.read_text(encoding="utf-8")
    sentences = [line.strip() for line in text.split(". ") if 40 < len(line) < 300]
    whole = [f"{' '.join(each.split()).rstrip('.')}." for each in sentences]
    for seed in range(documents):
        yield Material(whole, seed)
