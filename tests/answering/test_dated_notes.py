"""Questions about a date, asked of files that write it in other ways."""

import pytest
from material import index_of

NOTES = {
    "2025-12-03.md": (
        "---\ncreated: 2025-12-03T18:00:00Z\n---\n\nCalled the roofer about the gutter. He comes on Friday."
    ),
    "2025-12-17.md": "Cut the spruce behind the shed and stacked the wood.",
    "minutes_20260105.md": "# Meeting\n\nThe board decided to sell the old boat. The stove smokes.",
    "letters.md": (
        "# Letters\n\nOn 11.11.2025 the harbour office raised the fee for a berth to 310 euros.\n\n"
        "On 02.03.2026 the harbour office wrote that the crane is out of order until May."
    ),
    "crane.eml": (
        "From: Bertil Ost <bertil@example.org>\nTo: Ada <ada@example.org>\nSubject: Crane\n"
        "Date: Fri, 14 Nov 2025 09:12:00 +0100\n\nThe crane arrives at seven. Please lock the gate.\n"
    ),
    "wood.md": "# Wood\n\nThe spruce behind the house is thirty years old. Nobody cuts it.",
}


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    with index_of(tmp_path_factory.mktemp("notes"), NOTES) as index:
        yield index


@pytest.mark.parametrize(
    ("question", "document", "said"),
    [
        ("What did I note on 3 December 2025?", "2025-12-03.md", "Called the roofer"),
        ("What did I do on Dec 17, 2025?", "2025-12-17.md", "Cut the spruce"),
        ("What happened on 5.1.2026?", "minutes_20260105.md", "sell the old boat"),
        ("What was decided on 5 January 2026?", "minutes_20260105.md", "sell the old boat"),
        ("What did Bertil write on 14 November 2025?", "crane.eml", "The crane arrives"),
        ("What did the harbour office do on November 11, 2025?", "letters.md", "310 euros"),
        ("What did the harbour office write on 2 March 2026?", "letters.md", "the crane is out of order"),
    ],
)
def test_a_date_is_found_however_it_is_written(notes, question, document, said):
    answer = notes.ask(question)
    assert answer.kind == "answer"
    assert answer.citations[0].document == document
    assert said in answer.citations[0].quote


def test_a_month_brings_up_all_its_days_in_order(notes):
    answer = notes.ask("What happened in December 2025?")
    assert [citation.document for citation in answer.citations] == ["2025-12-03.md"] * 2 + ["2025-12-17.md"]


@pytest.mark.parametrize(
    "question", ["What did I note on 24 December 2025?", "What happened on 5 January 2025?"]
)
def test_another_day_is_not_told(notes, question):
    assert notes.ask(question).kind == "refusal"


def test_passages_of_the_day_come_first(notes):
    assert notes.retrieve("the spruce on 17 December 2025", 1)[0].document == "2025-12-17.md"
