"""A misspelt word of a question is searched as the documents write it, and the answer tells so."""

import pytest
from material import index_of

from assistant.types import Turn

FILES = {
    "gels.txt": (
        "Carrageenan is a gel that is won from red algae. Carrageenan thickens milk.\n\n\n"
        "The intracellular fluid holds two thirds of the water of the body.\n\n\n"
        "Pneumonia was found in 31 of the patients of the ward in March."
    ),
    "council.txt": "Margaret Thatcher visited Vršovci in 1987. The Vršovci council met her at noon.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    with index_of(tmp_path_factory.mktemp("spelling"), FILES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("What is carageenan?", "What is Carrageenan?"),
        ("How many patients had pnuemonia?", "How many patients had Pneumonia?"),
        ("Who visited Vrisovci?", "Who visited Vršovci?"),
    ],
)
def test_a_misspelt_word_is_searched_as_the_documents_write_it(index, asked, searched):
    answer = index.ask(asked, refuse=False)
    assert (answer.question, answer.searched_for) == (asked, searched)


def test_it_finds_what_the_right_word_finds(index):
    found, right = (index.retrieve(f"the use of {word} in milk", 3) for word in ("carageenan", "carrageenan"))
    assert found == right
    assert "Carrageenan" in found[0].text


@pytest.mark.parametrize(
    "question",
    [
        'What is "carageenan"?',  # in quotes it is meant
        "What is intercellular fluid?",  # a word, though another one stands in the documents
        "What did the Thatcherite council do?",  # another word with the same beginning
        "What is the CARAGEENAN?",  # capitals throughout are an abbreviation
        "What is a gal?",  # too short to tell
        "What is a quokka?",  # nothing is like it
    ],
)
def test_other_words_stay(index, question):
    assert index.ask(question, refuse=False).searched_for == question


def test_the_next_question_goes_on_with_the_right_word(index):
    answer = index.ask("What is carageenan?", refuse=False)
    history = [Turn(answer.searched_for, answer.text)]
    assert "Carrageenan" in index.ask("What is it won from?", history, refuse=False).searched_for


def test_an_index_without_passages_changes_nothing(tmp_path):
    with index_of(tmp_path, {"empty.txt": ""}) as empty:
        assert empty.ask("What is carageenan?", refuse=False).searched_for == "What is carageenan?"
