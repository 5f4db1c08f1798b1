"""Proofs: what the sentences of documents say of a written statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ProofLabel = Literal["supported", "contradicted", "not enough"]


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence that a statement may be proven by.

    `above` is what stands above it and holds for it, too: the title of its document, headings, the caption
    and the columns of a table.
    """

    text: str
    above: str = ""

    @property
    def in_full(self) -> str:
        """The sentence behind what stands above it."""
        return f"{self.above}: {self.text}" if self.above else self.text


@dataclass(frozen=True, slots=True)
class Proof:
    """What sentences say of a statement.

    `label` is "supported" if they say it, "contradicted" if one of them says otherwise, else "not enough".
    `likelihood` and `contradiction` are the estimated probabilities (0..1) that the statement is supported
    and that it is contradicted. `sentences` are the numbers, from 0 and in the order given, of the fewest
    sentences that together support it, or of the one that contradicts it; () for "not enough". `closest` is
    the number of the sentence that is nearest to the statement, None where no sentence shares anything with
    it. `missing` are the numbers, dates and names of the statement that the sentences it was judged by do
    not hold, as the statement writes them.
    """

    label: ProofLabel
    likelihood: float
    contradiction: float
    sentences: tuple[int, ...] = ()
    closest: int | None = None
    missing: tuple[str, ...] = ()
