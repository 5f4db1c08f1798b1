"""The training itself: it goes on where it was interrupted, and learns what it is to learn."""

import json
from dataclasses import replace

import pytest
import torch
from two_texts import OTHER, PARAGRAPH, write_prepared

from assistant.models.pairs import PairEncoder, padded
from assistant.models.reader import SHIPPED_WEIGHTS, SMALL, Reader
from assistant.models.source import packaged_folder, packaged_tokenizer
from training.evaluate_with import TorchReader
from training.reader.average import write_average
from training.reader.export import write_reader
from training.reader.loss import likeness_loss
from training.reader.measure import chosen, measured
from training.reader.model import word_vectors
from training.reader.scorer import Scorer, checkpoint_weights, trained
from training.reader.smooth import smooth
from training.reader.train import Recipe, Training

RECIPE = Recipe(steps=4, warmup=1, tokens=300, singles=40)
READER = SHIPPED_WEIGHTS / "small_reader.onnx"


@pytest.fixture
def work(tmp_path):
    """Makes folders of prepared data."""

    def make(name):
        (tmp_path / name).mkdir()
        write_prepared(tmp_path / name, "train", "tune")
        return tmp_path / name

    return make


def lines(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]


def weights(folder):
    return checkpoint_weights(folder / "checkpoint.safetensors")


def test_an_interrupted_training_ends_where_it_would_have_ended(work):
    whole, interrupted = work("whole"), work("interrupted")
    recipe = replace(RECIPE, dropout=0.1)
    Training(whole, recipe, READER).run()
    first = Training(interrupted, recipe, READER)
    first.stop()
    first.run()
    assert [line["step"] for line in lines(interrupted)] == [1]
    Training(interrupted, recipe, READER).run()
    assert [line["step"] for line in lines(interrupted)] == [1, 4]
    for name, weight in weights(whole).items():
        assert torch.allclose(weight, weights(interrupted)[name], atol=1e-4), name


def test_layers_that_are_frozen_stay_as_they_are(work):
    folder = work("frozen")
    Training(folder, RECIPE, READER, frozen=4).run()
    before = Training(work("untrained"), RECIPE, READER).weights
    changed = {name for name, weight in weights(folder).items() if not torch.equal(weight, before[name])}
    assert {name.split(".")[3] for name in changed if ".layer." in name} == {"4", "5"}
    assert not any("embeddings" in name for name in changed)
    # A training that was frozen can go on, and thaw.
    Training(folder, replace(RECIPE, steps=6), READER).run()
    thawed = weights(folder)
    assert any(not torch.equal(thawed[name], before[name]) for name in thawed if ".layer.0." in name)


def test_readers_that_are_exported_together_say_the_mean_of_what_each_says(work, tmp_path):
    encoder, recipe = PairEncoder(packaged_tokenizer()), replace(RECIPE, steps=1, rate=0.0)
    Training(work("able"), recipe, READER).run()
    Training(work("ignorant"), recipe).run()  # finds no answer anywhere
    checkpoints = [tmp_path / name / "checkpoint.safetensors" for name in ("able", "ignorant")]
    write_reader(checkpoints, tmp_path / "both")
    question, passages = "Who was the first keeper of the lighthouse?", [PARAGRAPH, OTHER]
    ids, segments, mask = map(torch.from_numpy, padded(encoder.encode(question, passages)))
    able, ignorant = (Scorer(path, encoder)(ids, segments, mask)[1] for path in checkpoints)
    assert float((able - ignorant).abs().max()) > 1.5
    together = [reading.holds for reading in Reader(SMALL, 1, tmp_path / "both").read(question, passages)]
    assert together == pytest.approx(((able + ignorant) / 2).tolist(), abs=0.5)
    # What was exported can be asked, exported again, and trained on.
    again = Scorer(tmp_path / "both" / "small_reader.onnx", encoder)(ids, segments, mask)[1]
    assert again.tolist() == pytest.approx(together, abs=0.5)
    assert len(trained(tmp_path / "both" / "small_reader.onnx")[0]) == 2


