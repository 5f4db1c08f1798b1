"""Sentence splitting of a block, with exact offsets.

The library `sentencex` knows the abbreviations of many languages. Left to this module are list numbers, line
breaks inside a block, and sentences that continue in lower case.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sentencex import get_sentence_boundaries

from assistant.passages.blocks import Block
from assistant.types import Sentence

_NEXT_CHARACTER = re.compile(r"\S")
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,5}|[a-zA-Z]|[ivxlcIVXLC]{1,6}"
_LIST_MARKER_ONLY = re.compile(
    rf"[\W_]*(?:(?:(?:article|art|section|sec|clause|paragraph|para)\b\.?\s*)?(?:{_NUMBER})?)?[\W_]*\Z",
    re.IGNORECASE,
)
# Titles before names that sentencex takes for the ends of sentences.
_ENDS_WITH_TITLE = re.compile(
    r"(?<!\w)(?:Ms|Mx|Mses|Messrs|Mmes?|Mlles?|Fr|Srta|Sra|Hon|Rev|Gov|Sen|Rep|Capt|Cpt|Lt|Sgt|Maj|Cmdr|Supt|Insp"
    r"|Ing|Dipl|Mag|Hr|Hrn)\.\s*\Z"
)
# Marks of Markdown that close what a sentence ends with: "**1. Driver.** The driver must be 21."
_CLOSING_MARKS = re.compile(r"[*_`]{1,3}(?=\s|\Z)")

# The most characters that are given to sentencex; a longer block is split at every sentence terminator.
_MAX_BLOCK_LENGTH = 200_000


def split_sentences(text: str, block: Block) -> list[Sentence]:
    """Split a block into sentences that cover all of its text except the white space between them.

    Args:
        text: The whole text of the document.
        block: A block of it, from `split_blocks`.

    Returns:
        Sentences in order; their offsets are those of the document's text.
    """
    if block.is_heading or block.is_row or block.is_boilerplate:
        kinds = (block.is_heading, block.is_row, block.is_quoted, block.is_boilerplate)
        return [Sentence(block.start, block.end, *kinds)]
    # Line breaks inside a block are wraps. Their replacement has the same length, so offsets stay valid.
    flat = re.sub(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\t]", " ", text[block.start : block.end])
    ends = _sentence_ends(flat)
    sentences: list[Sentence] = []
    start = 0
    for end in ends:
        closing = _CLOSING_MARKS.match(flat, end)
        end = closing.end() if closing else end
        piece = flat[start:end]
        if not piece.strip():
            continue
        following = _NEXT_CHARACTER.search(flat, end)
        continues = following is not None and following.group().islower()
        if end < len(flat) and (
            _LIST_MARKER_ONLY.match(piece) or _ENDS_WITH_TITLE.search(piece) or continues
        ):
            continue  # "1." belongs to its item, "Ms." to a name, "$3.2 bn." to what follows
        sentences.append(_trimmed(text, block.start + start, block.start + end, block.is_quoted))
        start = end
    if flat[start:].strip():
        sentences.append(_trimmed(text, block.start + start, block.end, block.is_quoted))
    return sentences


def _sentence_ends(flat: str) -> list[int]:
    """Return the offsets at which sentences end; the end of the text alone if sentencex fails."""
    if len(flat) > _MAX_BLOCK_LENGTH:
        return [match.end() for match in re.finditer(r"[.!?…。！？]\s+", flat)] + [len(flat)]
    boundaries = get_sentence_boundaries("en", flat)
    ends = [int(boundary["end_index"]) for boundary in boundaries]
    is_consistent = all(flat[b["start_index"] : b["end_index"]] == b["text"] for b in boundaries)
    return ends if is_consistent and all(a <= b for a, b in pairwise(ends)) else [len(flat)]


def _trimmed(text: str, start: int, end: int, is_quoted: bool) -> Sentence:
    """Return the sentence at a range of the text, without white space around it."""
    part = text[start:end]
    first, last = start + len(part) - len(part.lstrip()), start + len(part.rstrip())
    return Sentence(first, last, is_quoted=is_quoted)
