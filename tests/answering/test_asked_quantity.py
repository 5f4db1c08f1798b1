"""Kinds of quantities that questions ask for: a sentence without one does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Index, build_index, open_index
from assistant.answering.asked_quantity import asked_quantity

pytestmark = pytest.mark.usefixtures("both_readers")


@pytest.mark.parametrize(
    ("question", "kind", "has", "has_not"),
    [
        (
            "How much is the rent of the new office?",
            "money",
            "It costs 1,140 euros a month.",
            "It has 600 kg.",
        ),
        ("What did the ferry cost to build?", "money", "NOK 412 million", "It saved 1,900 tonnes of CO2."),
        (
            "At what price do they sell honey?",
            "money",
            "They ask $4.50 for a jar.",
            "Perhaps nine hundred kilos.",
        ),
        ("What was the salary of Yilmaz?", "money", "She earns 52,000 dollars.", "Yilmaz is a pharmacist."),
        ("How heavy is the machine?", "weight", "It weighs nine kilos.", "It is the Duo 300."),
        ("How long is the guarantee?", "duration", "for two years", "for all parts but the seals"),
        ("What time does the last boat leave?", "time of day", "at 18:40", "from Kilmore"),
        ("What percentage voted for it?", "share", "two thirds of the members", "the members in the hall"),
        ("How tall is the tower?", "length", "some 40 metres", "built in 1921"),
    ],
)
def test_a_quantity_is_told_by_its_unit(question: str, kind: str, has: str, has_not: str) -> None:
    quantity = asked_quantity(question)
    assert quantity is not None
    assert quantity.kind == kind
    assert quantity.is_in(has)
    assert not quantity.is_in(has_not)


@pytest.mark.parametrize(
    "question",
    [
        "How much more did Ada score than Bo?",
        "What costs will solar energy lower?",
        "In what time period was it built?",
        "Who paid for the roof?",
        "How many boats are there?",
    ],
)
def test_other_questions_ask_for_none(question: str) -> None:
    assert asked_quantity(question) is None


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    corpus: Path = tmp_path_factory.mktemp("corpus")
    (corpus / "move.md").write_text(
        "# Our move\n\nThe new office is in Bergmannstrasse. Its lift holds only 600 kg. "
        "We get the keys on 10 June.\n\n# Hafengasse\n\nThe old office costs 2,300 euros a month.\n"
    )
    (corpus / "staff.csv").write_text(
        "Name,Profession,Room\nDefne Yilmaz,Pharmacist,12\nPia Hahn,Nurse,14\nUdo Kern,Doctor,15\n"
    )
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, folder)
    with open_index(folder) as opened:
        yield opened


def test_a_sentence_without_the_quantity_is_less_sure(index: Index) -> None:
    unsure = index.ask("How much is the rent of the new office in Bergmannstrasse?")
    sure = index.ask("How much does the old office in Hafengasse cost?")
    assert "2,300 euros" in sure.statements[0].text
    assert unsure.confidence < 0.5 < sure.confidence


def test_a_cell_of_another_kind_is_no_answer(index: Index) -> None:
    assert index.ask("What is the salary of the pharmacist Defne Yilmaz?").kind == "refusal"
