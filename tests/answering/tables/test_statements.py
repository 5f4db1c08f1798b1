"""Questions of financial statements: groups without values, sums without labels, years as columns."""

from __future__ import annotations

from collections.abc import Iterator

import openpyxl
import pytest

from assistant import Index, build_index, open_index

INCOME = [
    ["$ in thousands", "2024", "2023", "2022"],
    ["Revenue:", "", "", ""],
    ["Product sales", "5,200", "4,900", "5,600"],
    ["Services", "1,100", "1,300", "900"],
    ["", "6,300", "6,200", "6,500"],
    ["Operating expenses", "", "", ""],
    ["Staff costs", "(2,100)", "(2,400)", "(1,900)"],
    ["Depreciation", "(300)", "(310)", "(290)"],
    ["Total operating expenses", "(2,400)", "(2,710)", "(2,190)"],
    ["Profit before tax", "3,900", "3,490", "4,310"],
    ["Profit after tax", "2,925", "2,600", "3,230"],
]
LOANS = [
    ["$ in thousands", "2024", "2023", "% Change"],
    ["Current", "", "", ""],
    ["Bank loans", "410", "380", "7.9%"],
    ["Lease liabilities", "95", "90", "5.6%"],
    ["Non-current", "", "", ""],
    ["Bank loans", "2,050", "2,500", "(18.0)%"],
    ["Lease liabilities", "610", "700", "(12.9)%"],
]
VOTES = [
    ["Motion", "In favour", "Against", "Abstained"],
    ["3 Replacement of the lift", "511", "189", "12"],
    ["4 Charging points in the garage", "347", "352", "13"],
]
GRANT = [
    ["Item", "Year 1", "Year 2", "Year 3"],
    ["Staff", "21000", "21500", "14000"],
    ["Travel", "7500", "9200", "5300"],
]
RACES = [
    ["Runner", "Laps", "Points"],
    ["Ada Berg", "", ""],
    ["Bo Dahl", "12", "31"],
    ["Cy Ek", "9", "22"],
]


def _html(title: str, rows: list[list[str]]) -> str:
    head, *body = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h1>{title}</h1><table>{head.replace('td>', 'th>')}{''.join(body)}</table>"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "income.html").write_text(_html("Income statement of Falk Boats", INCOME), encoding="utf-8")
    (corpus / "votes.html").write_text(_html("Meeting of the owners", VOTES), encoding="utf-8")
    (corpus / "grant.html").write_text(_html("Budget of the bird project", GRANT), encoding="utf-8")
    (corpus / "races.html").write_text(_html("Races of the harbour club", RACES), encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(["Borrowings of Falk Boats"])
    book.active.append([])
    for row in LOANS:
        book.active.append([cell or None for cell in row])
    book.save(corpus / "loans.xlsx")
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, folder)
    with open_index(folder) as opened:
        yield opened


def cell_of(index: Index, question: str) -> str:
    """Return the cell that an answer marks in its first citation."""
    answer = index.ask(question)
    assert answer.kind == "answer", answer.text
    first = answer.citations[0]
    assert first.span is not None
    assert index.verify(first)
    return first.quote[first.span[0] - first.start : first.span[1] - first.start]


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("What was the profit after tax in 2023?", "2,600"),
        ("What was the profit before tax in 2023?", "3,490"),
        ("What was the total revenue in 2024?", "6,300"),
        ("What were the bank loans, non-current, in 2024?", "2,050"),
        ("What were the current bank loans in 2023?", "380"),
        ("What was the percentage change in current lease liabilities?", "5.6%"),
        ("How many shares voted against the charging points?", "352"),
        ("How much travel money is planned for the second year of the bird project?", "9200"),
    ],
)
def test_a_cell_is_found_by_the_group_of_its_row_and_by_words_that_search_leaves_out(
    index: Index, question: str, cell: str
) -> None:
    assert cell_of(index, question) == cell


def test_a_group_is_told_and_ends_with_its_total(index: Index) -> None:
    answer = index.ask("What was the depreciation in 2023?")
    assert answer.statements[0].text.startswith("Operating expenses, Depreciation, 2023: (310)")
    after = index.ask("What was the profit after tax in 2022?")
    assert "Operating expenses" not in after.statements[0].text


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("In which year were product sales highest?", "2022"),
        ("Which year had the lowest services revenue?", "2022"),
        ("In which year were staff costs the largest?", "2023"),  # in parentheses, so the most negative
        ("Between 2023 and 2024, which year had higher product sales?", "2024"),
        ("In which years did services exceed 1,000?", "2024 and 2023"),
        ("In which of the three years was depreciation the lowest?", "2022"),
    ],
)
def test_the_year_of_a_row_is_found_among_the_columns(index: Index, question: str, period: str) -> None:
    answer = index.ask(question)
    assert answer.computed is not None, answer.text
    assert answer.computed.span is not None
    assert answer.computed.text[slice(*answer.computed.span)] == period
    assert index.verify(answer.citations[0])


def test_no_value_is_a_cause(index: Index) -> None:
    answer = index.ask("Why were the staff costs so high in 2023?", refuse=False)
    assert all(citation.span is None for citation in answer.citations)


def test_each_of_several_years_is_told_with_its_own_cell(index: Index) -> None:
    answer = index.ask("What was the depreciation in 2022 and 2024, respectively?")
    assert [statement.text for statement in answer.statements] == [
        "Operating expenses, Depreciation, 2022: (290) ($ in thousands)",
        "Operating expenses, Depreciation, 2024: (300) ($ in thousands)",
    ]


def test_a_row_without_values_of_a_table_of_people_keeps_its_place(index: Index) -> None:
    answer = index.ask("How many points does Bo Dahl have?")
    assert answer.statements[0].text.endswith("Points: 31")
