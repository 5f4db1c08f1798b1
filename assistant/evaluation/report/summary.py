"""Records to metrics: means, and measures of the confidence over all questions, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.evaluation.metrics.confidences import area_under_risk, auroc, calibration_error
from assistant.evaluation.metrics.resampling import Array, Statistic, intervals, mean_of
from assistant.evaluation.report.records import Metric, Record, groups_of
from assistant.evaluation.sets.questions import ANSWERABLE

ALL = "all"
REFUSED, CONFIDENCE, FIRST_RIGHT = "refused", "confidence", "first right"

# The table that each value of a record belongs to; a name that is not here belongs to "measures".
TABLES = {
    "passages": ("hit@1", "hit@3", "hit@5", "hit@10", "MRR@10", "nDCG@10"),
    "citations": (
        FIRST_RIGHT,
        "any right",
        "any of three right",
        "right page in three",
        "precision",
        "evidence recall",
        "citations",
        "characters cited",
    ),
    "short answers": ("exact match", "F1"),
    "refusals": (REFUSED, CONFIDENCE),
    "sentence selection": ("MAP", "MRR", "P@1"),
    "feedback": (
        "still cited first",
        "still cited in three",
        "no longer cited first",
        "still refused",
        "now answered",
    ),
    "follow-ups": (
        "token F1",
        "token F1 of the question as asked",
        "recall of added names",
        "precision of added names",
        "left as it is",
    ),
}
LOWER_IS_BETTER = frozenset(
    {"characters cited", "expected calibration error", "area under risk-coverage", "wrong among answered"}
)
_NEUTRAL = frozenset({"citations", CONFIDENCE, "answered"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A number to be computed from some records: where it is shown, and how, from weights.

    `values` holds one value a record where the number is simply their mean.
    """

    table: str
    group: str
    name: str
    statistic: Statistic
    records: tuple[Record, ...]
    sizes: tuple[int, ...]
    values: Array | None = None

    def value(self) -> float:
        """Return the plain value."""
        return float(self.statistic(np.ones((1, len(self.records))))[0])


def direction(group: str, name: str) -> int:
    """Return 1 if a higher value of a metric is better, -1 if a lower one is, 0 if neither."""
    if name == REFUSED:
        return -1 if group == ANSWERABLE else 1
    return 0 if name in _NEUTRAL else -1 if name in LOWER_IS_BETTER else 1


def summarized(records: Sequence[Record]) -> tuple[Metric, ...]:
    """Return all metrics of a run, table by table."""
    found = measures(records)
    # Measures of groups of the same sizes can be computed on the same resamples, which cost the most.
    by_sizes: dict[tuple[int, ...], list[Measure]] = {}
    for measure in found:
        by_sizes.setdefault(measure.sizes, []).append(measure)
    ranges = {
        id(measure): pair
        for sizes, same in by_sizes.items()
        for measure, pair in zip(same, intervals([m.statistic for m in same], sizes), strict=True)
    }
    return tuple(Metric(m.table, m.group, m.name, m.value(), *ranges[id(m)], len(m.records)) for m in found)


def measures(records: Sequence[Record]) -> list[Measure]:
    """Return everything that can be computed from the records of a run."""
    found = list(_means(records))
    if any(CONFIDENCE in record.values for record in records):
        found += _of_confidence(records)
    order = list(TABLES)
    return sorted(found, key=lambda m: order.index(m.table))


def column(records: Sequence[Record], name: str) -> Array:
    """Return one value of all records, in their order; a record without it counts as 0."""
    return np.array([record.values.get(name, 0.0) for record in records], dtype=np.float64)


def _means(records: Sequence[Record]) -> Iterator[Measure]:
    groups = groups_of(records)
    # Questions with and without an answer are not to be averaged over; other groups are.
    mixed = any(CONFIDENCE in record.values for record in records)
    for table, names in TABLES.items():
        for group in [*groups, *([] if mixed else [ALL])]:
            for name in names:
                having = [r for r in records if group in (r.group, ALL) and name in r.values]
                if len(groups_of(having)) > (group == ALL):
                    values = column(having, name)
                    yield Measure(table, group, name, mean_of(values), tuple(having), (len(having),), values)


def _of_confidence(records: Sequence[Record]) -> list[Measure]:
    """Return the measures that need all questions, of which those without an answer count as wrong."""
    groups = groups_of(records)
    ordered = [record for group in groups for record in records if record.group == group]
    sizes = tuple(sum(record.group == group for record in records) for group in groups)
    confidence, right = column(ordered, CONFIDENCE), column(ordered, FIRST_RIGHT)
    answered = 1 - column(ordered, REFUSED)

    def of_all(name: str, statistic: Statistic) -> Measure:
        return Measure("refusals", ALL, name, statistic, tuple(ordered), sizes)

    found = [
        of_all("answered", mean_of(answered)),
        of_all("expected calibration error", lambda w: calibration_error(confidence, right, w)),
        of_all("area under risk-coverage", lambda w: area_under_risk(confidence, right, w)),
    ]
    if answered.any():
        found.insert(1, of_all("wrong among answered", lambda w: _share(answered * (1 - right), answered, w)))
    for group in groups:
        if group != ANSWERABLE and ANSWERABLE in groups:
            found.append(_separation(records, group))
    return found


def _separation(records: Sequence[Record], group: str) -> Measure:
    """Return how well the confidence tells answerable questions from those of a group."""
    yes = [record for record in records if record.group == ANSWERABLE]
    no = [record for record in records if record.group == group]
    both = (*yes, *no)
    confidence = column(both, CONFIDENCE)
    positive: npt.NDArray[np.bool_] = np.arange(len(both)) < len(yes)
    return Measure(
        "refusals",
        group,
        "AUROC against answerable",
        lambda weights: auroc(confidence, positive, weights),
        both,
        (len(yes), len(no)),
    )


def _share(part: Array, whole: Array, weights: Array) -> Array:
    counted = weights @ whole
    share: Array = np.divide(weights @ part, counted, out=np.zeros_like(counted), where=counted > 0)
    return share
