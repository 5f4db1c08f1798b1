"""Blocks to sentences with exact offsets.

`sentencex` knows abbreviations in many languages; what it leaves to us is the layout, which the blocks
already follow, numbers of lists, and the hard line breaks of PDFs.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sentencex import get_sentence_boundaries

from assistant.passages.blocks import Block
from assistant.types import Sentence

_NEXT_CHARACTER = re.compile(r"\S")
_ONLY_A_MARKER = re.compile(r"[\W_]*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})?[\W_]*\Z")

# Longer stretches without a sentence end are handed on as they are, for the splitter to cut.
_LARGEST_BLOCK = 200_000


def split_sentences(text: str, block: Block) -> list[Sentence]:
    """Cut one block into sentences that together hold all of its text but the white space between.

    Args:
        text: The whole text of the document.
        block: A block of it, from `split_blocks`.

    Returns:
        Sentences in order; their offsets are those of the document's text.
    """
    if block.is_heading or block.is_row or block.is_boilerplate:
        kinds = (block.is_heading, block.is_row, block.is_quoted, block.is_boilerplate)
        return [Sentence(block.start, block.end, *kinds)]
    # Line breaks inside a block are wraps; same length, so that offsets stay.
    flat = re.sub(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\t]", " ", text[block.start : block.end])
    ends = _boundaries(flat)
    is_quoted = block.is_quoted
    spans: list[Sentence] = []
    start = 0
    for end in ends:
        piece = flat[start:end]
        if not piece.strip():
            continue
        following = _NEXT_CHARACTER.search(flat, end)
        goes_on = following is not None and following.group().islower()
        if end < len(flat) and (_ONLY_A_MARKER.match(piece) or goes_on):
            continue  # "1." belongs to its item, "$3.2 bn." to what follows
        spans.append(_trimmed(text, block.start + start, block.start + end, is_quoted))
        start = end
    if flat[start:].strip():
        spans.append(_trimmed(text, block.start + start, block.end, is_quoted))
    return spans


def _boundaries(flat: str) -> list[int]:
    if len(flat) > _LARGEST_BLOCK:
        return [match.end() for match in re.finditer(r"[.!?…。！？]\s+", flat)] + [len(flat)]
    found = get_sentence_boundaries("en", flat)
    ends = [int(boundary["end_index"]) for boundary in found]
    consistent = all(flat[b["start_index"] : b["end_index"]] == b["text"] for b in found)
    return ends if consistent and all(a <= b for a, b in pairwise(ends)) else [len(flat)]


def _trimmed(text: str, start: int, end: int, is_quoted: bool) -> Sentence:
    part = text[start:end]
    first, last = start + len(part) - len(part.lstrip()), start + len(part.rstrip())
    return Sentence(first, last, is_quoted=is_quoted)
