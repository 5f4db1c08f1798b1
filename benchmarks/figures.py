"""Numbers of several rounds: median and spread, and ratios round by round."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some values, the least and the most."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """Return the spread of at least one value."""
    return Spread(median(values), min(values), max(values))


def paired_ratio(values: Sequence[float], base: Sequence[float]) -> Spread | None:
    """Return the spread of value / base, paired by round; None if nothing can be compared.

    What slows the machine down for a while slows both numbers of a round, so their ratio moves less
    than either.
    """
    ratios = [value / under for value, under in zip(values, base, strict=False) if under > 0]
    return spread(ratios) if ratios else None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share (0..1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
