"""Packing of neighbouring sentences into passages, whole paragraphs where they fit.

How long a passage may be is the setting `passage_tokens`; `index/build/prepare.py` hands it down.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from assistant.passages.units import Unit

# A paragraph joins the passage before it while that is smaller than this share of the limit.
_SMALL_SHARE = 0.5


def pack_units(units: list[Unit], max_tokens: int) -> Iterator[list[Unit]]:
    """Pack the units of one section into passages.

    Args:
        units: Neighbouring units, in reading order.
        max_tokens: The most tokens of a passage.

    Yields:
        The units of each passage.
    """
    packed: list[Unit] = []
    size = 0
    for _, group in groupby(units, key=lambda unit: unit.paragraph):
        paragraph = list(group)
        tokens = sum(unit.tokens for unit in paragraph)
        only_headings = all(unit.sentence.is_heading for unit in packed)
        if packed and not only_headings and (size + tokens > max_tokens or size > _SMALL_SHARE * max_tokens):
            yield packed
            packed, size = [], 0
        for part in _balanced(paragraph, tokens, max_tokens - (size if only_headings else 0), max_tokens):
            part_tokens = sum(unit.tokens for unit in part)
            if packed and size + part_tokens > max_tokens:
                yield packed
                packed, size = [], 0
            packed = packed + part
            size += part_tokens
    if packed:
        yield packed


def _balanced(units: list[Unit], tokens: int, room: int, max_tokens: int) -> Iterator[list[Unit]]:
    """Divide a paragraph that is too long into parts of similar size, so that none is a small remainder."""
    if tokens <= room:
        yield units
        return
    share = tokens / -(-tokens // max(1, min(room, max_tokens)))
    part: list[Unit] = []
    size = 0
    for unit in units:
        if part and (size + unit.tokens > max_tokens or size + unit.tokens / 2 > share):
            yield part
            part, size = [], 0
        part.append(unit)
        size += unit.tokens
    if part:
        yield part
