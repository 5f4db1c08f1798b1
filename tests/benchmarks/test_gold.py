"""Whether a passage holds a gold answer."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.sets.questions import Gold
from benchmarks.gold import Found, first_rank, locate

TEXT = "The tower is old.\n\nIt was built in 1871. The tower is old."
TEXTS = {"tower.txt": TEXT}
YEAR = Gold("tower.txt", TEXT.index("1871"), TEXT.index("1871") + 4)


def test_offsets_are_used_when_they_are_right():
    start = TEXT.index("It was")
    assert Found("tower.txt", "It was built in 1871.", start, start + 21).holds([YEAR], TEXTS)


def test_wrong_offsets_are_noticed_and_the_text_is_located():
    passage = Found("tower.txt", "It was built in 1871.", 0, 21)
    assert not passage.offsets_are_right(TEXT)
    assert passage.holds([YEAR], TEXTS)


def test_a_passage_must_hold_the_whole_answer_of_the_right_document():
    assert not Found("tower.txt", "It was built in 18").holds([YEAR], TEXTS)
    assert not Found("other.txt", "It was built in 1871.").holds([YEAR], TEXTS | {"other.txt": TEXT})
    assert not Found("gone.txt", "It was built in 1871.").holds([YEAR], TEXTS)


def test_a_text_that_stands_twice_counts_at_both_places():
    second = TEXT.rindex("old")
    assert Found("tower.txt", "The tower is old.").holds([Gold("tower.txt", second, second + 3)], TEXTS)
    assert locate("The tower is old.", TEXT) == [(0, 17), (41, 58)]


def test_white_space_that_a_peer_changed_does_not_matter():
    assert locate("old. It was", TEXT) == [(TEXT.index("old."), TEXT.index("It was") + 6)]


def test_nothing_is_located_nowhere():
    assert locate("", TEXT) == []
    assert locate("   ", TEXT) == []
    assert locate("a lighthouse", TEXT) == []


def test_ranks_count_from_one():
    found = [Found("tower.txt", "The tower"), Found("tower.txt", "built in 1871")]
    assert first_rank(found, [YEAR], TEXTS) == 2
    assert first_rank(found[:1], [YEAR], TEXTS) is None


@given(st.text("ab .\n", min_size=1, max_size=60), st.data())
def test_every_piece_of_a_text_is_located_and_holds_what_it_holds(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    piece = text[start:end]
    ranges = locate(piece, text)
    if piece.strip():
        assert (start, end) in ranges
        assert all(text[a:b] == piece for a, b in ranges)
        inner = data.draw(st.integers(start, end - 1))
        gold = Gold("a.txt", inner, inner + 1)
        assert Found("a.txt", piece).holds([gold], {"a.txt": text})
        assert Found("a.txt", piece, start, end).holds([gold], {"a.txt": text})
    else:
        assert ranges == []


@given(st.lists(st.text("abé.", min_size=1, max_size=5), min_size=1, max_size=8), st.data())
def test_a_piece_is_located_whatever_became_of_its_white_space(words, data):
    text = "".join(word + data.draw(st.sampled_from([" ", "\n", "\n\n  "])) for word in words)
    ranges = locate(" ".join(words), text)
    assert (0, len(text.rstrip())) in ranges
