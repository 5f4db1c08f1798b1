"""The training data: spacing put right with its offsets, and examples that say what they claim."""

import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from two_texts import OTHER, PARAGRAPH

from assistant.models.pairs import PairEncoder, padded
from assistant.models.reader import SHIPPED_WEIGHTS, Reader
from assistant.models.source import resolve_model
from training.reader.model import Committee
from training.reader.near_misses import near_miss
from training.reader.respace import respace
from training.reader.scorer import trained


@pytest.mark.parametrize(
    ("spaced", "normal"),
    [
        ("Nix v. Hedden , 149 U.S. 304 ( 1893 ) , was", "Nix v. Hedden, 149 U.S. 304 (1893), was"),
        ("`` Our House '' is a song", '"Our House" is a song'),
        ("the ship 's crew did n't", "the ship's crew didn't"),
        ("a long - term plan", "a long-term plan"),
        ("Nothing to change here.", "Nothing to change here."),
    ],
)
def test_spacing_is_put_right(spaced, normal):
    assert respace(spaced)[0] == normal


@given(st.text(alphabet="ab ,.'`-()$1", max_size=60))
def test_offsets_point_at_the_same_characters(text):
    spaced, new = respace(text)
    assert len(new) == len(text) + 1
    assert new[-1] == len(spaced)
    for old, character in enumerate(text):
        kept = new[old + 1] > new[old]
        assert not kept or spaced[new[old]] in (character, '"')
        assert kept or character in " `'"


def test_examples_keep_their_answers_exact_and_some_have_none(prepared):
    chooser = random.Random(0)
    without = 0
    for _ in range(300):
        example = prepared.example(prepared.items[0], chooser, 2)
        golden = [passage for passage in example.passages if passage.gold]
        without += not golden
        for passage in example.passages:
            assert all(passage.text[s:e] == passage.text[s:e].strip() != "" for s, e in passage.sentences)
            assert [passage.text[s:e] for s, e in passage.answers] == ["Ada Thornbury"] * len(passage.answers)
            assert bool(passage.answers) == bool(passage.gold)
        asked_as_it_was = all(word in prepared.items[0].question for word in example.question.split())
        if not golden and asked_as_it_was:
            assert not any("Ada Thornbury" in passage.text for passage in example.passages)
    assert 30 < without < 150


@pytest.mark.parametrize(
    ("question", "changed"),
    [
        ("Who built the lighthouse in 1871?", "Who built the lighthouse in 1969?"),
        ("Who was the first keeper of the lighthouse?", "Who was the last keeper of the lighthouse?"),
        ("Where was it built?", "Where was it destroyed?"),
    ],
)
def test_near_misses_ask_for_what_is_not_said(question, changed):
    evidence = PARAGRAPH[: PARAGRAPH.index(" It was")]
    chooser = random.Random(0)
    made = {near_miss(question, PARAGRAPH, evidence, [OTHER], chooser) for _ in range(200)} - {None}
    assert changed in made
    assert question not in made


def test_the_weights_that_ship_can_be_trained_on():
    folder = resolve_model("all-MiniLM-L6-v2").folder
    models, _ = trained(SHIPPED_WEIGHTS / "small_reader.onnx")
    pairs = PairEncoder(folder / "tokenizer.json").encode("Who built it?", [PARAGRAPH, OTHER])
    ids, segments, mask = map(torch.from_numpy, padded(pairs))
    with torch.no_grad():
        words = models[0].encoder.embeddings.word_embeddings(ids)
        _, holds = Committee(models)(words, segments, mask)
    shipped = [reading.holds for reading in Reader(threads=1).read("Who built it?", [PARAGRAPH, OTHER])]
    assert holds.tolist() == pytest.approx(shipped, abs=0.5)


def test_the_same_seed_gives_the_same_examples(prepared):
    first, second = (prepared.stream(5, 3) for _ in range(2))
    assert [next(first) for _ in range(20)] == [next(second) for _ in range(20)]
