"""Records to metrics."""

import pytest

from assistant.evaluation.report.measures import direction
from assistant.evaluation.report.summary import summarize
from assistant.evaluation.report.tables import format_interval, results_text
from assistant.evaluation.results import Record, Results


def answer(identity, group, confidence, refused, **values):
    return Record(identity, group, {"confidence": confidence, "refused": refused, **values})


RECORDS = (
    answer("1", "answerable", 0.9, 0.0, **{"first right": 1.0, "hit@1": 1.0}),
    answer("2", "answerable", 0.7, 0.0, **{"first right": 0.0, "hit@1": 1.0, "F1": 0.25}),
    answer("3", "foreign", 0.8, 0.0),
    answer("4", "foreign", 0.2, 1.0),
)


def test_means_and_measures_of_all_questions():
    metrics = {(m.group, m.name): m for m in summarize(RECORDS)}
    values = {key: metric.value for key, metric in metrics.items()}
    assert values["answerable", "first right"] == 0.5
    assert values["answerable", "hit@1"] == 1
    assert (values["answerable", "F1"], metrics["answerable", "F1"].questions) == (0.25, 1)
    assert values["foreign", "refused"] == 0.5
    # 0.9 and 0.7 against 0.8 and 0.2: three of four pairs are in order
    assert values["foreign", "AUROC against answerable"] == 0.75
    assert values["all", "answered"] == 0.75
    assert values["all", "wrong among answered"] == pytest.approx(2 / 3)
    # each alone in its bin: |1 - 0.9|, 0.7, 0.8, 0.2
    assert values["all", "expected calibration error"] == pytest.approx((0.1 + 0.7 + 0.8 + 0.2) / 4)
    assert values["all", "area under risk-coverage"] == pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4)
    assert ("all", "confidence") not in values
    assert all(metric.low <= metric.value <= metric.high for metric in metrics.values())


def test_groups_of_other_forms_are_averaged_over():
    records = [
        Record("1", "one", {"MAP": 1.0}),
        Record("2", "two", {"MAP": 0.5}),
        Record("3", "two", {"MAP": 0.0}),
    ]
    values = {(m.group, m.name): m.value for m in summarize(records)}
    assert values == {("one", "MAP"): 1, ("two", "MAP"): 0.25, ("all", "MAP"): 0.5}


def test_nothing_answered_and_nothing_answerable():
    metrics = {(m.group, m.name) for m in summarize([answer("1", "foreign", 0.1, 1.0)])}
    assert ("all", "wrong among answered") not in metrics
    assert ("foreign", "AUROC against answerable") not in metrics
    assert ("all", "answered") in metrics


def test_what_is_better():
    assert direction("answerable", "refused") == -1
    assert direction("foreign", "refused") == direction("answerable", "first right") == 1
    assert direction("all", "expected calibration error") == -1
    assert direction("answerable", "confidence") == 0


def test_the_table_shows_every_metric_and_note():
    metrics = summarize(RECORDS)
    text = results_text(Results("answers", {}, metrics, RECORDS, ("something was left out",)))
    assert "Note: something was left out." in text
    for metric in metrics:
        assert f"  {metric.group}: {metric.name}" in text
    (line,) = [line for line in text.splitlines() if "hit@1" in line]
    assert line.split() == ["answerable:", "hit@1", "1.000", "1.000", "to", "1.000", "2"]


def test_both_bounds_of_an_interval_have_the_same_decimals():
    assert format_interval(0.8, 0.862) == "0.800 to 0.862"
    assert format_interval(1.44, 1.7) == "1.4 to 1.7"
    assert format_interval(99.6, 272.5) == "100 to 272"
