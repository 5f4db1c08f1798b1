"""Several tables in one grid: none loses a cell, and each keeps its own names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.tables.cells import PlacedRow
from assistant.documents.tables.sheet import write_sheet

TEXTS = st.sampled_from(["", "", "", "Ada", "Gao", "Room", "Fee", "12", "1,200", "2023", "5%"])
GRIDS = st.lists(st.lists(TEXTS, max_size=9), max_size=14)


def lines(*rows: list[str], usually_named: bool = False) -> list[str]:
    written = write_sheet(map(PlacedRow, rows), usually_named)
    return ["" if line is None else line.text for line in written]


@given(GRIDS, st.booleans())
def test_every_cell_is_written_once(rows: list[list[str]], usually_named: bool) -> None:
    written = [line for line in write_sheet(map(PlacedRow, rows), usually_named) if line is not None]
    cells = [
        line.text[slice(*cell)] for line in written if line.kind != "header" for cell in line.cells if cell
    ]
    for line in written:
        if line.kind == "header":
            cells += [part for cell in line.cells if cell for part in line.text[slice(*cell)].split(" › ")]
    texts = [text for row in rows for text in row if text]
    # A name of several columns is said for each of them.
    assert sorted(set(cells)) == sorted(set(texts))
    if not any(line.kind == "header" for line in written):
        assert sorted(cells) == sorted(texts)


def test_three_tables_side_by_side_and_one_below() -> None:
    rows = [
        ["Room", "Fee", "", "Name", "Phone", "", "Day", "Opens"],
        ["Hall", "220", "", "Runa", "0331", "", "Monday", "8:00"],
        ["", "", "", "Ivo", "0332", "", "Tuesday", "9:00"],
        [],
        ["", "", "", "Pool", "Depth"],
        ["", "", "", "Large", "3.5"],
    ]
    assert lines(*rows) == [
        *("Room | Fee", "Room: Hall | Fee: 220", ""),
        *("Name | Phone", "Name: Runa | Phone: 0331", "Name: Ivo | Phone: 0332", ""),
        *("Day | Opens", "Day: Monday | Opens: 8:00", "Day: Tuesday | Opens: 9:00", ""),
        *("Pool | Depth", "Pool: Large | Depth: 3.5"),
    ]


def test_tables_side_by_side_go_on_below_an_empty_row() -> None:
    rows = [["Room", "Fee", "", "Name", "Phone"], ["Hall", "220", "", "Runa", "0331"], [], ["Attic", "40"]]
    assert lines(*rows)[-1] == "Room: Attic | Fee: 40"


def test_a_title_may_stand_apart_from_its_table() -> None:
    rows = [["Fees of the rooms"], [], ["Room", "Fee"], ["Hall", "220"]]
    assert lines(*rows) == ["Fees of the rooms", "Room | Fee", "Room: Hall | Fee: 220"]


def test_a_note_below_a_table_has_no_name() -> None:
    assert lines(["Room", "Fee"], ["Hall", "220"], [], ["As of 1 May"])[-2:] == ["", "As of 1 May"]


def test_text_in_single_cells_is_text() -> None:
    assert lines(["A letter"], [], ["", "", "with an indent"], ["and its end"]) == [
        "A letter",
        "with an indent",
        "and its end",
    ]


def test_pairs_above_a_wide_table_are_no_header() -> None:
    rows = [
        ["From", "2026-01-05"],
        ["To", "2026-02-05"],
        ["Id", "Who", "What", "Cost"],
        ["1", "Ada", "ink", "5"],
    ]
    assert lines(*rows) == [
        *("From | 2026-01-05", "To | 2026-02-05"),
        *("Id | Who | What | Cost", "Id: 1 | Who: Ada | What: ink | Cost: 5"),
    ]


def test_a_title_begins_a_table_without_an_empty_row() -> None:
    rows = [["Fees"], ["Room", "Fee"], ["Hall", "220"], ["Contacts"], ["Name", "Phone"], ["Runa", "0331"]]
    assert lines(*rows) == [
        *("Fees", "Room | Fee", "Room: Hall | Fee: 220", ""),
        *("Contacts", "Name | Phone", "Name: Runa | Phone: 0331"),
    ]
    rows = [["", "2022", "2023"], ["Assets"], ["Cash", "120", "130"], ["Debts"], ["Loans", "60", "50"]]
    assert lines(*rows)[1:] == [
        *("Assets", "Cash | 2022: 120 | 2023: 130"),
        *("Debts", "Loans | 2022: 60 | 2023: 50"),
    ]


def test_a_list_of_names_and_values_of_all_kinds_has_no_header() -> None:
    rows = [["Project", "Bridge"], ["Leader", "Ada"], ["Budget", "1,200 €"], ["Start", "2024-01-01"]]
    assert lines(*rows) == [" | ".join(row) for row in rows]


def test_levels_with_gaps_over_gaps() -> None:
    rows = [
        ["", "Europe", "", "", "", "Asia", ""],
        ["", "2022", "", "2023", "", "2023", ""],
        ["Product", "Units", "Value", "Units", "Value", "Units", "Value"],
        ["Pump", "1", "2", "3", "4", "5", "6"],
    ]
    assert lines(*rows)[1].split(" | ")[3:6] == [
        "Europe › 2023 › Units: 3",
        "Europe › 2023 › Value: 4",
        "Asia › 2023 › Units: 5",
    ]
