"""The prover's training from beginning to end, on a few pairs."""

import json
from dataclasses import replace

import pytest
import torch

from assistant.models.prover import Prover
from assistant.models.reader import SHIPPED_WEIGHTS
from training.prover.export import trained_prover, write_prover
from training.prover.loss import prover_loss, targets_of
from training.prover.measure import best_thresholds, figures_of, judged_by_source
from training.prover.pairs import Pair
from training.prover.prepare import read_part, write_part
from training.prover.train import Recipe, Training
from training.reader.scorer import checkpoint_weights

RECIPE = Recipe(steps=24, rate=3e-4, warmup=2, tokens=300, frozen=4)
READER = SHIPPED_WEIGHTS / "small_reader.onnx"
COLOURS = ("red", "green", "blue", "white", "black", "brown")
PAIRS = [
    Pair("boats", f"The boat is {said}.", (f"The boat in the harbour is {seen}.",), label)
    for said in COLOURS
    for seen in COLOURS
    for label in (["supported"] * 5 if said == seen else ["contradicted"])
] + [Pair("boats", f"The boat is {said}.", ("They grew potatoes.",), "not enough") for said in COLOURS]


@pytest.fixture
def work(tmp_path):
    def make(name):
        (tmp_path / name).mkdir()
        write_part(tmp_path / name / "train.jsonl", PAIRS)
        return tmp_path / name

    return make


def test_a_prover_is_trained_exported_and_measured(work, tmp_path):
    folder = work("whole")
    Training(folder, RECIPE, READER).run()
    losses = [json.loads(line)["loss"] for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    assert losses[-1] < 1.0
    write_prover(folder / "checkpoint.safetensors", tmp_path / "exported")
    prover = Prover(1, tmp_path / "exported")
    # 8 bits say nearly what the trained weights say.
    exact = trained_prover(folder / "checkpoint.safetensors")
    assert sum(parameter.numel() for parameter in exact.parameters()) > 20e6
    judged = judged_by_source(read_part(folder / "train.jsonl"), prover)
    assert set(judged) == {"boats"}
    figures = figures_of(judged["boats"])
    assert figures.pairs == len(PAIRS)
    supported, contradicted = best_thresholds(judged)
    best = figures_of(judged["boats"], supported, contradicted)
    assert best.balanced >= figures.balanced
    assert best.balanced > 0.6


def test_an_interrupted_training_ends_where_it_would_have_ended(work):
    whole, interrupted = work("whole"), work("interrupted")
    recipe = replace(RECIPE, steps=4, dropout=0.1)
    Training(whole, recipe, READER).run()
    first = Training(interrupted, recipe, READER)
    first.stop()
    first.run()
    Training(interrupted, recipe, READER).run()
    ended, expected = (checkpoint_weights(each / "checkpoint.safetensors") for each in (interrupted, whole))
    for name, weight in expected.items():
        assert torch.allclose(weight, ended[name], atol=1e-4), name


def test_either_of_two_labels_may_be_right():
    right = targets_of(["not supported", "supported"])
    assert right.tolist() == [[0, 1, 1], [1, 0, 0]]
    sure = torch.tensor([[-9.0, 0.0, 0.0], [9.0, 0.0, 0.0]])
    wrong = torch.tensor([[9.0, 0.0, 0.0], [-9.0, 0.0, 0.0]])
    assert prover_loss(sure, right) < 0.5 < prover_loss(wrong, right)
