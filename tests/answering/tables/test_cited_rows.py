"""The row that a citation lies in, through the public calls: names of columns, cells, and which answer."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator

import openpyxl
import pytest
from pydantic import TypeAdapter

from assistant import Answer, Citation, CitedRow, Index, build_index, open_index
from assistant.terminal.text import answer_data, answer_text, explanation_text, snippet

FARES = [
    ["Ship", "Bunk", "Fare", "Harbour"],
    ["Skua", "upper", "38.50", "Visby"],
    ["Fulmar", "", "12.75", "Ystad"],
    ["Gannet", "lower", "44.00", "Visby"],
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    corpus = tmp_path_factory.mktemp("corpus")
    with (corpus / "fares.csv").open("w", newline="") as file:
        csv.writer(file).writerows(FARES)
    book = openpyxl.Workbook()
    for row in (
        ["Costs of the quay, in thousands"],
        [],
        ["", 2022, 2023],
        ["Paint", 120, 150],
        ["Rope", 40, 25],
    ):
        book.active.append(row)
    book.save(corpus / "costs.xlsx")
    (corpus / "rooms.html").write_text(
        "<p>The hotel at the quay has rooms for the night.</p>"
        "<table><tr><th>Room<th>Summer price<th>Winter price<tr><td>Gull<td>140 €<td>95 €"
        "<tr><td>Heron<td>120 €<td>80 €</table>"
        "<p>Breakfast is served from seven until ten in the morning.</p>"
    )
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, folder)
    with open_index(folder) as opened:
        yield opened


def first(answer: Answer) -> Citation:
    assert answer.kind == "answer"
    return answer.citations[0]


@pytest.mark.parametrize(
    ("question", "columns", "cells", "answers"),
    [
        ("What is the fare of the Gannet?", FARES[0], FARES[3], (2,)),
        ("What is the fare of the Fulmar?", FARES[0], FARES[2], (2,)),
        ("What did rope cost in 2023?", ["", "2022", "2023"], ["Rope", "40", "25"], (2,)),
        (
            "What is the winter price of the room Heron?",
            ["Room", "Summer price", "Winter price"],
            ["Heron", "120 €", "80 €"],
            (2,),
        ),
    ],
)
def test_a_cited_row_has_its_columns_and_the_cell_that_answers(
    index: Index, question: str, columns: list[str], cells: list[str], answers: tuple[int, ...]
) -> None:
    cited = first(index.ask(question))
    assert cited.row is not None
    assert (list(cited.row.columns), list(cited.row.cells), cited.row.answers) == (columns, cells, answers)
    assert cited.span is not None
    assert index.document_text(cited.document)[slice(*cited.span)] == cells[answers[0]]


def test_rows_of_one_table_say_so(index: Index) -> None:
    answer = index.ask("Which ships have Visby as harbour?")
    rows = [citation.row for citation in answer.citations]
    assert [row.cells[0] for row in rows if row] == ["Skua", "Gannet"]
    assert len({row.table for row in rows if row}) == 1


def test_a_computed_figure_marks_the_cells_that_it_was_computed_from(index: Index) -> None:
    answer = index.ask("What is the difference in paint costs between 2022 and 2023?")
    assert answer.computed is not None
    assert [(c.row.cells, c.row.answers) for c in answer.citations if c.row] == [
        (("Paint", "120", "150"), (1, 2))
    ]


def test_prose_is_no_row(index: Index) -> None:
    assert first(index.ask("When is breakfast served?")).row is None


def test_rows_without_names_of_columns_stay_a_quote(tmp_path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "list.html").write_text(
        "<table><tr><td>Lamp<td>14<td>brass<tr><td>Anchor<td>3<td>iron</table>"
    )
    build_index(tmp_path / "corpus", tmp_path / "index")
    with open_index(tmp_path / "index", caution=0.0) as index:
        citations = index.ask("What is the lamp made of?").citations
        assert citations
        assert all(citation.row is None for citation in citations)


def test_a_row_goes_through_json_and_back(index: Index) -> None:
    answer = index.ask("What is the fare of the Gannet?")
    kind = TypeAdapter(Answer)
    assert kind.validate_json(kind.dump_json(answer)) == answer
    data = json.loads(json.dumps(answer_data(answer)))
    assert data["citations"][0]["row"]["cells"] == FARES[3]
    del data["citations"][0]["row"]
    assert (
        first(kind.validate_python({k: v for k, v in data.items() if k not in ("answered", "text")})).row
        is None
    )


def test_rows_are_said_with_the_names_of_their_columns(index: Index) -> None:
    said = "Ship: Gannet · Bunk: lower · Fare: 44.00 · Harbour: Visby"
    answer = index.ask("What is the fare of the Gannet?")
    assert first(answer).text == said
    assert f"“{said}”" in answer_text(answer)
    assert f": {said}" in explanation_text(index.explain("What is the fare of the Gannet?"))
    (passage,) = [each for each in index.retrieve("fare") if each.document == "fares.csv"]
    assert snippet(passage) == (
        "Ship: Skua · Bunk: upper · Fare: 38.50 · Harbour: Visby; "
        f"Ship: Fulmar · Fare: 12.75 · Harbour: Ystad; {said}"
    )
    overview = index.ask("What is this about?", documents=["fares.csv"])
    assert overview.statements[0].text == "Skua; Bunk: upper; Fare: 38.50; Harbour: Visby"


def test_a_cell_that_is_merged_over_columns_of_one_name_is_said_once() -> None:
    row = CitedRow(0, ("Room", "Price", "Price", "View"), ("Tern", "on\nrequest", "on\nrequest", ""), (1,))
    assert row.text == "Room: Tern · Price: on request"
