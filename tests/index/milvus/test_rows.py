"""Rows of Milvus hold what is longer than a field in parts, and notice what was changed in them."""

import random

import pytest
from milvus_compared import assert_same
from states import visible

from assistant import build_index, open_index
from assistant.index.milvus.bm25 import engine_words, split_words
from assistant.index.milvus.rows import PART_BYTES, joined, part_texts
from assistant.index.milvus.schema import LONGEST


def parts_of(value):
    return [{"number": number, "data": data} for number, data in enumerate(part_texts(value))]


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES + 7])
def test_parts(size):
    value = random.Random(size).randbytes(size)
    parts = parts_of(value)
    assert all(len(part["data"]) <= LONGEST for part in parts)
    assert joined(reversed(parts)) == value
    assert joined(parts[1:]) is None
    data = parts[-1]["data"]
    for place in {0, 15, len(data) - 1}:
        other = "0" if data[place] != "0" else "1"
        assert joined([*parts[:-1], {**parts[-1], "data": data[:place] + other + data[place + 1 :]}]) is None


def test_words_are_left_whole_by_every_analyzer():
    words = engine_words("Élan vital: 23 mètres, हिन्दी und 東京", "élan.pdf")
    text, place = split_words(words)
    assert (len(text), place) == (8, ["elan", "pdf"])
    assert all(word.isascii() and word.isalnum() for word in text + place)
    assert words.split(" | ")[0].lower() == words.split(" | ")[0]
    long = engine_words(" ".join(f"word{n}" for n in range(40_000)), "x" * 50)
    assert len(long) <= LONGEST


@pytest.mark.torture  # with a server of its own
def test_passages_longer_than_a_field(settings, tmp_path):
    """A heading above a passage may be longer than all that a field of Milvus holds."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    title = " ".join(f"headland{n}" for n in range(9_000))
    (corpus / "long.md").write_text(f"# {title}\n\nGoats live on the island.\n\nThe keeper counts them.\n")
    (corpus / "short.md").write_text("# Ships\n\nA ship sailed to port 3.\n")
    in_folder = settings.using(index=str(tmp_path / "index"))
    for each in (in_folder, settings):
        build_index(settings=each)
    assert_same(visible(settings.index, settings), visible(in_folder.index, in_folder))
    with open_index(settings=settings) as index, index.newest() as (snapshot, _, _):
        rows = snapshot.store.passage_rows(snapshot.caches.dense.passages.tolist())
        assert "" in [row["data"] for row in rows]
