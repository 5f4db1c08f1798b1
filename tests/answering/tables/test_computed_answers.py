"""Questions that need several rows of a table, through the public calls: computed, chosen, or refused."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import openpyxl
import pytest

from assistant import Answer, Index, build_index, open_index

BOATS = [
    ["Boat", "Built", "Length (m)", "Home port", "Skipper", "Insured"],
    ["Albatros", "1998", "12.4", "Visby", "Maja Berg", "yes"],
    ["Brage", "2005", "18.9", "Ystad", "Olle Falk", "no"],
    ["Cirrus", "1987", "9.1", "Visby", "Nils Ek", "yes"],
    ["Dagny", "2011", "22.3", "Malmo", "Sara Lind", "yes"],
    ["Embla", "2001", "15.0", "Ystad", "Karin Ahl", "no"],
    ["Frigg", "1994", "11.2", "Visby", "Per Ask", "yes"],
]
RENTS = [
    ["House", "Rent", "Garden", "Owner"],
    ["Birkenhof", "€1,200", "300", "Pia Hahn"],
    ["Lindenhof", "£900", "n/a", "Udo Kern"],
    ["Tannenhof", "€800", "500", "Pia Hahn"],
]
COSTS = [
    ["Item", "2022", "2023", "2024"],
    ["Fuel", "1,200", "1,500", "1,350"],
    ["Repairs", "400", "(250)", "900"],
    ["Total", "1,600", "1,250", "2,250"],
]

QUARTERS = [
    ["Item", "July 27, 2025", "April 26, 2025"],
    ["Sales of ropes", "13,428", "12,958"],
    ["Freight", "(80,000)", "(66,000)"],
]
FEES = [
    ["Fees", "2018", "2019", "$ Change"],
    ["Pilotage fees", "500", "528", "28"],
    ["Mooring", "90", "81", "(9)"],
]
SHARES = [
    ["Workforce", "Harbour", "Shipyard", "Total"],
    ["Carpenters", "12", "36", "48"],
    ["Painters", "5", "20", "25"],
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    corpus = tmp_path_factory.mktemp("corpus")
    with (corpus / "boats.csv").open("w", newline="") as file:
        csv.writer(file).writerows(BOATS)
    with (corpus / "rents.csv").open("w", newline="") as file:
        csv.writer(file).writerows(RENTS)
    for name, rows in (("quarters.csv", QUARTERS), ("workforce.csv", SHARES), ("fees.csv", FEES)):
        with (corpus / name).open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    book = openpyxl.Workbook()
    book.active.append(["Costs of the harbour, $ in thousands"])
    book.active.append([])
    for row in COSTS:
        book.active.append(row)
    book.save(corpus / "costs.xlsx")
    (corpus / "ferry.md").write_text(
        "# Ferry to the islands\n\n"
        "| Departure | From | To | Fare |\n|---|---|---|---|\n"
        "| 06:15 | Visby | Slite | 12.50 |\n"
        "| 09:30 | Visby | Hemse | 38.00 |\n"
        "| 13:05 | Slite | Hemse | 22.00 |\n"
    )
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, folder)
    with open_index(folder) as opened:
        yield opened


def result_of(answer: Answer) -> str:
    """Return the figure that an answer says it computed."""
    assert answer.kind == "refusal"  # no document says it
    assert answer.computed is not None
    assert answer.computed.span is not None
    return answer.computed.text[slice(*answer.computed.span)]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many boats are there?", "6"),
        ("How many boats have Visby as home port?", "3"),
        ("How many boats were built before 2000?", "3"),
        ("How many boats are longer than 14 m?", "3"),
        ("What is the average length of the boats?", "14.82"),
        ("What is the total length of all boats in Visby?", "32.7"),
        ("How much longer is Dagny than Cirrus?", "13.2"),
        ("What is the difference in fuel costs between 2022 and 2023?", "300"),
        ("What was the percentage change in fuel from 2022 to 2024?", "12.5%"),
        ("What was the % change in fuel from 2022 to 2024?", "12.5%"),
        ("What were the average fuel costs in 2022-2024?", "1,350"),
        # From the earlier to the later, in whichever order the columns stand; no column "% Change".
        ("What was the change in sales of ropes between July 27 and April 26, 2025?", "470"),
        # Not from the column "$ Change".
        ("What was the percentage change in pilotage fees in 2019 compared to the previous year?", "5.6%"),
        # Costs in parentheses that grow.
        ("What was the percentage change in freight from April 26, 2025 to July 27, 2025?", "21.21%"),
        ("How many carpenters of the harbour were there as a percentage of the total?", "25%"),
    ],
)
def test_figures_that_stand_in_no_row_are_computed_and_said_to_be(
    index: Index, question: str, figure: str
) -> None:
    answer = index.ask(question)
    assert result_of(answer).lstrip("$") == figure
    assert "computed" in answer.message
    assert answer.text.startswith(answer.message)
    assert answer.computed is not None
    assert answer.computed.text in answer.text
    # The rows that it was computed from are cited exactly.
    assert answer.citations
    assert answer.computed.citations == tuple(range(1, len(answer.citations) + 1))
    assert all(index.verify(citation) for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("Which boat is the longest?", "Dagny"),
        ("Which boat has the lowest length?", "Cirrus"),
        ("Which boat was built most recently?", "Dagny"),
        ("Who is the skipper of the longest boat in Ystad?", "Olle Falk"),
        ("Which boat is the oldest?", "Cirrus"),
        ("Which home port has the most boats?", "Visby"),
        ("When does the first ferry to Hemse leave?", "09:30"),
        ("When does the next ferry after 09:30 leave?", "13:05"),
    ],
)
def test_what_is_chosen_among_rows_is_the_cell_itself(index: Index, question: str, cell: str) -> None:
    answer = index.ask(question)
    assert answer.kind == "answer"
    assert answer.computed is None
    first = answer.citations[0]
    assert first.span is not None
    assert index.document_text(first.document)[slice(*first.span)] == cell
    assert index.verify(first)


def test_rows_within_a_bound_are_all_named(index: Index) -> None:
    answer = index.ask("Which boats were built after 2000?")
    assert [s.text.split(": ")[1].split(" (")[0] for s in answer.statements] == ["Brage", "Dagny", "Embla"]


@pytest.mark.parametrize(
    "question", ["What is the total rent of all houses?", "Which house has the highest rent?"]
)
def test_euros_and_pounds_are_not_added_or_compared(index: Index, question: str) -> None:
    answer = index.ask(question)
    assert answer.kind == "refusal"
    assert answer.computed is None


def test_euros_alone_are_added(index: Index) -> None:
    answer = index.ask("What is the total rent of the houses of owner Pia Hahn?")
    assert result_of(answer) == "€2,000"


def test_rows_without_a_figure_are_said_to_be_left_out(index: Index) -> None:
    answer = index.ask("What is the average garden of the houses?")
    assert result_of(answer) == "400"
    assert answer.computed is not None
    assert "over 3 rows (1 of them without a figure, left out)" in answer.computed.text


def test_the_statement_says_what_was_done_with_which_rows(index: Index) -> None:
    computed = index.ask("How many boats have Ystad as home port?").computed
    assert computed is not None
    assert computed.text == "Number of rows with Home port: Ystad: 2"
    said = index.ask("Which boat is the longest?").statements[0].text
    assert said == "Boat: Dagny (highest Length (m) of 6 rows: 22.3)"


def test_a_row_of_totals_is_not_added_up_again(index: Index) -> None:
    answer = index.ask("What were the total costs in 2024?")
    said = answer.citations[0]
    assert said.span is not None
    assert index.document_text(said.document)[slice(*said.span)] == "2,250"


@pytest.mark.parametrize(
    "question",
    [
        "How many boats have Gdansk as home port?",
        "How many boats were built by Olsen & Sons?",
        "What is the average salary of the skippers?",
        "How much longer is Dagny than Fenris?",
    ],
)
def test_what_the_table_does_not_name_is_not_computed_around(index: Index, question: str) -> None:
    answer = index.ask(question)
    assert answer.kind == "refusal"
    assert answer.computed is None


def test_a_figure_is_told_as_computed_where_nothing_may_be_refused(index: Index) -> None:
    answer = index.ask("How many boats have Visby as home port?", refuse=False)
    assert result_of(answer) == "3"


def test_no_amount_answers_for_a_percentage(index: Index) -> None:
    answer = index.ask("What is the percentage of painters in the shipyard?")
    assert answer.kind == "refusal"
    assert answer.computed is None or result_of(answer) == "80%"


def test_one_year_does_not_answer_for_two(index: Index) -> None:
    answer = index.ask("What was the Total in 2022 and 2023?")
    assert answer.kind == "refusal"
    assert answer.computed is None or result_of(answer).lstrip("$") == "2,850"
