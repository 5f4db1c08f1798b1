"""Two runs compared, question by question."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import AssistantError
from assistant.evaluation.report.compare import compare_results, comparison_text
from assistant.evaluation.report.summary import summarize
from assistant.evaluation.results import Record, Results, as_json, read_results


def run(right, confidence=0.8, form="answers", **about):
    """A run of answerable questions and as many foreign ones."""
    records = [
        Record(f"q{n}", "answerable", {"first right": float(r), "confidence": confidence, "refused": 0.0})
        for n, r in enumerate(right)
    ]
    records += [
        Record(f"f{n}", "foreign", {"confidence": n % 5 / 10, "refused": 1.0}) for n in range(len(right))
    ]
    return Results(form, about, summarize(records), tuple(records))


def test_a_clear_gain():
    comparison = compare_results(run([0] * 20 + [1] * 20), run([1] * 20 + [1] * 19 + [0]))
    (first,) = [d for d in comparison.differences if d.name == "first right"]
    assert (first.old, first.new, first.questions, first.verdict) == (0.5, 0.975, 40, "better")
    assert 0 < first.low < 0.475 < first.high
    assert first.p is not None
    assert first.p < 0.001
    assert comparison.gained == tuple(f"q{n}" for n in range(20))
    assert comparison.lost == ("q39",)
    text = comparison_text(comparison)
    assert "better" in text
    assert "first right: 20 questions better: q0, q1" in text
    assert "first right: 1 questions worse: q39" in text


def test_no_clear_change():
    comparison = compare_results(run([0, 1] * 10), run([1, 0] * 10))
    assert {d.verdict for d in comparison.differences} == {""}
    assert (len(comparison.gained), len(comparison.lost)) == (10, 10)


def test_a_change_of_the_confidence_alone():
    comparison = compare_results(run([1] * 20, confidence=0.9), run([1] * 20, confidence=0.2))
    verdicts = {(d.group, d.name): d.verdict for d in comparison.differences}
    assert verdicts["foreign", "AUROC against answerable"] == "worse"
    assert verdicts["answerable", "confidence"] == "changed"
    assert verdicts["answerable", "first right"] == ""


def test_what_makes_runs_hard_to_compare_is_said():
    old = run([1, 0, 1], settings={"caution": 0.5}, models={"embedder": 1}, questions_sha256="a")
    new = run([1, 0], settings={"caution": 0.7}, models={"embedder": 2}, questions_sha256="b")
    notes = "\n".join(compare_results(old, new).notes)
    assert "2 questions of the old run are not in the other" in notes
    assert "settings: caution was 0.5 and is 0.7" in notes
    assert "models: embedder was 1 and is 2" in notes
    assert "different question files" in notes


def test_metrics_that_only_one_run_has_are_named():
    old, new = run([1, 0]), run([1, 0])
    spans = [replace(r, values={**r.values, "F1": 1.0}) for r in new.records if r.group == "answerable"]
    new = replace(new, records=(*spans, *new.records[2:]), metrics=summarize([*spans, *new.records[2:]]))
    comparison = compare_results(old, new)
    assert comparison.notes == ("only the new run has answerable: F1, which could not be compared",)
    assert "F1" not in {d.name for d in comparison.differences}


def test_runs_that_cannot_be_compared():
    with pytest.raises(AssistantError, match="run on answers with one on sentences"):
        compare_results(run([1]), run([1], form="sentences"))
    other = Results("answers", {}, (), (Record("x", "answerable", {"first right": 1.0}),))
    with pytest.raises(AssistantError, match="share no question"):
        compare_results(run([1]), other)


@settings(max_examples=10)
@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_results_come_back_from_json_as_they_were(tmp_path_factory, right):
    path = tmp_path_factory.mktemp("results") / "results.json"
    results = run(right, questions_sha256="ü")
    path.write_text(as_json(results), encoding="utf-8")
    assert read_results(path) == results


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 1, "records": [1]}'])
def test_files_that_hold_no_results(tmp_path, text):
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(AssistantError, match=r"odd\.json' does not hold results"):
        read_results(path)


def test_results_of_another_version(tmp_path):
    path = tmp_path / "old.json"
    path.write_text(as_json(run([1])).replace('"version": 1,', '"version": 0,'))
    with pytest.raises(AssistantError, match="another version"):
        read_results(path)
    with pytest.raises(AssistantError, match="Cannot read the results"):
        read_results(tmp_path / "missing.json")
