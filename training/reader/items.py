"""An item: a question about one text, with the places of its answers and the sentences of its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.passages.blocks import split_blocks
from assistant.passages.sentences import split_sentences
from assistant.types import Extraction
from training.kept_back import Part

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the ranges of its sentences; `above` is a line that is read before any part of it."""

    text: str
    sentences: tuple[Range, ...]
    above: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A question about one text: the ranges of its answers and the sentences that hold the evidence.

    `document` names what the text is a part of, if other parts are known.
    """

    source: str
    question: str
    text: Text
    answers: tuple[Range, ...]
    gold: tuple[int, ...]
    document: str = ""
    part: Part = "train"


def sentences_of(text: str) -> tuple[Range, ...]:
    """Return the ranges of the sentences of a text, cut as the product cuts documents."""
    extraction = Extraction(text)
    return tuple(
        (sentence.start, sentence.end)
        for block in split_blocks(extraction)
        for sentence in split_sentences(text, block)
    )


def trimmed(text: str, start: int, end: int) -> Range:
    """Return a range without the spaces at its ends."""
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


def holding(sentences: tuple[Range, ...], ranges: list[Range]) -> tuple[int, ...]:
    """Return the sentences that an answer lies in or, where it goes on over several, begins in."""
    return tuple(
        n for n, (start, end) in enumerate(sentences) if any(start <= answer < end for answer, _ in ranges)
    )
