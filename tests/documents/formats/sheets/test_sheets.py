"""Workbooks: rows that make sense on their own, and files that lie."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from assistant.documents.formats.sheets import parser as sheets
from assistant.errors import ExtractionError
from assistant.types import Extraction

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)
CELLS = st.lists(st.lists(WORDS, min_size=2, max_size=5), min_size=2, max_size=12)
ON_DISK = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def workbook(path: Path, **rows_by_sheet: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in rows_by_sheet.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def with_member(source: Path, target: Path, member: str, content: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return target


def check_ranges(extraction: Extraction) -> None:
    position = 0
    for page in extraction.pages:
        assert position <= page.start < page.end <= len(extraction.text)
        position = page.end
    for before, after in zip(extraction.pages, extraction.pages[1:], strict=False):
        assert extraction.text[before.end : after.start] == "\n\n"
    position = 0
    for heading in extraction.headings:
        words = extraction.text[heading.start : heading.end]
        assert position <= heading.start
        assert words == words.strip() != ""
        position = heading.end


def test_each_value_stands_with_its_header(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", People=[["Name", "Born"], ["Ada", 1815], [None, 1906]])
    extraction = sheets.parse(path)
    assert extraction.text == "Name | Born\nName: Ada | Born: 1815\nBorn: 1906"
    assert extraction.line_breaks == "hard"
    assert [(page.number, page.label) for page in extraction.pages] == [(1, 'sheet "People"')]
    assert extraction.headings == ()


def test_sheets_without_header_are_joined_as_they_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Data=[[1, 2], [3, 4]])
    assert sheets.parse(path).text == "1 | 2\n3 | 4"


def test_values_are_shown_as_the_sheet_shows_them(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    dates = [datetime(2024, 5, 1), datetime(2024, 5, 1, 13, 30), date(2024, 5, 2), time(8, 15)]
    sheet.append([*dates, 2.0, 0.1 + 0.2, True, 0.125, 0.5, "two\nlines"])
    sheet["H1"].number_format = "0.0%"
    sheet["I1"].number_format = "0%"
    book.save(tmp_path / "a.xlsx")
    shown = sheets.parse(tmp_path / "a.xlsx").text.split(" | ")
    assert shown[:4] == ["2024-05-01", "2024-05-01 13:30:00", "2024-05-02", "8:15:00"]
    assert shown[4:] == ["2", "0.3", "TRUE", "12.5%", "50%", "two lines"]


def test_several_sheets_are_pages_under_their_names(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Budget=[["a", 1]], Empty=[], Notes=[["b", 2]])
    extraction = sheets.parse(path)
    assert extraction.text == "Budget\na | 1\n\nNotes\nb | 2"
    assert [page.label for page in extraction.pages] == ['sheet "Budget"', 'sheet "Notes"']
    assert [extraction.text[h.start : h.end] for h in extraction.headings] == ["Budget", "Notes"]
    check_ranges(extraction)


def test_formulas_without_results_are_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Sums=[["Total", 3], ["Sum", "=1+2"]])
    extraction = sheets.parse(path)
    assert "Sum" in extraction.text
    assert len(extraction.warnings) == 1
    assert sheets.parse(workbook(tmp_path / "b.xlsx", Sums=[["Total", 3]])).warnings == ()


@ON_DISK
@given(CELLS)
def test_cells_come_back_in_order(tmp_path: Path, rows: list[list[str]]) -> None:
    # Numbers before the table, so that no row of it is taken for a header.
    numbers = [0] * 5
    extraction = sheets.parse(workbook(tmp_path / "a.xlsx", A=[numbers, *rows], B=[numbers, *rows]))
    lines = "\n".join(" | ".join(row) for row in [["0"] * 5, *rows])
    assert extraction.text == f"A\n{lines}\n\nB\n{lines}"
    check_ranges(extraction)


def test_entity_bombs_do_not_expand(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["word", 1]])
    entities = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY b0 "laugh">{entities}]>'
    sheet = f"{bomb}<worksheet><sheetData><row><c><v>&b9;</v></c></row></sheetData></worksheet>".encode()
    for member in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"):
        with pytest.raises(ExtractionError):
            sheets.parse(with_member(path, tmp_path / "bomb.xlsx", member, sheet))


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["word", 1]])
    bomb = with_member(path, tmp_path / "bomb.xlsx", "xl/styles.xml", b" " * 301_000_000)
    with pytest.raises(ExtractionError, match="unpacks to more than"):
        sheets.parse(bomb)


def test_truncated_workbooks_are_refused_in_one_sentence(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", A=[["word", 1]]).read_bytes()
    for tenth in range(10):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[: len(whole) * tenth // 10])
        with pytest.raises(ExtractionError) as error:
            sheets.parse(path)
        assert "cut.xlsx" not in str(error.value)


@pytest.mark.parametrize("rows", [[], [[None, ""]], [["=1+2"]]])
def test_empty_workbooks_are_refused(tmp_path: Path, rows: list[list[object]]) -> None:
    with pytest.raises(ExtractionError, match="It holds no text"):
        sheets.parse(workbook(tmp_path / "a.xlsx", A=rows))


def test_other_archives_are_no_workbooks(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(ExtractionError, match="neither an Excel workbook"):
        sheets.parse(tmp_path / "a.xlsx")
