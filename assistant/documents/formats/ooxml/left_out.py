"""Counts what is left out of a document's text or is doubtful in it, and says so."""

from __future__ import annotations

from collections import Counter
from typing import Literal

Kind = Literal[
    "picture",
    "object",
    "old equation",
    "media",
    "ink",
    "chart",
    "diagram",
    "deletion",
    "hidden text",
    "prompt",
    "contents",
    "shape",
    "slide",
    "comment",
    "embedded part",
]

_LONGEST_REASON = 240

# What is said of one and of several; the order is that of the warnings.
_SAID: dict[Kind, tuple[str, str]] = {
    "picture": ("1 picture without text.", "{} pictures without text."),
    "object": ("1 embedded object was left out.", "{} embedded objects were left out."),
    "old equation": (
        "1 equation is a picture of an old equation editor and was left out.",
        "{} equations are pictures of an old equation editor and were left out.",
    ),
    "media": ("1 sound or film was left out.", "{} sounds or films were left out."),
    "ink": ("1 drawing by hand was left out.", "{} drawings by hand were left out."),
    "chart": (
        "1 chart holds no stored values and was left out.",
        "{} charts hold no stored values and were left out.",
    ),
    "diagram": ("1 diagram could not be read.", "{} diagrams could not be read."),
    "deletion": (
        "1 deletion is tracked; the deleted text was left out.",
        "{} deletions are tracked; the deleted text was left out.",
    ),
    "hidden text": ("1 stretch of hidden text was left out.", "{} stretches of hidden text were left out."),
    "prompt": ("1 field to be filled in is empty.", "{} fields to be filled in are empty."),
    "contents": (
        "1 line of the table of contents was left out; what it points to is read.",
        "{} lines of tables of contents were left out; what they point to is read.",
    ),
    "shape": (
        "1 shape could only be read in part.",
        "{} shapes could only be read in part.",
    ),
    "slide": ("1 slide could not be read.", "{} slides could not be read."),
    "comment": ("The comments of 1 part could not be read.", "The comments of {} parts could not be read."),
    "embedded part": (
        "1 inserted file is in a format that cannot be read here and was left out.",
        "{} inserted files are in formats that cannot be read here and were left out.",
    ),
}


class LeftOut:
    """What was left out of one document so far."""

    def __init__(self) -> None:
        self._counts: Counter[Kind] = Counter()
        self._sentences: dict[str, None] = {}

    def count(self, kind: Kind, number: int = 1) -> None:
        """Count what is said by its number."""
        self._counts[kind] += number

    def say(self, sentence: str) -> None:
        """Add a sentence that stands for itself, once."""
        self._sentences[sentence] = None

    def warnings(self) -> tuple[str, ...]:
        """Return one sentence for each kind that was counted, then those that were added."""
        counted = [
            one if self._counts[kind] == 1 else many.format(f"{self._counts[kind]:,}")
            for kind, (one, many) in _SAID.items()
            if self._counts[kind]
        ]
        return (*counted, *self._sentences)

    def reason(self, sentence: str) -> str:
        """Return why a document gives no text: a sentence, and what was left out as far as it is short."""
        for warning in self.warnings():
            if len(sentence) + len(warning) >= _LONGEST_REASON:
                break
            sentence = f"{sentence} {warning}"
        return sentence
