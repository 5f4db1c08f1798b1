"""The reader as it ships: it finds answers, marks them exactly, and knows when there is none."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import MEMO, POLICY

from assistant.errors import ModelError
from assistant.models.pairs import MOST_TOKENS, PairEncoder
from assistant.models.reader import SHIPPED_WEIGHTS, Reader, load_reader
from assistant.models.source import packaged_folder
from assistant.settings import Settings

LIGHTHOUSE = MEMO.split("\n\n")[1]
HOTELS = POLICY.split("\n\n")[-1]


@pytest.fixture(scope="module", params=["packaged", "small"])
def reader(request):
    return load_reader(Settings(reader=request.param))


@pytest.fixture(scope="module")
def encoder():
    return PairEncoder(packaged_folder() / "tokenizer.json")


def sentences(text):
    """Yield the ranges of the sentences of a text whose sentences end with a full stop and a space."""
    start = 0
    for part in text.split(". "):
        yield start, min(len(text), start + len(part) + 1)
        start += len(part) + 2


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Who built the lighthouse?", LIGHTHOUSE, "Ada Thornbury"),
        ("When was the lighthouse closed?", LIGHTHOUSE, "1969"),
        ("How much did the repairs cost?", LIGHTHOUSE, "forty thousand pounds"),
        ("How much may a hotel room cost?", HOTELS, "140 euros"),
    ],
)
def test_the_short_answer_is_marked_in_its_sentence(reader, question, text, answer):
    reading = reader.read(question, [text])[0]
    best = max((reading.of_sentence(*span) for span in sentences(text)), key=lambda found: found.answer)
    assert answer in text[best.start : best.end]
    assert best.evidence == max(reading.of_sentence(*span).evidence for span in sentences(text))


def test_a_passage_that_holds_the_answer_scores_above_one_that_does_not(reader):
    holding, other = reader.read("Who built the lighthouse?", [LIGHTHOUSE, HOTELS])
    assert holding.holds > 0 > other.holds
    assert holding.starts.max() > other.starts.max()


def test_what_is_read_together_hardly_changes_what_is_said(reader):
    # Not at all but for the scale of 8-bit numbers, which the texts of a batch share.
    alone = reader.read("Who built the lighthouse?", [LIGHTHOUSE])[0]
    together = reader.read("Who built the lighthouse?", [HOTELS * 3, LIGHTHOUSE, "Short."])[1]
    assert together.holds == pytest.approx(alone.holds, abs=0.7)
    assert together.starts.argmax() == alone.starts.argmax()
    assert together.ends.argmax() == alone.ends.argmax()
    assert (together.offsets == alone.offsets).all()


def test_the_small_reader_says_something_else_and_is_told_apart():
    packaged, small = (load_reader(Settings(reader=name)) for name in ("packaged", "small"))
    assert packaged.identity != small.identity
    readings = [r.read("Who built the lighthouse?", [LIGHTHOUSE])[0] for r in (packaged, small)]
    assert readings[0].holds != readings[1].holds


def test_a_long_passage_is_read_as_far_as_it_goes(reader):
    text = "The keeper counted another wave. " * 200
    reading = reader.read("What did the keeper count?", [text])[0]
    assert 200 < len(reading.offsets) < MOST_TOKENS
    assert reading.of_sentence(0, 32) is not None
    assert reading.of_sentence(len(text) - 33, len(text)) is None


def test_empty_texts_are_read(reader):
    assert len(reader.read("", [""])[0].offsets) == 0
    assert reader.read("Who?", []) == []


def test_damaged_weights_are_refused(tmp_path):
    with pytest.raises(ModelError, match="reinstall"):
        Reader(folder=tmp_path)
    for path in SHIPPED_WEIGHTS.iterdir():
        shutil.copy(path, tmp_path)
    weights = bytearray((tmp_path / "reader.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (tmp_path / "reader.onnx").write_bytes(weights)
    with pytest.raises(ModelError, match="damaged"):
        Reader(folder=tmp_path)


@given(st.text(max_size=300), st.text(max_size=600))
def test_every_token_of_a_passage_stands_where_it_says(encoder, question, text):
    pair = encoder.encode(question, [text])[0]
    assert len(pair.ids) <= MOST_TOKENS
    assert pair.end == len(pair.ids) - 1
    assert (pair.offsets[:, 0] <= pair.offsets[:, 1]).all()
    assert (pair.offsets[1:, 0] >= pair.offsets[:-1, 0]).all()
    assert (pair.offsets >= 0).all()
    assert (pair.offsets <= len(text)).all()
