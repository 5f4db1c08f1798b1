"""Damaged files and odd questions, some seconds of them; `fuzz.py` tries more by hand."""

import random

import pytest
from fuzz import Tally, file_outcome, fuzz_files, fuzz_questions, text_outcome
from mutations import SAMPLES, mutated

from assistant import Turn, build_index, open_index
from assistant.errors import ExtractionError
from assistant.types import Extraction

FILES, QUESTIONS = 25, 250


def first():
    """Begin elsewhere each time; the number of a bad input says how to make it again."""
    return random.randrange(10**6)


def test_damaged_files_give_a_text_or_a_reason(tmp_path):
    start, tally = first(), Tally()
    fuzz_files(range(start, start + FILES), tmp_path, tally)
    assert tally.wrong == []
    assert tally.outcomes.total() == FILES * len(SAMPLES)
    assert tally.outcomes["text"] > FILES
    assert tally.outcomes["reason"] > FILES
    assert list(tmp_path.iterdir()) == []


def test_any_question_is_answered_or_refused(tiny, corpus, index_folder):
    settings = tiny.using(corpus=str(corpus), index=str(index_folder))
    build_index(settings=settings)
    start, tally = first(), Tally()
    with open_index(settings=settings) as index:
        assert "\ufffd" in index.ask("Who built the \ud800 lighthouse?", [Turn("And \udfff?")]).question
        fuzz_questions(range(start, start + QUESTIONS), index, tally)
    assert tally.wrong == []
    assert tally.outcomes.total() == QUESTIONS
    assert tally.outcomes["answer"] > 10


def test_a_damaged_file_can_be_made_again():
    assert mutated(".pdf", 7) == mutated(".pdf", 7) != mutated(".pdf", 8)


@pytest.mark.parametrize(
    "outcome",
    [
        ExtractionError("Reading it made the parser crash; it may be damaged or too large."),
        ExtractionError("Reading it took longer than 60 seconds (setting parse_seconds)."),
        ExtractionError("no sentence"),
        Extraction(" "),
        Extraction("a\0b"),
    ],
)
def test_what_must_not_come_is_noticed(outcome):
    assert file_outcome(outcome).startswith("WRONG")
    assert text_outcome(Extraction("A whole text.")) == "text"
