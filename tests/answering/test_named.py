"""What a question names and its evidence does not."""

import pytest
from material import index_of

from assistant.answering.named import absent_share

LAMPS = "Lamps: The Orla 7 weighs 310 grams. The Orla 9 weighs 420 grams."
OFFICES = "The head of the Tromso office is Sunniva Dahl. The head of the Molde office is Arne Bakk."
MUSEUM = "Museum of ropes: the year 2024. museum-2024.md The museum had 44,900 visitors."


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("What does the Orla 8 weigh?", LAMPS, 1),
        ("Who is the head of the Bergen office?", OFFICES, 1),
        ("How many visitors did the museum have in 2021?", MUSEUM, 1),
        ("How many visitors did the Museum of Ropes have in 2021?", MUSEUM, 1),
        ("How many people work for Vestby Yarn?", "We have 36 employees.", 1),
        ("How much vitamin C does it hold?", "The Commission said nothing of vitamins.", 1),
        ("What did Alan Turing write in 1950?", "In 1950 Turing wrote it.", 0.5),
    ],
)
def test_what_is_absent(question, text, share):
    assert absent_share(question, text) == share


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What does the Orla 9 weigh?", LAMPS),
        ("Who is the head of the Tromso office?", OFFICES),
        ("Who is the head of the Tromsö office?", OFFICES),
        ("Who is the head of the Tormso office?", OFFICES),  # misspelt
        ("How many visitors did the museum have in 2024?", MUSEUM),
        ("What was the revenue of Best Buy?", "BESTBUY_2019.pdf: Revenue was $9,583 million."),
        ("What is Best Buy's revenue in FY2019?", "Best Buy: revenue of fiscal 2019 was $9,583 million."),
        ("What does the MRB decide?", "The Material Review Board decides about parts."),
        ("What did I note on 3 December 2025?", "2025-12-03.md Called the roofer about the gutter."),
        ("What was paid on 12/03/2025?", "On December 3, 2025 he paid 1,500 euros."),
        ("Wie hoch ist die Miete?", "Der Zins beträgt 900 Euro."),  # no language whose capitals tell names
        ("HOW LONG IS THE BRIDGE?", "It measures 300 m."),
        ("", ""),
    ],
)
def test_all_that_is_named_is_there(question, text):
    assert absent_share(question, text) == 0


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    files = {
        "lamp.md": f"# {LAMPS.replace(': ', chr(10) * 2)}",
        "offices.md": f"# Offices\n\n{OFFICES}",
        "museum-2023.md": "# Museum of ropes: the year 2023\n\nThe museum had 41,200 visitors.",
        "museum-2024.md": "# Museum of ropes: the year 2024\n\nThe museum had 44,900 visitors.",
    }
    with index_of(tmp_path_factory.mktemp("offices"), files) as index:
        yield index


@pytest.mark.parametrize(
    ("there", "absent"),
    [
        ("What does the Orla 7 weigh?", "What does the Orla 8 weigh?"),
        ("Who is the head of the Tromso office?", "Who is the head of the Bergen office?"),
        ("How many visitors did the museum have in 2023?", "How many visitors did the museum have in 2021?"),
    ],
)
def test_what_is_said_of_another_is_hardly_believed(offices, there, absent):
    told, other = offices.ask(there, refuse=False), offices.ask(absent, refuse=False)
    assert told.confidence > 0.7
    assert other.confidence < 0.4
