"""A run on several kinds: a row each, and the mean over kinds."""

from dataclasses import replace

import pytest

from assistant.evaluation.report.compare import compare_results, comparison_text
from assistant.evaluation.report.kinds import MEAN
from assistant.evaluation.report.summary import summarize
from assistant.evaluation.report.tables import results_text
from assistant.evaluation.results import Record, Results, as_json, read_results


def answered(kind, number, right, confidence=0.9):
    values = {"hit@10": 1.0, "first right": float(right), "any of three right": 1.0}
    return Record(f"q{number}", "answerable", {"confidence": confidence, "refused": 0.0, **values}, kind)


def unanswerable(kind, number, group, refused):
    return Record(f"{group}{number}", group, {"confidence": 0.1, "refused": float(refused)}, kind)


# Letters: of ten answerable questions two are right, of two others one is refused. Mails: one of one.
RECORDS = (
    *(answered("letters", n, n < 2) for n in range(10)),
    unanswerable("letters", 0, "near miss", False),
    unanswerable("letters", 1, "foreign", True),
    answered("mails", 0, True),
)


def run(records, **about):
    return Results("kinds", about, summarize(records), tuple(records))


def test_every_kind_counts_the_same_in_the_mean():
    metrics = {(m.group, m.name): m for m in summarize(RECORDS)}
    assert metrics["letters", "first right"].value == pytest.approx(0.2)
    assert metrics["mails", "first right"].value == 1
    mean = metrics[MEAN, "first right"]
    assert mean.value == pytest.approx(0.6)
    assert 0.5 <= mean.low < 0.6 < mean.high <= 1
    # Only letters have questions to refuse.
    assert metrics["letters", "refused"].value == metrics[MEAN, "refused"].value == 0.5
    assert ("mails", "refused") not in metrics
    # Of letters eleven are answered, nine of them wrong: eight answerable ones and a near miss.
    assert metrics[MEAN, "wrong among answered"].value == pytest.approx((9 / 11 + 0) / 2)
    of_letters = (abs(2 - 10 * 0.9) + 2 * 0.1) / 12
    assert metrics[MEAN, "expected calibration error"].value == pytest.approx((of_letters + 0.1) / 2)
    assert {metric.table for metric in metrics.values()} == {"kinds"}


def test_the_table_has_a_row_a_kind_and_the_interval_of_the_mean():
    header, letters, mails, mean, interval = results_text(run(RECORDS)).splitlines()
    assert header.split()[0] == "kind"
    assert letters.split() == ["letters", "1.000", "0.200", "1.000", "0.500", "0.818", "0.600", "12"]
    assert mails.split()[4] == "–"
    assert mean.split()[:5] == ["mean", "over", "kinds", "1.000", "0.600"]
    assert mean.split()[-1] == "13"
    assert "95% interval" in interval


def test_two_runs_are_compared_question_by_question_inside_kinds():
    records = [answered(kind, n, n % 2) for kind in ("letters", "mails") for n in range(40)]
    better = [
        replace(r, values={**r.values, "first right": 1.0}) if r.kind == "mails" else r for r in records
    ]
    comparison = compare_results(run(records), run(better))
    found = {(d.group, d.name): d for d in comparison.differences}
    mean = found[MEAN, "first right"]
    assert (mean.old, mean.new, mean.verdict) == (0.5, 0.75, "better")
    assert 0 < mean.low < 0.25 < mean.high
    assert mean.p is not None
    assert mean.p < 0.001
    assert found["letters", "first right"].p == 1
    assert comparison.gained == tuple(f"mails/q{n}" for n in range(0, 40, 2))
    assert "kinds, mean over kinds: first right" in comparison_text(comparison)


def test_a_kind_that_only_one_run_has_is_said():
    comparison = compare_results(run(RECORDS), run([r for r in RECORDS if r.kind == "letters"]))
    notes = "\n".join(comparison.notes)
    assert "1 questions of the old run are not in the other" in notes
    assert "only the old run has mails: any of three right" in notes


def test_results_come_back_from_json(tmp_path):
    results = run(RECORDS, in_document=True)
    (tmp_path / "results.json").write_text(as_json(results), encoding="utf-8")
    assert read_results(tmp_path / "results.json") == results
    notes = compare_results(run(RECORDS), results).notes
    assert notes == ("one run asked each question of its own document alone, the other of all documents",)
