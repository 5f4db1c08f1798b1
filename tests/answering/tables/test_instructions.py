"""What tells how to answer names no row and no column; everything else of a question stays."""

import pytest
from material import index_of

from assistant import open_index
from assistant.answering.tables.instructions import without_instructions
from assistant.answering.tables.operation import operation_of


@pytest.mark.parametrize(
    ("question", "left"),
    [
        (
            "Using only the accounts, how much total assets did Brage have in 2021? Answer in millions.",
            "how much total assets did Brage have in 2021?",
        ),
        (
            "What was the rent of hall 3 (in euros, to two decimals)? Round to two places.",
            "What was the rent of hall 3?",
        ),
        (
            "Assume that you are an auditor. Answer the following question: what is the net debt of Brage?",
            "what is the net debt of Brage?",
        ),
        (
            "What is the cover ratio of Brage? Cover ratio is defined as: income / interest.",
            "What is the cover ratio of Brage?",
        ),
    ],
)
def test_instructions_are_taken_out(question, left):
    assert without_instructions(question) == left


@pytest.mark.parametrize(
    "question",
    [
        "What is the answer to question 5?",
        "Which round did Ada win, and when?",
        "In 2021, the harbour had how many ferries?",
        "Give me the opening hours of the museum.",
        "By when, according to the contract, must the rent be paid?",
        "Use of the boathouse: who may use it?",
        "Did the base rent rise (see clause 4)?",
        "How large is hall 3 (in square metres)?",
        "From Monday on, the ferry leaves later: by how much?",
    ],
)
def test_what_is_asked_for_stays(question):
    assert without_instructions(question) == question


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("What were the inventories of Best Buy in 2019?", None),
        ("What did First Solar spend on research?", None),
        ("Which shop had the Highest Sales?", "extreme"),
        ("What was the best month of the year?", "extreme"),
        ("What did the First Team score?", "order"),
    ],
)
def test_words_in_names_ask_for_no_computing(question, operation):
    assert operation_of(question) == operation


STATEMENT = """# Brage, annual report 2021

Auditors asked the board about the information in the income statement, and by drawing conclusions from the \
information stated only there the shareholders approved the year of Brage.

## Income statement, in thousands

| | 2020 | 2021 |
|---|---|---|
| Ferry tickets | 30,244 | 41,870 |
| Wages | (12,311) | (14,052) |
| Income taxes | (2,863) | (4,791) |
| Net income | 10,073 | 11,588 |
"""


def test_a_figure_is_found_where_a_sentence_is_more_like_the_question(tmp_path):
    with index_of(tmp_path, {"Brage 2021.md": STATEMENT}):
        pass
    with open_index(tmp_path / "index", caution=0.4) as index:
        asked = "By drawing conclusions from the information stated only in the income statement, what is the"
        answer = index.ask(f"{asked} 2021 net income of Brage (in thousands)? Answer in thousands.")
        refused = index.ask(f"{asked} 2021 net income of Hollis (in thousands)? Answer in thousands.")
    assert [citation.quote for citation in answer.citations] == ["| Net income | 10,073 | 11,588 |"]
    assert answer.statements[0].text[slice(*answer.statements[0].span)] == "11,588"
    assert "11,588" not in refused.text
