"""Texts that share a passage with a text of another part: they are not measured on.

A document's part is decided set by set, and some texts stand in several sets, or are quoted by others.
"""

from __future__ import annotations

from collections.abc import Iterable

# The same rule by which what the evaluation sets hold was taken out of the training sets.
_SHARED = 60


class Overlap:
    """Says whether a text shares a run of characters with any of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Remember every 60th run of 60 characters: of what is twice as long none is missed."""
        self._runs = {hash(text[n : n + _SHARED]) for text in texts for n in _starts(text, _SHARED)}

    def __contains__(self, text: str) -> bool:
        """Whether it shares a run; a shorter text never does."""
        return any(hash(text[n : n + _SHARED]) in self._runs for n in _starts(text, 1))


def _starts(text: str, step: int) -> range:
    return range(0, len(text) - _SHARED + 1, step)
