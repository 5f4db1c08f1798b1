"""The summary of a run: means of the records and metrics of the confidence, with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from assistant.evaluation.metrics.confidence import (
    area_under_risk_coverage,
    auroc,
    expected_calibration_error,
)
from assistant.evaluation.metrics.resampling import Statistic, intervals, mean_of, weighted_share
from assistant.evaluation.report.kinds import kind_measures
from assistant.evaluation.report.measures import CONFIDENCE, FIRST_RIGHT, REFUSED, Measure, column
from assistant.evaluation.results import Metric, Record, groups_of
from assistant.evaluation.sets.questions import ANSWERABLE

ALL = "all"

# The names of the values of records, by the table that shows them.
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
    "short answers": ("exact match", "F1", "right cell"),
    "written answers": (
        "gold in a proven sentence",
        "written",
        "proven",
        "citation recall",
        "citation precision",
        "seconds",
    ),
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


def summarize(records: Sequence[Record]) -> tuple[Metric, ...]:
    """Return all metrics of a run, table by table."""
    found = make_measures(records)
    # Measures with groups of the same sizes share their resamples, which cost the most time.
    by_sizes: dict[tuple[int, ...], list[Measure]] = {}
    for measure in found:
        by_sizes.setdefault(measure.sizes, []).append(measure)
    ranges = {
        id(measure): pair
        for sizes, same in by_sizes.items()
        for measure, pair in zip(same, intervals([m.statistic for m in same], sizes), strict=True)
    }
    return tuple(Metric(m.table, m.group, m.name, m.value(), *ranges[id(m)], len(m.records)) for m in found)


def make_measures(records: Sequence[Record]) -> list[Measure]:
    """Return all measures that the records of a run allow, table by table, or those by kind.

    Raises:
        ValueError: A record has a value that no table shows.
    """
    shown = {CONFIDENCE, *(name for names in TABLES.values() for name in names)}
    unknown = sorted({name for record in records for name in record.values} - shown)
    if unknown:
        raise ValueError(f"no table of TABLES shows {', '.join(unknown)}")
    if any(record.kind for record in records):
        return kind_measures(records)
    found = list(_mean_measures(records))
    if any(CONFIDENCE in record.values for record in records):
        found += _confidence_measures(records)
    order = list(TABLES)
    return sorted(found, key=lambda m: order.index(m.table))


def _mean_measures(records: Sequence[Record]) -> Iterator[Measure]:
    groups = groups_of(records)
    # A mean over questions with and without an answer makes no sense; one over other groups does.
    mixed = any(CONFIDENCE in record.values for record in records)
    for table, names in TABLES.items():
        for group in [*groups, *([] if mixed else [ALL])]:
            for name in names:
                with_value = [r for r in records if group in (r.group, ALL) and name in r.values]
                if len(groups_of(with_value)) > (group == ALL):
                    values = column(with_value, name)
                    yield Measure(
                        table, group, name, mean_of(values), tuple(with_value), (len(with_value),), values
                    )


def _confidence_measures(records: Sequence[Record]) -> list[Measure]:
    """Return the measures over all questions, of which those without an answer count as wrong."""
    groups = groups_of(records)
    ordered = [record for group in groups for record in records if record.group == group]
    sizes = tuple(sum(record.group == group for record in records) for group in groups)
    confidence, right = column(ordered, CONFIDENCE), column(ordered, FIRST_RIGHT)
    answered = 1 - column(ordered, REFUSED)

    def over_all(name: str, statistic: Statistic) -> Measure:
        return Measure("refusals", ALL, name, statistic, tuple(ordered), sizes)

    found = [
        over_all("answered", mean_of(answered)),
        over_all("expected calibration error", lambda w: expected_calibration_error(confidence, right, w)),
        over_all("area under risk-coverage", lambda w: area_under_risk_coverage(confidence, right, w)),
    ]
    if answered.any():
        found.insert(
            1,
            over_all("wrong among answered", lambda w: weighted_share(answered * (1 - right), answered, w)),
        )
    for group in groups:
        if group != ANSWERABLE and ANSWERABLE in groups:
            found.append(_separation(records, group))
    return found


def _separation(records: Sequence[Record], group: str) -> Measure:
    """Return the AUROC of the confidence: answerable questions against those of a group."""
    answerable = [record for record in records if record.group == ANSWERABLE]
    others = [record for record in records if record.group == group]
    both = (*answerable, *others)
    confidence = column(both, CONFIDENCE)
    positive: npt.NDArray[np.bool_] = np.arange(len(both)) < len(answerable)
    return Measure(
        "refusals",
        group,
        "AUROC against answerable",
        lambda weights: auroc(confidence, positive, weights),
        both,
        (len(answerable), len(others)),
    )
