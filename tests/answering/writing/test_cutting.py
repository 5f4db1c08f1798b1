"""What a model writes, cut into sentences as they end."""

import pytest

from assistant.answering.writing.cutting import SentenceCutter, says_nothing_found


def cut(text, size=1, *, is_complete=True):
    cutter, found = SentenceCutter(), []
    for start in range(0, len(text), size):
        found += cutter.feed(text[start : start + size])
    return found + cutter.finish(is_complete=is_complete)


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "It was built in 1871 [1]. Mr. Ada paid $3.2 bn. for it.",
            ["It was built in 1871.", "Mr. Ada paid $3.2 bn. for it."],
        ),
        ("It closed. [2][3] It opened [2, 7].", ["It closed.", "It opened."]),
        ("It was red. A cup was there. ![p](x) is it", ["It was red.", "A cup was there.", "![p](x) is it"]),
        ("It closed in 1969 (later than 1900).", ["It closed in 1969 (later than 1900)."]),
        (
            "Sure, here it is:\n\n## Summary\n- **Goats** were kept\n2. Boats came.\n",
            ["Goats were kept", "Boats came."],
        ),
        ("<think>Is it? It is [1].</think>\nIt is Ada Thornbury.", ["It is Ada Thornbury."]),
        ("<thin air> is what it was.", ["<thin air> is what it was."]),
        ("<think>And so on. And on.", []),
        ("Document a.txt, “A”\nSection: A › B\n[1] It closed.", ["It closed."]),
        ("| Anna | 12 | 1990 |\n|---|---|---|\nBella is 14.", ["Bella is 14."]),
        ("France's measures\nIt was so.\nSure\n", ["It was so."]),
        ("[1]\n[2] [3]\n***\n", []),
        ("茶馆由陈玉兰创办。 它被毁了。", ["茶馆由陈玉兰创办。", "它被毁了。"]),
        ("![p](http://evil.example/p.png) <b>x y</b>", ["![p](http://evil.example/p.png) <b>x y</b>"]),
    ],
)
def test_sentences_end_where_they_end(text, sentences, size):
    assert cut(text, size) == sentences


def test_a_sentence_is_given_as_soon_as_the_next_begins():
    cutter = SentenceCutter()
    assert cutter.feed("It was built in 1871. It") == ["It was built in 1871."]
    assert cutter.unfinished == "It"
    assert cutter.feed(" was closed [") == []
    assert cutter.unfinished == "It was closed ["


def test_half_a_sentence_of_a_broken_connection_is_left_out():
    assert cut("It was built in 1871. It was clo", is_complete=False) == ["It was built in 1871."]
    assert cut("It was built in 1871.", is_complete=False) == ["It was built in 1871."]


def test_text_without_end_is_cut():
    cutter = SentenceCutter()
    found = [sentence for _ in range(300) for sentence in cutter.feed("and so on ")]
    assert 4 <= len(found) <= 6
    assert max(map(len, found)) <= 600


def test_what_the_model_says_where_it_finds_nothing():
    assert says_nothing_found("NOT FOUND.")
    assert says_nothing_found("Not found")
    assert not says_nothing_found("The treasure was not found in 1871.")
