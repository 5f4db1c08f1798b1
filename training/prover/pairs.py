"""Pairs of a statement and the text that it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from training.kept_back import Part

Label = Literal["supported", "contradicted", "not enough", "not supported"]
"""What the text says of the statement; "not supported" is one of the two before it, not known which."""

LABELS: tuple[Label, ...] = ("supported", "contradicted", "not enough")
"""The labels that the prover tells apart, in the order of its scores."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement and its evidence: at most three sentences, what stands above them in front."""

    source: str
    statement: str
    evidence: str
    label: Label
    part: Part = "train"
