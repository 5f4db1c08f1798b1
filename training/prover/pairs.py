"""Pairs of a statement and the text that it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.proving.prove import evidence_of
from assistant.types import ReadSentence
from training.kept_back import Part

Label = Literal["supported", "contradicted", "not enough", "not supported"]
"""What the text says of the statement; "not supported" is one of the two before it, not known which."""

LABELS: tuple[Label, ...] = ("supported", "contradicted", "not enough")
"""The labels that the prover tells apart, in the order of its scores."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement and the sentences that it may be judged by, with what stands above them.

    `chosen` are the numbers of the at most three sentences that are trained on together.
    """

    source: str
    statement: str
    sentences: tuple[str, ...]
    label: Label
    part: Part = "train"
    above: str = ""
    chosen: tuple[int, ...] = (0,)

    @property
    def read(self) -> list[ReadSentence]:
        """All sentences, as the product takes them."""
        return [ReadSentence(sentence, self.above) for sentence in self.sentences]

    @property
    def evidence(self) -> str:
        """The chosen sentences, as the model reads them."""
        read = self.read
        return evidence_of([read[number] for number in self.chosen])
