"""Vectors in segments: whatever commits they came in, a search finds what is nearest of what is there."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import IndexDamagedError
from assistant.index.search import dense as dense_module
from assistant.index.search import segment as segment_module
from assistant.index.search.dense import dense_path, new_dense, open_dense, segment_names
from assistant.index.search.segment import Embeddings

DIMENSION = 16


def vectors_of(content, count):
    vectors = np.random.default_rng(content).standard_normal((count, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)


def embeddings(contents, count=3):
    """Return `count` passages of each content; ids are never reused, like those of the store."""
    ids = np.array([content * 100 + n for content in contents for n in range(count)], dtype=np.int64)
    owners = np.repeat(np.array(contents, dtype=np.int64), count)
    parts = [vectors_of(content, count) for content in contents]
    return Embeddings(ids, owners, np.concatenate(parts) if parts else np.empty((0, 0), dtype=np.float16))


def names(contents):
    return {content: (f"{content:04}.txt",) for content in sorted(contents)}


def question(seed=0):
    return vectors_of(10_000 + seed, 1)[0].astype(np.float32)


def by_hand(contents, vector, count=3):
    known = embeddings(sorted(contents), count)
    cosines = known.vectors.astype(np.float32) @ vector if contents else []
    return dict(zip(map(int, known.ids), map(float, cosines), strict=True))


@pytest.fixture(params=["flat", "lists", "mapped"])
def kind(request):
    """Make even the smallest segments be kept like large ones."""
    changes = {"_PROBES": 1000, "_EXACT_UP_TO": 4}
    if request.param == "lists":
        changes["IVF_FROM"] = 12
    if request.param == "mapped":
        changes["_MAPPED_FROM"] = 1
    with patch.multiple(segment_module, **changes):
        yield request.param


COMMITS = st.lists(
    st.tuples(st.sets(st.integers(1, 30), max_size=8), st.sets(st.integers(1, 30), max_size=4)), max_size=6
)


@pytest.mark.parametrize("small", [0, 10, dense_module.SMALL])
@settings(max_examples=25)
@given(commits=COMMITS)
def test_any_commits_find_what_one_would(tmp_path_factory, small, commits):
    folder = tmp_path_factory.mktemp("commits")
    # A content that comes again is another one.
    present, dense, age = {}, new_dense(embeddings([]), {}), 0
    with patch.object(dense_module, "SMALL", small), patch.object(segment_module, "IVF_FROM", 15):
        for added, removed in commits:
            age += 1
            present = {name: content for name, content in present.items() if name not in removed}
            fresh = {name: age * 100 + name for name in added - present.keys()}
            present |= fresh
            there = set(present.values())
            dense = dense.updated(embeddings(dense.missing(names(there))), names(there))
            dense.save(folder, str(age))
            dense = open_dense(folder, str(age), names(there))
            expected = by_hand(there, question())
            assert dense.count == len(expected)
            assert dense.search(question(), 1000) == pytest.approx(expected, abs=1e-5)
            ids = sorted(expected)
            assert dense.cosines(question(), ids) == pytest.approx([expected[i] for i in ids], abs=1e-5)
            assert dense.contents(ids) == [i // 100 for i in ids]
            chosen = sorted(there)[::2]
            among = by_hand(chosen, question())
            assert dense.search(question(), 1000, chosen) == pytest.approx(among, abs=1e-5)


def test_the_nearest_come_first_and_no_more_than_asked_for(kind, tmp_path):
    contents = range(1, 40)
    new_dense(embeddings(contents), names(contents)).save(tmp_path, "1")
    dense = open_dense(tmp_path, "1", names(contents))
    best = sorted(by_hand(contents, question()).items(), key=lambda item: -item[1])[:7]
    assert list(dense.search(question(), 7)) == [passage for passage, _ in best]
    few = by_hand([3, 5], question())
    assert dense.search(question(), 3, [3, 5]).keys() == {
        i for i, _ in sorted(few.items(), key=lambda i: -i[1])[:3]
    }
    assert dense.search(question(), 3, []) == {}


def test_equally_near_passages_come_in_the_order_of_their_documents(tmp_path):
    same = Embeddings(np.arange(1, 31) * 100, np.arange(1, 31), np.repeat(vectors_of(1, 1), 30, axis=0))
    forwards = {content: (f"{content:02}.txt",) for content in range(1, 31)}
    backwards = {content: (f"{31 - content:02}.txt",) for content in range(30, 0, -1)}
    for order in (forwards, backwards):
        dense = new_dense(same, order)
        assert list(dense.search(question(), 4)) == [content * 100 for content in list(order)[:4]]


def test_a_large_segment_stays_when_a_document_comes_or_goes(tmp_path):
    many = range(1, 200)
    with patch.object(dense_module, "SMALL", 100):
        new_dense(embeddings(many), names(many)).save(tmp_path, "1")
        (large,) = segment_names(tmp_path, "1")
        first = open_dense(tmp_path, "1", names(many))
        more = names([*many, 500])
        first.updated(embeddings([500]), more).save(tmp_path, "2")
        assert large in segment_names(tmp_path, "2")
        assert len(segment_names(tmp_path, "2")) == 2
        fewer = names([*many][1:])
        first.updated(embeddings([]), fewer).save(tmp_path, "3")
        assert segment_names(tmp_path, "3") == [large]
        half = names([*many][:90])
        first.updated(embeddings([]), half).save(tmp_path, "4")
        assert segment_names(tmp_path, "4") != [large]
        assert open_dense(tmp_path, "4", half).search(question(), 1000) == pytest.approx(
            by_hand(half, question()), abs=1e-5
        )


def test_few_segments_remain_after_many_commits(tmp_path):
    present, dense = [], new_dense(embeddings([]), {})
    with patch.object(dense_module, "SMALL", 0):
        for content in range(1, 200):
            present.append(content)
            dense = dense.updated(embeddings([content]), names(present))
    assert len(dense.segments) <= 6
    assert dense.search(question(), 1000) == pytest.approx(by_hand(present, question()), abs=1e-5)


@pytest.mark.parametrize("harm", ["flip", "cut", "remove", "exchange"])
def test_a_damaged_segment_is_named(kind, tmp_path, harm):
    contents = range(1, 40)
    new_dense(embeddings(contents), names(contents)).save(tmp_path, "1")
    new_dense(embeddings(range(50, 60)), names(range(50, 60))).save(tmp_path, "2")
    path = tmp_path / segment_names(tmp_path, "1")[0]
    data = bytearray(path.read_bytes())
    if harm == "flip":
        data[len(data) // 2] ^= 4
    elif harm == "cut":
        del data[len(data) // 2 :]
    elif harm == "exchange":
        data = (tmp_path / segment_names(tmp_path, "2")[0]).read_bytes()
    path.unlink()
    if harm != "remove":
        path.write_bytes(data)
    with pytest.raises(IndexDamagedError, match=path.name):
        open_dense(tmp_path, "1", names(contents))


def test_a_list_of_segments_that_lacks_a_document_is_not_used(tmp_path):
    new_dense(embeddings([1, 2]), names([1, 2])).save(tmp_path, "1")
    with pytest.raises(IndexDamagedError, match="lacks"):
        open_dense(tmp_path, "1", names([1, 2, 3]))
    path = dense_path(tmp_path, "1")
    path.rename(dense_path(tmp_path, "2"))
    with pytest.raises(IndexDamagedError, match="another state"):
        open_dense(tmp_path, "2", names([1, 2]))
