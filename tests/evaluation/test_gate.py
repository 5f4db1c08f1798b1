"""No change makes the answers worse unnoticed: headline metrics on fixed samples hold their floors."""

import sys

import pytest
from gate import DATA, FLOORS, fallen, read_floors, write_encyclopedia, write_kinds, write_sentences

from assistant.evaluation.execute import RunOptions, execute, execute_all, merge_runs
from assistant.evaluation.report.tables import results_text
from assistant.evaluation.results import Metric, Results
from assistant.evaluation.sets.question_set import find_set, find_sets
from assistant.settings import Settings

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the gate needs the question sets in {DATA}, which are not here"
)


needs_training_data = pytest.mark.skipif(
    not (DATA / "papers").is_dir() or not (DATA.parent / "training").is_dir(),
    reason=f"the gate of every kind needs the sets in {DATA.parent}/training and papers, which are not here",
)


@pytest.fixture
def holds_its_floors(models):
    def check(name, folder):
        check_results(name, execute(find_set(folder), Settings(cache=str(models)), RunOptions()).results)

    return check


def check_results(name, results):
    # Shown by `pytest -rP`: what the floors can be raised to.
    sys.stdout.write(f"{name}\n{results_text(results)}\n")
    lines = fallen(results, read_floors()[name])
    assert not lines, f"Worse than {FLOORS.name} allows:\n" + "\n".join(lines)


@needs_data
def test_answers(holds_its_floors, tmp_path):
    holds_its_floors("encyclopedia", write_encyclopedia(tmp_path / "encyclopedia"))


@needs_data
def test_sentence_selection(holds_its_floors, tmp_path):
    holds_its_floors("sentences", write_sentences(tmp_path / "sentences"))


@needs_data
def test_followups(holds_its_floors):
    holds_its_floors("followups", DATA / "followups")


@needs_training_data
def test_every_kind(models, tmp_path):
    kinds = write_kinds(tmp_path / "kinds")
    runs = execute_all(find_sets([tmp_path / "kinds"]), Settings(cache=str(models)), RunOptions())
    results = merge_runs({kind: finished.results for kind, finished in runs})
    watched = read_floors()["kinds"]
    assert set(kinds) <= set(watched), "a kind has no floors"
    check_results("kinds", results)


@pytest.mark.parametrize(
    ("value", "bound", "holds"),
    [
        (0.70, {"floor": 0.74, "noise": 0.02}, False),
        (0.73, {"floor": 0.74, "noise": 0.02}, True),
        (0.90, {"floor": 0.74, "noise": 0.02}, True),
        (0.07, {"ceiling": 0.04, "noise": 0.02}, False),
        (0.05, {"ceiling": 0.04, "noise": 0.02}, True),
        (0.00, {"ceiling": 0.04, "noise": 0.02}, True),
    ],
)
def test_a_metric_falls_when_it_is_worse_by_more_than_its_noise(value, bound, holds):
    metric = Metric("citations", "answerable", "first right", value, value, value, 100)
    lines = fallen(Results("answers", {}, (metric,), ()), {"answerable": {"first right": bound}})
    assert bool(lines) is not holds
    assert all("answerable: first right is" in line for line in lines)


def test_a_metric_that_is_no_longer_measured_does_not_pass():
    with pytest.raises(KeyError):
        fallen(Results("answers", {}, (), ()), {"answerable": {"first right": {"floor": 0, "noise": 0}}})


def test_every_floor_is_a_number_with_a_direction():
    floors = [
        bound for groups in read_floors().values() for names in groups.values() for bound in names.values()
    ]
    assert floors
    for bound in floors:
        assert ("floor" in bound) is not ("ceiling" in bound)
        assert bound["noise"] > 0
