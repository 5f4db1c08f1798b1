"""A training elsewhere: packed, joined, trained for a moment, sent back, exported, loaded."""

import itertools
import json
import subprocess
import sys
from dataclasses import replace

import pytest
import torch
from two_texts import OTHER, PARAGRAPH, write_prepared

from assistant.models.pairs import PairEncoder, padded
from assistant.models.reader import SHIPPED_WEIGHTS, Reader
from assistant.models.source import packaged_folder, packaged_tokenizer
from training.packed import join, unpack
from training.packed.encoder import score
from training.packed.pack import labelled_and_not, pack_code, pack_encoder, pack_rows
from training.packed.parts import DamagedPartError, join_parts, write_parts
from training.packed.state import trained_weights
from training.packed.train import Options, Training
from training.reader.batches import as_batch, encoded_together
from training.reader.examples import Examples
from training.reader.export import write_reader
from training.reader.scorer import checkpoint_weights, said_of, trained

OPTIONS = Options("tiny", minutes=1.0, tokens=700, rate=3e-4)


def training_of(*told):
    """Return a training of which each step takes ten seconds."""
    training = Training(*told, clock=lambda: 10.0 * training.progress.step)
    return training


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What is packed: a reader of one layer, and sixty rows."""
    folder = tmp_path_factory.mktemp("whole")
    work = tmp_path_factory.mktemp("work")
    write_prepared(work, "train", "tune")
    pack_rows(work, folder, 60, 12, unlabelled=0.2)
    pack_encoder(packaged_folder(), folder / "encoders" / "tiny", 16, layers=1)
    pack_code(folder)
    return folder


def test_the_whole_way_ends_with_a_reader_that_can_be_asked(whole, tmp_path, monkeypatch):
    parts = write_parts(whole, tmp_path / "parts", 5_000_000)
    assert len(parts) > 2
    monkeypatch.setattr(sys, "argv", ["join", str(tmp_path / "parts"), str(tmp_path / "there")])
    assert join.main() == 0
    # Nothing but torch, numpy and what was packed is there.
    code = (
        "import sys; absent = ['safetensors', 'transformers', 'tokenizers', 'assistant'];"
        "sys.modules.update(dict.fromkeys(absent)); import runpy;"
        "runpy.run_module('training.packed.train', run_name='__main__')"
    )
    asked = ["--encoder", "tiny", "--minutes", "0.05", "--tokens", "700", "--threads", "1"]
    command = [sys.executable, "-c", code, tmp_path / "there", tmp_path / "trained", *asked]
    done = subprocess.run(
        list(map(str, command)),
        cwd=tmp_path / "there" / "code",
        env={"OMP_NUM_THREADS": "1", "PATH": "", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "first sentence right" in json.loads(done.stdout.splitlines()[-1])["tune"]
    result = tmp_path / "trained" / "result"
    assert all(part.stat().st_size <= 15_000_000 for part in result.iterdir())

    monkeypatch.setattr(sys, "argv", ["unpack", str(result), str(tmp_path / "back")])
    assert unpack.main() == 0
    checkpoint = tmp_path / "back" / "checkpoint.safetensors"
    assert said_of(checkpoint)["layers"] == "1"
    for name, weight in trained_weights(tmp_path / "trained").items():
        assert torch.allclose(weight, checkpoint_weights(checkpoint)[name], atol=2e-3), name
    write_reader([checkpoint], tmp_path / "reader")
    readings = Reader(threads=1, folder=tmp_path / "reader").read("Who built it?", [PARAGRAPH, OTHER])
    assert len(readings) == 2


def test_a_training_that_is_interrupted_ends_where_it_would_have_ended(whole, tmp_path):
    def train(name, options=OPTIONS, stops=False):
        training = training_of(whole, tmp_path / name, options)
        if stops:
            training.stop()
        training.run()
        return training

    train("whole")
    train("interrupted", stops=True)
    first = trained_weights(tmp_path / "interrupted")
    ended = train("interrupted")
    assert ended.progress.step == 6
    expected, then = trained_weights(tmp_path / "whole"), trained_weights(tmp_path / "interrupted")
    assert any(not torch.equal(first[name], then[name]) for name in then)
    for name, weight in expected.items():
        assert torch.allclose(weight, then[name], atol=1e-5), name
    # The rate has fallen to nothing when the time is over.
    assert ended.schedule.rate_at(60.0) == 0
    assert ended.schedule.rate_at(20.0) == pytest.approx(3e-4)


def test_a_pupil_learns_from_its_teacher_on_what_nobody_labelled(whole, tmp_path):
    training_of(whole, tmp_path / "teacher", OPTIONS).run()
    options = replace(OPTIONS, teacher=tmp_path / "teacher", seed=2)
    pupil = training_of(whole, tmp_path / "pupil", options)
    unlabelled = [len(labelled) for _, labelled in pupil.train.batches(700, 0) if not labelled.all()]
    assert unlabelled
    pupil.run()
    lines = (tmp_path / "pupil" / "log.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[0])["teacher"] > 0


@pytest.mark.parametrize("harm", ["changed", "missing", "no manifest"])
def test_a_part_that_is_not_what_was_packed_is_named_in_one_sentence(tmp_path, monkeypatch, capsys, harm):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "weights").write_bytes(bytes(range(256)) * 40)
    parts = write_parts(tmp_path / "in", tmp_path / "parts", 6_000)
    named = parts[1]
    if harm == "changed":
        named.write_bytes(b"x" + named.read_bytes()[1:])
    elif harm == "missing":
        named.unlink()
    else:
        named = tmp_path / "parts" / "manifest.json"
        named.write_text("{", "utf-8")
    with pytest.raises(DamagedPartError):
        join_parts(tmp_path / "parts", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    for module in (join, unpack):
        monkeypatch.setattr(sys, "argv", ["x", str(tmp_path / "parts"), str(tmp_path / "out")])
        assert module.main() == 1
        said = capsys.readouterr().err.strip()
        assert str(named) in said
        assert len(said.splitlines()) == 1


def test_batches_gathered_elsewhere_are_those_that_are_made_here(whole, tmp_path):
    write_prepared(tmp_path, "train", "tune")
    gatherer = training_of(whole, tmp_path / "t", OPTIONS).train
    encoder = PairEncoder(packaged_tokenizer())
    made = itertools.islice(labelled_and_not(Examples(tmp_path), 0.2, 1), 30)
    for number, (unit, labelled) in enumerate(made):
        if number >= len(gatherer.unit_rows):
            break
        own = as_batch(encoded_together(unit, encoder))
        batch, known = gatherer.gather(torch.tensor([number]).numpy())
        assert known.tolist() == [labelled] * len(unit)
        width = own.ids.shape[1]
        for name in ("ids", "segments", "mask", "readable", "starts", "ends", "sentences"):
            assert torch.equal(getattr(batch, name)[:, :width], getattr(own, name)), name
        for name in ("groups", "has_spans", "sentence_groups", "gold", "holds"):
            assert torch.equal(getattr(batch, name), getattr(own, name)), name


def test_weights_that_ship_can_be_packed_in_8_bits(tmp_path):
    write_prepared(tmp_path, "train", "tune")
    pack_rows(tmp_path, tmp_path / "package", 12, 8)
    pack_encoder(SHIPPED_WEIGHTS / "small_reader.onnx", tmp_path / "package" / "encoders" / "tiny", 8)
    model = training_of(tmp_path / "package", tmp_path / "t", OPTIONS).model
    assert not model.shape.new_heads
    shipped = trained(SHIPPED_WEIGHTS / "small_reader.onnx")[0][0].train(False)
    ids, segments, mask = map(
        torch.from_numpy, padded(PairEncoder(packaged_tokenizer()).encode("Who?", [OTHER]))
    )
    with torch.no_grad():
        expected = shipped(shipped.encoder.embeddings.word_embeddings(ids), segments, mask)
        own = score(model.weights, model.shape, model.words[ids], segments, mask)
    assert torch.allclose(own[0], expected[0], atol=0.3)
