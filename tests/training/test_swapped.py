"""Questions made of others by a swap or a misspelling."""

import random

import pytest

from assistant.evaluation.sets.questions import Gold, Question
from training.swapped import SWAPPED, misspell, names_in, swap

CORPUS = "In 1871 Ada Thornbury built the lighthouse of Gull Island. It has 204 steps."
NAMES = ["Ada Thornbury", "Bo Ashdown", "Wick Rock"]


def question(text):
    return Question("q", text, "answerable", (Gold("a.txt", 0, 10),), ("Ada",), document="a.txt")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Who built the lighthouse of Gull Island?", "Who built the lighthouse of {}?"),
        ("What was built in 1871?", "What was built in {}?"),
        ("Which tower has 204 steps?", "Which tower has {} steps?"),
    ],
)
def test_what_is_put_in_stands_nowhere_and_the_rest_stays(text, kept, seed):
    swapped = swap(question(text), NAMES, CORPUS, random.Random(seed))
    before, after = kept.split("{}")
    assert swapped.text.startswith(before)
    assert swapped.text.endswith(after)
    assert swapped.text[len(before) : -len(after)] not in CORPUS
    assert swapped.group == SWAPPED
    assert not swapped.gold


def test_a_question_without_numbers_and_names_is_left():
    assert swap(question("Who built it?"), NAMES, CORPUS, random.Random(1)) is None
    assert misspell(question("Who built Gull?"), random.Random(1)) is None


@pytest.mark.parametrize("seed", range(20))
def test_two_letters_of_a_name_are_exchanged(seed):
    asked = question("Who built the lighthouse of Gull Island?")
    misspelt = misspell(asked, random.Random(seed))
    assert misspelt.gold == asked.gold
    assert sorted(misspelt.text) == sorted(asked.text)
    assert misspelt.text.startswith("Who built the lighthouse of Gull I")


def test_names_are_found_inside_questions():
    assert names_in([question("Who is the head of Gull Island?"), question("Did Ada see Bob Ashdown?")]) == [
        "Gull Island", "Ada", "Bob Ashdown",
    ]  # fmt: skip
