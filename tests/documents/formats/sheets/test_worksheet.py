"""What is seen on the sheets of a workbook: merged cells, hidden parts, several tables, several levels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.styles import Font

from assistant.documents.formats.sheets import parser
from assistant.types import Extraction


def read(path: Path, fill: Callable[[Any], None]) -> Extraction:
    book = Workbook()
    fill(book.active)
    book.save(path)
    return parser.parse(path)


def rows_of(*rows: list[object]) -> Callable[[Any], None]:
    def fill(sheet: Any) -> None:
        for row in rows:
            sheet.append(row)

    return fill


def test_a_label_merged_over_rows_belongs_to_each(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        rows_of(["Building", "Door", "Holder"], ["Annex", "Main", "Fe"], [None, "Boiler", "An"])(sheet)
        sheet.merge_cells("A2:A3")

    assert read(tmp_path / "a.xlsx", fill).text.split("\n")[1:] == [
        "Building: Annex | Door: Main | Holder: Fe",
        "Building: Annex | Door: Boiler | Holder: An",
    ]


def test_headers_of_two_and_three_levels(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        rows_of(
            ["Sales in euros"],
            ["Region", "2023", None, "2024", None],
            [None, "Q1", "Q2", "Q1", "Q2"],
            ["North", 402, 431, 477, 518],
        )(sheet)
        for cells in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
            sheet.merge_cells(cells)

    extraction = read(tmp_path / "a.xlsx", fill)
    assert extraction.text.split("\n") == [
        "Sales in euros",
        "Region | 2023 › Q1 | 2023 › Q2 | 2024 › Q1 | 2024 › Q2",
        "Region: North | 2023 › Q1: 402 | 2023 › Q2: 431 | 2024 › Q1: 477 | 2024 › Q2: 518",
    ]
    assert [extraction.text[h.start : h.end] for h in extraction.headings] == ["Sales in euros"]


def test_hidden_rows_and_columns_are_left_out_and_counted(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        rows_of(["Article", "Cost", "Price", "Margin"], ["Desk", 310, 640, 330], ["Shelf", 1, 2, 1])(sheet)
        sheet.append(["Chair", 45, 119, 74])
        sheet.column_dimensions["B"].hidden = sheet.column_dimensions["D"].hidden = True
        sheet.row_dimensions[3].hidden = sheet.row_dimensions[9].hidden = True

    extraction = read(tmp_path / "a.xlsx", fill)
    assert extraction.text.split("\n") == [
        "Article | Price",
        "Article: Desk | Price: 640",
        "Article: Chair | Price: 119",
    ]
    assert extraction.warnings == ("1 hidden row left out.", "2 hidden columns left out.")


def test_what_is_merged_over_hidden_parts_is_seen_in_the_rest(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        rows_of(["Team", "x", "A", "B"], ["North", 1, 2, 3], [None, 4, 5, 6])(sheet)
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B1:C1")
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[2].hidden = True

    assert read(tmp_path / "a.xlsx", fill).text.split("\n") == ["Team | x | B", "Team: North | x: 5 | B: 6"]


def test_hidden_sheets_are_left_out_and_counted(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["seen", 1])
    for state in ("hidden", "veryHidden"):
        hidden = book.create_sheet()
        hidden.append(["unseen", 2])
        hidden.sheet_state = state
    book.save(tmp_path / "a.xlsx")
    extraction = parser.parse(tmp_path / "a.xlsx")
    assert extraction.text == "seen | 1"
    assert extraction.warnings == ("2 hidden sheets left out.",)


def test_tables_below_each_other_have_their_own_headers(tmp_path: Path) -> None:
    fill = rows_of(
        *(["Fees"], ["Room", "Fee"], ["Large hall", 220], []),
        *(["Contacts"], ["Name", "Looks after", "Phone"], ["Runa Ek", "Sauna", "0331"], []),
        ["As of 1 May"],
    )
    extraction = read(tmp_path / "a.xlsx", fill)
    assert extraction.text.split("\n") == [
        *("Fees", "Room | Fee", "Room: Large hall | Fee: 220", ""),
        *("Contacts", "Name | Looks after | Phone", "Name: Runa Ek | Looks after: Sauna | Phone: 0331", ""),
        "As of 1 May",
    ]
    assert [extraction.text[h.start : h.end] for h in extraction.headings] == ["Fees", "Contacts"]


def test_tables_side_by_side_have_their_own_headers(tmp_path: Path) -> None:
    fill = rows_of(
        ["Fees", None, None, "Contacts"],
        ["Room", "Fee", None, "Name", "Phone"],
        ["Large hall", 220, None, "Runa", "0331"],
        [None, None, None, "Ivo", "0332"],
    )
    assert read(tmp_path / "a.xlsx", fill).text.split("\n") == [
        *("Fees", "Room | Fee", "Room: Large hall | Fee: 220", ""),
        *("Contacts", "Name | Phone", "Name: Runa | Phone: 0331", "Name: Ivo | Phone: 0332"),
    ]


def test_a_table_goes_on_below_an_empty_row(tmp_path: Path) -> None:
    fill = rows_of([], [None, "Room", "Fee"], [None, "Large hall", 220], [], [None, "Small hall", 90])
    assert read(tmp_path / "a.xlsx", fill).text.split("\n") == [
        "Room | Fee",
        "Room: Large hall | Fee: 220",
        "Room: Small hall | Fee: 90",
    ]


def test_a_column_without_values_divides_no_table(tmp_path: Path) -> None:
    fill = rows_of(["Item", "Q1", None, "Q2"], ["a", 1, None, 2], ["b", 3, None, 4])
    assert read(tmp_path / "a.xlsx", fill).text.split("\n")[1:] == [
        "Item: a | Q1: 1 | Q2: 2",
        "Item: b | Q1: 3 | Q2: 4",
    ]


def test_bold_type_marks_a_header_of_words(tmp_path: Path) -> None:
    def fill(sheet: Any, bold: tuple[int, ...]) -> None:
        rows_of(["Term", "Meaning"], ["API", "interface"], ["GUI", "window"])(sheet)
        for row in bold:
            for cell in sheet[row]:
                cell.font = Font(bold=True)

    named = read(tmp_path / "a.xlsx", lambda sheet: fill(sheet, (1,)))
    assert named.text == "Term | Meaning\nTerm: API | Meaning: interface\nTerm: GUI | Meaning: window"
    for bold in ((), (1, 2, 3)):
        plain = read(tmp_path / "b.xlsx", lambda sheet, bold=bold: fill(sheet, bold))
        assert plain.text == "Term | Meaning\nAPI | interface\nGUI | window"


def test_tables_of_excel_and_filters_say_what_is_their_header(tmp_path: Path) -> None:
    rows = [["Term", "Meaning"], ["API", "interface"]]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("Terms")
        sheet.add_table("A1:B2", {"columns": [{"header": name} for name in rows[0]], "data": rows[1:]})
    assert parser.parse(tmp_path / "a.xlsx").text == "Term | Meaning\nTerm: API | Meaning: interface"

    def fill(sheet: Any) -> None:
        rows_of(*rows)(sheet)
        sheet.auto_filter.ref = "A1:B2"

    assert read(tmp_path / "b.xlsx", fill).text == "Term | Meaning\nTerm: API | Meaning: interface"


def test_empty_cells_do_not_move_others(tmp_path: Path) -> None:
    fill = rows_of(["Plan", "Backup", "Call", "Price"], ["Basic", None, None, 9], ["Plus", "daily", None, 19])
    assert read(tmp_path / "a.xlsx", fill).text.split("\n")[1:] == [
        "Plan: Basic | Price: 9",
        "Plan: Plus | Backup: daily | Price: 19",
    ]


def test_pairs_of_names_and_values_are_no_table_with_a_header(tmp_path: Path) -> None:
    fill = rows_of(["Name", "Ada"], ["Town", "London"], ["Known for", "notes"])
    assert read(tmp_path / "a.xlsx", fill).text == "Name | Ada\nTown | London\nKnown for | notes"


@pytest.mark.parametrize("row", [5_000, 1_048_576])
def test_far_rows_are_reached_quickly(tmp_path: Path, row: int) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet.cell(row, 3).value = "near", "far"

    assert read(tmp_path / "a.xlsx", fill).text == "near\nfar"
