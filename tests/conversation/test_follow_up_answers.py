"""Follow-up questions through the public calls, over the documents of a small school."""

import pytest
from material import index_of

from assistant import Turn

pytestmark = pytest.mark.usefixtures("both_readers")

SPORTS = """# Sports courses in spring

## Archery

The archery course is taught by Wanda Kloss on Mondays. It begins on 6 March and costs 80 euros.

## Rowing

The rowing course is taught by Emil Faber on Tuesdays. It begins on 14 March and costs 120 euros.

## Nordic walking

The course Nordic walking is taught by Wanda Kloss on Saturdays. It begins on 11 March and costs 45 euros.
"""
COMPUTERS = """# Computer courses in spring

The course for beginners is taught by Theo Maas on Wednesdays. It begins on 8 March and costs 60 euros.
"""


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    files = {"sports.md": SPORTS, "computers.md": COMPUTERS}
    with index_of(tmp_path_factory.mktemp("school"), files) as index:
        yield index


def ask_one_after_another(index, *questions):
    history: list[Turn] = []
    for question in questions:
        answer = index.ask(question, history, refuse=False)
        documents = tuple(dict.fromkeys(citation.document for citation in answer.citations))
        history.append(Turn(answer.searched_for, answer.text, documents))
    return answer


def test_others_leave_out_what_was_told(school):
    asked = ask_one_after_another(school, "Who teaches archery?", "Which other courses does she teach?")
    assert "Nordic walking" in asked.citations[0].quote
    assert not any("archery" in citation.quote for citation in asked.citations)
    assert asked.question == "Which other courses does she teach?"


def test_another_value_is_asked_with_the_words_of_the_last_question(school):
    asked = ask_one_after_another(school, "How much does the archery course cost?", "And the rowing course?")
    assert asked.searched_for == "How much does the rowing course cost?"
    assert "120 euros" in asked.citations[0].quote


def test_that_document_is_the_one_that_was_cited(school):
    asked = ask_one_after_another(school, "Who teaches rowing?", "Which courses does that document name?")
    assert asked.within == ("sports.md",)
    assert all(citation.document == "sports.md" for citation in asked.citations)
