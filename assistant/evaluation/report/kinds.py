"""Measures of a run on several sets, one a kind of documents: of every kind, and their mean over kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.metrics.confidence import expected_calibration_error
from assistant.evaluation.metrics.resampling import Array, Statistic, mean_of, weighted_share
from assistant.evaluation.report.measures import CONFIDENCE, FIRST_RIGHT, REFUSED, Measure, column
from assistant.evaluation.results import Record, groups_of
from assistant.evaluation.sets.questions import ANSWERABLE

TABLE = "kinds"
MEAN = "mean over kinds"
# The columns of the table: the heading, and the name of the metric.
COLUMNS = (
    ("among ten", "hit@10"),
    ("first right", FIRST_RIGHT),
    ("of three", "any of three right"),
    ("refused", REFUSED),
    ("wrong among answered", "wrong among answered"),
    ("calibration error", "expected calibration error"),
)
_OF_ANSWERABLE = ("hit@10", FIRST_RIGHT, "any of three right")


@dataclass(frozen=True, slots=True)
class _Part:
    """The records of one kind that a metric is computed from, by group, and what computes it."""

    records: tuple[Record, ...]
    sizes: tuple[int, ...]
    statistic: Statistic
    values: Array | None = None


def kind_measures(records: Sequence[Record]) -> list[Measure]:
    """Return the measures of each kind, and the mean of each over the kinds that have it.

    The mean over kinds counts every kind the same, however many questions it has.
    """
    kinds = list(dict.fromkeys(record.kind for record in records))
    of_kind = {kind: [record for record in records if record.kind == kind] for kind in kinds}
    found: list[Measure] = []
    means: list[Measure] = []
    for _, name in COLUMNS:
        parts = {kind: _part(name, own) for kind, own in of_kind.items()}
        known = {kind: part for kind, part in parts.items() if part is not None}
        found += [_measure(kind, name, part) for kind, part in known.items()]
        if known:
            means.append(_mean(name, list(known.values())))
    return sorted(found, key=lambda measure: kinds.index(measure.group)) + means


def _measure(kind: str, name: str, part: _Part) -> Measure:
    return Measure(TABLE, kind, name, part.statistic, part.records, part.sizes, part.values)


def _part(name: str, records: Sequence[Record]) -> _Part | None:
    """Return the part of a kind in a metric; None where the kind has nothing to compute it from."""
    if name in _OF_ANSWERABLE:
        return _mean_part(name, [record for record in records if name in record.values])
    if name == REFUSED:
        return _mean_part(name, [record for record in records if record.group != ANSWERABLE])
    ordered, sizes = _by_group(records)
    confidence, right = column(ordered, CONFIDENCE), column(ordered, FIRST_RIGHT)
    answered = 1 - column(ordered, REFUSED)
    if name == "wrong among answered" and not answered.any():
        return None
    statistic = {
        "expected calibration error": lambda w: expected_calibration_error(confidence, right, w),
        "wrong among answered": lambda w: weighted_share(answered * (1 - right), answered, w),
    }[name]
    return _Part(ordered, sizes, statistic)


def _mean_part(name: str, records: Sequence[Record]) -> _Part | None:
    if not records:
        return None
    ordered, sizes = _by_group(records)
    values = column(ordered, name)
    return _Part(ordered, sizes, mean_of(values), values)


def _by_group(records: Sequence[Record]) -> tuple[tuple[Record, ...], tuple[int, ...]]:
    groups = [[record for record in records if record.group == group] for group in groups_of(records)]
    return tuple(record for group in groups for record in group), tuple(map(len, groups))


def _mean(name: str, parts: Sequence[_Part]) -> Measure:
    records = tuple(record for part in parts for record in part.records)
    sizes = tuple(size for part in parts for size in part.sizes)
    values = None
    if all(part.values is not None for part in parts):
        # Weighted so that their plain mean is the mean over kinds: then two runs can be compared by question.
        share = len(records) / len(parts)
        weighted = [part.values * share / len(part.records) for part in parts if part.values is not None]
        values = np.concatenate(weighted)
    return Measure(TABLE, MEAN, name, _mean_statistic(parts), records, sizes, values)


def _mean_statistic(parts: Sequence[_Part]) -> Callable[[Array], Array]:
    ends = np.cumsum([len(part.records) for part in parts])[:-1]

    def statistic(weights: Array) -> Array:
        split = np.split(weights, ends, axis=1)
        own = [part.statistic(each) for part, each in zip(parts, split, strict=True)]
        mean: Array = np.mean(own, axis=0)
        return mean

    return statistic
