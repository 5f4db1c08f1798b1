"""The reader as it ships: it finds answers, marks them exactly, and knows when there is none."""

import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import MEMO, POLICY

from assistant.errors import ModelError
from assistant.models.pairs import MOST_TOKENS, PairEncoder
from assistant.models.reader import LARGE, SHIPPED_WEIGHTS, SMALL, Reader, Reading, load_readers
from assistant.models.source import packaged_folder
from assistant.settings import Settings

LIGHTHOUSE = MEMO.split("\n\n")[1]
HOTELS = POLICY.split("\n\n")[-1]


@pytest.fixture(scope="module", params=[SMALL, LARGE])
def reader(request):
    return Reader(request.param)


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


def test_the_settings_name_the_readers_and_their_weights_are_told_apart():
    packaged, small = (load_readers(Settings(reader=name)) for name in ("packaged", "small"))
    assert load_readers(Settings(reader="none")) is None
    assert small.large is None
    assert packaged.small.identity == small.small.identity
    assert packaged.identity != small.identity


def test_indexes_that_are_open_at_once_share_a_reader():
    first, second = load_readers(Settings(reader="small")), load_readers(Settings(reader="packaged"))
    assert first.small is second.small
    assert load_readers(Settings(reader="small", threads=1)).small is not first.small


@given(st.floats(0, 1))
def test_readings_of_a_text_are_mixed_by_their_shares(share):
    offsets = np.array([[0, 3], [4, 7]])
    scores = [np.array(each, dtype=np.float32) for each in ([1, -2], [0, 3], [-4, 4])]
    first, second = Reading(offsets, *scores, 2.0), Reading(offsets, *reversed(scores), -1.0)
    mixed = first.mixed_with(second, share)
    assert mixed.offsets is offsets
    assert mixed.holds == pytest.approx(2 - 3 * share)
    assert mixed.starts == pytest.approx((1 - share) * scores[0] + share * scores[2], abs=1e-5)
    assert mixed.evidence == pytest.approx((1 - share) * scores[2] + share * scores[0], abs=1e-5)


def test_a_long_passage_is_read_as_far_as_it_goes(reader):
    text = "The keeper counted another wave. " * 200
    reading = reader.read("What did the keeper count?", [text])[0]
    assert 200 < len(reading.offsets) < MOST_TOKENS
    assert reading.of_sentence(0, 32) is not None
    assert reading.of_sentence(len(text) - 33, len(text)) is None


def test_empty_texts_are_read(reader):
    assert len(reader.read("", [""])[0].offsets) == 0
    assert reader.read("Who?", []) == []


@pytest.mark.parametrize(
    "damaged", ["small_reader.onnx", "large_reader.onnx", "large_reader.words.safetensors"]
)
def test_damaged_weights_are_refused(tmp_path, damaged):
    name = damaged.split(".")[0]
    with pytest.raises(ModelError, match=f"{name.replace('_', ' ')}.*reinstall"):
        Reader(name, folder=tmp_path)
    for path in SHIPPED_WEIGHTS.glob(f"{name}.*"):
        shutil.copy(path, tmp_path)
    weights = bytearray((tmp_path / damaged).read_bytes())
    weights[len(weights) // 2] ^= 1
    (tmp_path / damaged).write_bytes(weights)
    with pytest.raises(ModelError, match="damaged"):
        Reader(name, folder=tmp_path)


@given(st.text(max_size=300), st.text(max_size=600))
def test_every_token_of_a_passage_stands_where_it_says(encoder, question, text):
    pair = encoder.encode(question, [text])[0]
    assert len(pair.ids) <= MOST_TOKENS
    assert pair.end == len(pair.ids) - 1
    assert (pair.offsets[:, 0] <= pair.offsets[:, 1]).all()
    assert (pair.offsets[1:, 0] >= pair.offsets[:-1, 0]).all()
    assert (pair.offsets >= 0).all()
    assert (pair.offsets <= len(text)).all()
