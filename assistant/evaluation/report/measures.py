"""A measure: a metric before it is computed, its records and the statistic of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.metrics.resampling import Array, Statistic
from assistant.evaluation.results import Record
from assistant.evaluation.sets.questions import ANSWERABLE

REFUSED, CONFIDENCE, FIRST_RIGHT = "refused", "confidence", "first right"

LOWER_IS_BETTER = frozenset(
    {
        "characters cited",
        "seconds",
        "expected calibration error",
        "area under risk-coverage",
        "wrong among answered",
    }
)
_NEUTRAL = frozenset({"citations", CONFIDENCE, "answered", "written"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric before it is computed: its records, and the statistic from weights of the records.

    `sizes` are the numbers of records of each group, in order. `values`, of shape (records,), is there if the
    metric is simply their mean.
    """

    table: str
    group: str
    name: str
    statistic: Statistic
    records: tuple[Record, ...]
    sizes: tuple[int, ...]
    values: Array | None = None

    def value(self) -> float:
        """Return the value on the records themselves, each once."""
        return float(self.statistic(np.ones((1, len(self.records))))[0])


def direction(group: str, name: str) -> int:
    """Return 1 if a higher value of a metric is better, -1 if a lower one is, 0 if neither."""
    if name == REFUSED:
        return -1 if group == ANSWERABLE else 1
    return 0 if name in _NEUTRAL else -1 if name in LOWER_IS_BETTER else 1


def column(records: Sequence[Record], name: str) -> Array:
    """Return one value of each record, of shape (records,); a record without it has 0."""
    return np.array([record.values.get(name, 0.0) for record in records], dtype=np.float64)
