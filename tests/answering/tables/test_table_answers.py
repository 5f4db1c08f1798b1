"""Questions about tables, through the public calls: the right cell, or a refusal."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant import Index, build_index, open_index

MEMBERS = [
    ["Member", "Town", "Joined", "Boats", "Berth fee"],
    ["Ida Holm", "Bergen", "2019-04-02", "2", "$310.00"],
    ["Ole Brandt", "Tromso", "2021-09-17", "1", "$185.50"],
    ["Siri Lund", "Bergen", "2017-01-30", "3", "$460.00"],
    ["Per Aune", "Alta", "2021-03-08", "1", "$185.50"],
]
REVENUE = [
    ["", "2023", "2024"],
    ["Ferries", "4,120", "4,385"],
    ["Harbour dues", "(210)", "337"],
    ["Total revenue", "3,910", "4,722"],
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    corpus = tmp_path_factory.mktemp("corpus")
    with (corpus / "members.csv").open("w", newline="") as file:
        csv.writer(file).writerows(MEMBERS)
    book = openpyxl.Workbook()
    book.active.append(["Revenue of the port, in thousands"])
    book.active.append([])
    for row in REVENUE:
        book.active.append([value or None for value in row])
    book.save(corpus / "revenue.xlsx")
    document = docx.Document()
    document.add_paragraph("The staff of the port office sits in the old customs house.")
    table = document.add_table(5, 3)
    people = [
        ("Department", "Role", "Name"),
        ("Pilots", "Head", "Jon Vik"),
        ("Pilots", "Deputy head", "Eva Moen"),
        ("Repairs", "Head", "Tor Dahl"),
        ("Repairs", "Deputy head", "Liv Rud"),
    ]
    for row, values in zip(table.rows, people, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.save(str(corpus / "staff.docx"))
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, folder)
    with open_index(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("When did Siri Lund join?", "2017-01-30"),
        ("Which town is Per Aune from?", "Alta"),
        ("What is the berth fee of Ole Brandt?", "$185.50"),
        ("How many boats does Ida Holm have?", "2"),
        ("What were the harbour dues in 2023?", "(210)"),
        ("What were the harbour dues in 2024?", "337"),
        ("What was the total revenue in 2024?", "4,722"),
        ("Who is the head of Repairs?", "Tor Dahl"),
        ("Who is the deputy head of the Pilots?", "Eva Moen"),
    ],
)
def test_the_cell_of_the_right_row_and_column_is_marked(index: Index, question: str, cell: str) -> None:
    answer = index.ask(question)
    assert answer.kind == "answer"
    first = answer.citations[0]
    assert first.span is not None
    text = index.document_text(first.document)
    assert text[slice(*first.span)] == cell
    assert first.start <= first.span[0] < first.span[1] <= first.end
    assert index.verify(first)
    said = answer.statements[0]
    assert said.span is not None
    assert said.text[slice(*said.span)] == cell


def test_the_answer_says_row_column_and_unit(index: Index) -> None:
    answer = index.ask("What was the total revenue in 2024?")
    assert answer.statements[0].text == "Total revenue, 2024: 4,722 (in thousands)"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What were the harbour dues in 2015?", "2015"),
        ("What is the berth fee of Knut Haugen?", "Knut Haugen"),
        ("Who is the head of Accounting?", "Accounting"),
        # Its parts all stand in the table, but not together.
        ("Who joined on 2017-04-17?", "2017-04-17"),
    ],
)
def test_no_neighbour_answers_for_what_the_table_does_not_name(
    index: Index, question: str, name: str
) -> None:
    answer = index.ask(question)
    assert answer.kind == "refusal"
    assert answer.message.endswith(f"Nothing in the closest table is called “{name}”.")


@pytest.mark.parametrize("question", ["Tell me about Siri Lund.", "Siri Lund"])
def test_a_question_that_names_no_column_gets_the_whole_row(index: Index, question: str) -> None:
    answer = index.ask(question)
    assert answer.kind == "answer"
    said = "Siri Lund; Town: Bergen; Joined: 2017-01-30; Boats: 3; Berth fee: $460.00"
    assert answer.statements[0].text == said
    assert answer.statements[0].span is None


def test_what_cannot_be_computed_is_refused_with_the_table_itself(index: Index) -> None:
    answer = index.ask("What is the average age of the members?")
    assert answer.kind == "refusal"
    assert answer.computed is None
    assert "computed" in answer.message
    assert len({passage.document for passage in answer.closest}) == 1


def test_rows_that_fit_alike_are_cited_together(index: Index) -> None:
    answer = index.ask("Who joined from Bergen?")
    names = [citation.quote for citation in answer.citations]
    assert any("Ida Holm" in name for name in names)
    assert any("Siri Lund" in name for name in names)
    assert not any("Per Aune" in name for name in names)


def test_a_large_table_is_answered_from_the_rows_that_were_found(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    with (corpus / "parts.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Part", "Shelf", "Weight in grams"])
        out.writerows([f"P-{number}", f"S{number % 90}", number * 3] for number in range(1000, 3500))
    build_index(corpus, tmp_path / "index")
    with open_index(tmp_path / "index") as index:
        answer = index.ask("What is the weight of part P-2417?")
        assert answer.kind == "answer"
        span = answer.citations[0].span
        assert span is not None
        assert index.document_text("parts.csv")[slice(*span)] == "7251"


def test_a_cell_without_a_time_is_no_answer_to_when(index: Index) -> None:
    answer = index.ask("When did Jon Vik become head of the pilots?", refuse=False)
    said = [statement.text[slice(*statement.span)] for statement in answer.statements if statement.span]
    assert not {"Jon Vik", "Head", "Pilots"} & set(said)
