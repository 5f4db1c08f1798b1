"""Whether a passage holds a gold answer, for passages with offsets and for those with text only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.sets.questions import Gold

RANKS = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as the peer gave it; `start` and `end` are None where it gives no offsets."""

    document: str
    text: str
    start: int | None = None
    end: int | None = None

    def offsets_are_right(self, document_text: str) -> bool:
        """Whether the peer's own offsets name the passage's text in the document."""
        if self.start is None or self.end is None:
            return False
        return document_text[self.start : self.end] == self.text

    def holds(self, gold: Iterable[Gold], texts: Mapping[str, str]) -> bool:
        """Whether the passage holds a whole gold answer, at any place where its text stands."""
        ours = [each for each in gold if each.document == self.document]
        if not ours or self.document not in texts:
            return False
        text = texts[self.document]
        if self.offsets_are_right(text):
            ranges = [(self.start or 0, self.end or 0)]
        else:
            ranges = locate(self.text, text)
        return any(start <= each.start and each.end <= end for start, end in ranges for each in ours)


def as_found(passage: Mapping[str, Any]) -> Found:
    """Return a passage of the protocol."""
    return Found(passage["document"], passage["text"], passage.get("start"), passage.get("end"))


def locate(passage: str, document_text: str) -> list[tuple[int, int]]:
    """Return every range of the document that reads like the passage; white space may differ."""
    if not passage.strip():
        return []
    ranges = []
    start = document_text.find(passage)
    while start >= 0:
        ranges.append((start, start + len(passage)))
        start = document_text.find(passage, start + 1)
    if ranges:
        return ranges
    pattern = r"\s+".join(re.escape(word) for word in passage.split())
    return [match.span(1) for match in re.finditer(f"(?=({pattern}))", document_text)]


def first_rank(found: Sequence[Found], gold: Sequence[Gold], texts: Mapping[str, str]) -> int | None:
    """Return the rank, from 1, of the first passage that holds a gold answer."""
    return next((rank for rank, each in enumerate(found, start=1) if each.holds(gold, texts)), None)