def test_weights_that_went_on_from_one_another_are_averaged(work, tmp_path):
    Training(work("first"), RECIPE, READER).run()
    Training(work("then"), replace(RECIPE, rate=3e-4), READER).run()
    folders = [tmp_path / "first", tmp_path / "then"]
    write_average([folder / "checkpoint.safetensors" for folder in folders], [1, 3], tmp_path / "mean")
    first, then, mean = map(weights, [*folders, tmp_path / "mean"])
    assert any(not torch.equal(first[name], then[name]) for name in first)
    for name, weight in mean.items():
        assert torch.allclose(weight, (first[name] + 3 * then[name]) / 4, atol=1e-6), name
    assert trained(tmp_path / "mean" / "checkpoint.safetensors")


def test_what_is_left_out_makes_training_harder_and_asking_no_different(work):
    whole, with_gaps = work("whole"), work("gaps")
    recipe = replace(RECIPE, rate=0.0)
    Training(whole, recipe, READER).run()
    Training(with_gaps, replace(recipe, dropout=0.5), READER).run()
    assert lines(with_gaps)[-1]["all"] > lines(whole)[-1]["all"] + 0.5
    assert all(torch.equal(weight, weights(with_gaps)[name]) for name, weight in weights(whole).items())


def test_a_reader_learns_from_its_teacher_even_what_the_answers_do_not_say(work):
    encoder = PairEncoder(packaged_tokenizer())
    ignorant, taught, untaught = work("ignorant"), work("taught"), work("untaught")
    Training(ignorant, replace(RECIPE, steps=1, rate=0.0)).run()  # finds no answer anywhere
    teacher = ignorant / "checkpoint.safetensors"
    recipe = replace(RECIPE, steps=10)
    Training(taught, recipe, READER, None, [teacher]).run()
    Training(untaught, recipe, READER).run()
    questions = chosen(taught, encoder, 12)
    pupils = [Scorer(each / "checkpoint.safetensors", encoder) for each in (taught, untaught)]
    batch = questions[0]
    asked, *said = (
        each(batch.ids, batch.segments, batch.mask) for each in (Scorer(teacher, encoder), *pupils)
    )
    near, far = (likeness_loss(*each, *asked, batch) for each in said)
    assert near < 0.8 * far
    assert measured(questions, pupils)["questions"] == 12


def test_the_mean_of_weights_can_stand_in_the_reader_s_place():
    question, passages = "Who built the lighthouse in 1871?", [PARAGRAPH, OTHER]
    own = Reader(SMALL, 1).read(question, passages)
    instead = TorchReader([READER, READER]).read(question, passages)
    for theirs, ours in zip(instead, own, strict=True):
        assert (theirs.offsets == ours.offsets).all()
        assert theirs.holds == pytest.approx(ours.holds, abs=0.5)
        assert theirs.starts.argmax() == ours.starts.argmax()


def test_a_reader_that_was_smoothed_says_the_same_and_can_go_on_from_its_export(work, tmp_path):
    folder = work("able")
    Training(folder, replace(RECIPE, steps=1, rate=0.0), READER).run()
    checkpoint = folder / "checkpoint.safetensors"
    encoder = PairEncoder(packaged_tokenizer())
    batch = chosen(folder, encoder, 6)[0]
    words = word_vectors(trained(checkpoint)[0][0], packaged_folder(), encoder.vocabulary)[batch.ids]
    plain, smoothed = (trained(checkpoint)[0][0].train(False) for _ in range(2))
    smooth(smoothed, [(words, batch.segments, batch.mask)])
    with torch.no_grad():
        said, said_smoothed = (model(words, batch.segments, batch.mask) for model in (plain, smoothed))
    assert torch.allclose(said[0], said_smoothed[0], atol=1e-3)
    write_reader([checkpoint], tmp_path / "smooth", work=folder)
    again = trained(tmp_path / "smooth" / "small_reader.onnx")[0][0].state_dict()
    for name, weight in plain.state_dict().items():
        assert float((again[name] - weight).abs().mean()) <= 0.1 * float(weight.abs().mean()), name
