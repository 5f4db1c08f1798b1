"""Tables as lines: every cell where it belongs, and the range of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.tables import Cell, TableText, WrittenTable, write_table
from assistant.documents.tables.cells import place

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=6)
PHRASES = st.lists(
    WORDS | st.sampled_from(["1,200", "2023", "12%", "Q1", "a: b", "c | d", ""]), max_size=2
).map(" ".join)
CELLS = st.builds(Cell, PHRASES, st.integers(1, 3), st.integers(1, 3), st.booleans())
GRIDS = st.lists(st.lists(PHRASES | CELLS, max_size=5), max_size=8)


def head(text: str, rows: int = 1, columns: int = 1) -> Cell:
    return Cell(text, rows, columns, is_header=True)


def lines(*rows: list[Cell | str], usually_named: bool = False) -> list[str]:
    return list(write_table(rows, usually_named).lines)


def texts_of(written: WrittenTable) -> list[list[str]]:
    return [["" if c is None else written.text[slice(*c)] for c in row.cells] for row in written.table.rows]


@given(GRIDS, st.booleans())
def test_ranges_give_the_texts_of_the_cells(rows: list[list[Cell | str]], usually_named: bool) -> None:
    written = write_table(rows, usually_named)
    placed = [row for row in place(rows) if row.has_text()]
    body = [row for row in written.table.rows if row.kind in ("row", "group")]
    for row, original in zip(body, placed[len(placed) - len(body) :], strict=True):
        for column, text in enumerate(original.texts):
            cell = row.cells[column]
            assert (written.text[slice(*cell)] if cell else "") == text
            assert cell is None or row.start <= cell[0] <= cell[1] <= row.end


@given(GRIDS, st.booleans())
def test_every_text_stands_in_the_line_of_its_row(rows: list[list[Cell | str]], usually_named: bool) -> None:
    written = write_table(rows, usually_named)
    placed = [row for row in place(rows) if row.has_text()]
    below = [
        line for line, row in zip(written.lines, written.table.rows, strict=True) if row.kind != "header"
    ]
    header = [
        line for line, row in zip(written.lines, written.table.rows, strict=True) if row.kind == "header"
    ]
    notes = sum(row.kind in ("title", "note") for row in written.table.rows)
    levels = len(placed) - len(below)
    assert len(header) == (1 if levels else 0)
    for line, row in zip(below, placed[:notes] + placed[notes + levels :], strict=True):
        assert all(text in line for text in row.texts)
    for row in placed[notes : notes + levels]:
        assert all(text in header[0] for text in row.texts)


@given(GRIDS, st.booleans())
def test_no_value_stands_under_the_name_of_another_column(
    rows: list[list[Cell | str]], usually_named: bool
) -> None:
    written = write_table(rows, usually_named)
    table = written.table
    for row in table.rows:
        if row.kind != "row" or not table.columns:
            continue
        position = row.start
        for column, cell in enumerate(row.cells):
            if cell is None or cell[0] < position:  # the second place of a merged cell
                continue
            name = table.columns[column] if column < len(table.columns) else ""
            before = written.text[position : cell[0]].removeprefix(" | ")
            assert before == (f"{name}: " if name else "")
            position = cell[1]
        assert position == row.end


@given(GRIDS, st.booleans())
def test_lines_are_lines(rows: list[list[Cell | str]], usually_named: bool) -> None:
    written = write_table(rows, usually_named)
    assert "\n".join(written.lines) == written.text
    moved = written.table.shifted(7)
    text = "x" * 7 + written.text
    assert [text[row.start : row.end] for row in moved.rows] == list(written.lines)
    assert not moved.rows or (moved.start, moved.end) == (7, len(text))


def test_each_value_stands_with_its_name() -> None:
    written = write_table([["Name", "Born"], ["Ada", "1815"], ["", "1906"]])
    assert written.text == "Name | Born\nName: Ada | Born: 1815\nBorn: 1906"
    assert written.table.columns == ("Name", "Born")
    said = TableText(written.table, written.text)
    assert [said.label(row) for row in written.table.rows] == ["", "Ada", ""]
    assert [row.kind for row in written.table.rows] == ["header", "row", "row"]


def test_empty_cells_keep_their_places_where_columns_have_no_names() -> None:
    assert lines(["1", "", "3"], ["", "5", ""], ["7", "8", "9"]) == ["1 |  | 3", " | 5", "7 | 8 | 9"]


def test_a_label_over_several_rows_belongs_to_each() -> None:
    rows = [["Building", "Door", "Holder"], [Cell("Annex", 2), "Main door", "Ferdi"], ["Boiler room", "Anke"]]
    assert lines(*rows)[1:] == [
        "Building: Annex | Door: Main door | Holder: Ferdi",
        "Building: Annex | Door: Boiler room | Holder: Anke",
    ]


@pytest.mark.parametrize(
    "header",
    [
        [[Cell("Region", 2), Cell("2023", 1, 2), Cell("2024", 1, 2)], ["Q1", "Q2", "Q1", "Q2"]],
        [["Region", Cell("2023", 1, 2), Cell("2024", 1, 2)], ["", "Q1", "Q2", "Q1", "Q2"]],
        [["Region", "2023", "", "2024", ""], ["", "Q1", "Q2", "Q1", "Q2"]],
        [["", "2023", "", "2024", ""], ["Region", "Q1", "Q2", "Q1", "Q2"]],
        [[head("Region", 2), head("2023", 1, 2), head("2024", 1, 2)], [head("Q1"), head("Q2")] * 2],
        [[head("Region", 2), head("2023", 1, 2), head("2024", 1, 2)], ["Q1", "Q2", "Q1", "Q2"]],
    ],
)
def test_levels_of_a_header_are_joined(header: list[list[Cell | str]]) -> None:
    written = write_table([[Cell("Sales", 1, 5)], *header, ["North", "402", "431", "477", "518"]])
    assert TableText(written.table, written.text).title == "Sales"
    assert written.table.columns == ("Region", "2023 › Q1", "2023 › Q2", "2024 › Q1", "2024 › Q2")
    assert (
        written.lines[2]
        == "Region: North | 2023 › Q1: 402 | 2023 › Q2: 431 | 2024 › Q1: 477 | 2024 › Q2: 518"
    )


def test_three_levels_and_a_corner_without_a_name() -> None:
    rows = [["", Cell("Three months ended", 1, 2)], ["", Cell("July", 1, 2)], ["", "2023", "2022"]]
    assert lines(*rows, ["Revenue", "9,583", "10,329"]) == [
        " | Three months ended › July › 2023 | Three months ended › July › 2022",
        "Revenue | Three months ended › July › 2023: 9,583 | Three months ended › July › 2022: 10,329",
    ]


def test_a_name_over_columns_that_is_not_merged() -> None:
    rows = [["", "Three months ended", ""], ["", "July 2023", "July 2022"], ["Revenue", "9,583", "10,329"]]
    assert write_table(rows).table.columns == (
        "",
        "Three months ended › July 2023",
        "Three months ended › July 2022",
    )


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Ada"], ["Born", "1815"], ["Town", "London"], ["Known for", "notes"]],
        [[head("Name"), "Ada"], [head("Born"), "1815"], [head("Died"), "1852"]],
        [["Ada", "1815"], ["Bo", "1906"]],
        [["red", "green", "blue"], ["green", "green", "red"]],
        [["North", "402", "431"], ["South", "287", "301"]],
    ],
)
def test_values_are_not_taken_for_names(rows: list[list[Cell | str]]) -> None:
    written = write_table(rows)
    assert written.table.columns == ()
    assert written.lines == tuple(" | ".join(c if isinstance(c, str) else c.text for c in r) for r in rows)


def test_two_columns_of_words_have_names_where_that_is_usual() -> None:
    rows = [["Term", "Meaning"], ["API", "interface"]]
    assert lines(*rows) == ["Term | Meaning", "API | interface"]
    assert lines(*rows, usually_named=True) == ["Term | Meaning", "Term: API | Meaning: interface"]


def test_years_and_dates_name_columns_of_figures() -> None:
    rows = [["", "2022", "2023"], ["Costs", "1,200", "900"]]
    assert lines(*rows) == [" | 2022 | 2023", "Costs | 2022: 1,200 | 2023: 900"]
    rows = [["Costs", "2024-01-31", "2024-02-29"], ["Rent", "12.50", "13.50"]]
    assert lines(*rows)[1] == "Costs: Rent | 2024-01-31: 12.50 | 2024-02-29: 13.50"


def test_titles_and_notes_stand_above() -> None:
    written = write_table([["Fees"], ["in euros"], ["Room", "Fee"], ["Large hall", "220"]])
    assert written.lines == ("Fees", "in euros", "Room | Fee", "Room: Large hall | Fee: 220")
    said = TableText(written.table, written.text)
    assert (said.title, said.above) == ("Fees", ("Fees", "in euros"))


def test_names_of_several_rows_have_no_column() -> None:
    rows = [
        ["", "2022", "2023"],
        [Cell("Assets", 1, 3)],
        ["Cash", "12", "13"],
        [Cell("Debts", 1, 3)],
        ["Loan", "5"],
    ]
    written = write_table(rows)
    assert written.lines[1:] == ("Assets", "Cash | 2022: 12 | 2023: 13", "Debts", "Loan | 2022: 5")
    groups = TableText(written.table, written.text).groups()
    assert [groups.get(row.start, "") for row in written.table.rows] == ["", "", "Assets", "", "Debts"]


def test_a_value_over_several_columns_belongs_to_each() -> None:
    rows = [[head("Hour"), head("Monday"), head("Tuesday")], ["9", Cell("Sport", 2, 2)], ["10"]]
    assert lines(*rows)[1:] == [
        "Hour: 9 | Monday: Sport | Tuesday: Sport",
        "Hour: 10 | Monday: Sport | Tuesday: Sport",
    ]
    assert lines([Cell("5", 1, 2), "x"], ["1", "2", "3"]) == ["5 |  | x", "1 | 2 | 3"]


def test_text_of_a_cell_is_one_line() -> None:
    assert lines(["a\nb", Cell(" c \t d ")], ["1", "2"])[0] == "a b | c d"


def test_tables_without_text_are_empty() -> None:
    for rows in ([], [[]], [["", Cell(" ", 3, 3)]]):
        assert write_table(rows).text == ""
        assert write_table(rows).table.rows == ()


def test_wide_spans_do_not_grow_without_end() -> None:
    (row,) = place([[Cell("x", 10**9, 10**9)]])
    assert len(row.texts) == 16_384


@pytest.mark.parametrize("rows", [[["only"]], [["one"], ["two"]]])
def test_a_single_column_has_no_title(rows: list[list[str]]) -> None:
    assert {row.kind for row in write_table(rows).table.rows} == {"row"}
