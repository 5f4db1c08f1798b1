"""Workbooks and separated values: rows that make sense on their own, and files that lie."""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from assistant.documents.formats import delimited, sheets
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


def csv_file(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


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
    assert shown[:4] == ["2024-05-01", "2024-05-01 13:30:00", "2024-05-02", "08:15:00"]
    assert shown[4:] == ["2", "0.3", "TRUE", "12.5%", "50%", "two lines"]


def test_several_sheets_are_pages_under_their_names(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Budget=[["a", 1]], Empty=[], Notes=[["b", 2]])
    extraction = sheets.parse(path)
    assert extraction.text == "Budget\na | 1\n\nNotes\nb | 2"
    assert [page.label for page in extraction.pages] == ['sheet "Budget"', 'sheet "Notes"']
    assert [extraction.text[h.start : h.end] for h in extraction.headings] == ["Budget", "Notes"]
    check_ranges(extraction)


def test_hidden_sheets_and_charts_are_left_out(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["seen", 1])
    hidden = book.create_sheet("Secret")
    hidden.append(["unseen", 2])
    hidden.sheet_state = "hidden"
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.save(tmp_path / "a.xlsx")
    assert sheets.parse(tmp_path / "a.xlsx").text == "seen | 1"


def test_formulas_without_results_are_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Sums=[["Total", 3], ["Sum", "=1+2"]])
    extraction = sheets.parse(path)
    assert "Sum" in extraction.text
    assert len(extraction.warnings) == 1
    assert sheets.parse(workbook(tmp_path / "b.xlsx", Sums=[["Total", 3]])).warnings == ()


@ON_DISK
@given(CELLS)
def test_cells_come_back_in_order(tmp_path: Path, rows: list[list[str]]) -> None:
    # A number before the table, so that no row of it is taken for a header.
    extraction = sheets.parse(workbook(tmp_path / "a.xlsx", A=[[0, 0], *rows], B=[[0, 0], *rows]))
    lines = [" | ".join(row) for row in rows]
    assert extraction.text == "\n".join(["A", "0 | 0", *lines]) + "\n\n" + "\n".join(["B", "0 | 0", *lines])
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
        path = csv_file(tmp_path / "cut.xlsx", whole[: len(whole) * tenth // 10])
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
    with pytest.raises(ExtractionError, match="not an Excel workbook"):
        sheets.parse(tmp_path / "a.xlsx")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["City", "Since"], ["Gao", "900"], ["Ségou", "1650"]]
    path = csv_file(tmp_path / "a.csv", "\n".join(delimiter.join(row) for row in rows))
    extraction = delimited.parse(path)
    assert extraction.text == "City | Since\nCity: Gao | Since: 900\nCity: Ségou | Since: 1650"
    assert (extraction.pages, extraction.line_breaks) == ((), "hard")


def test_decimal_commas_do_not_separate(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", "Stadt;Wert\nGao;1,5\nKayes;2,5\n")
    assert delimited.parse(path).text == "Stadt | Wert\nStadt: Gao | Wert: 1,5\nStadt: Kayes | Wert: 2,5"


def test_a_stated_separator_is_obeyed_and_left_out(tmp_path: Path) -> None:
    assert delimited.parse(csv_file(tmp_path / "a.csv", "sep=|\n1|2\n")).text == "1 | 2"


def test_quoted_line_breaks_become_spaces(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", 'Who,What\nAda,"first\r\nprogram"\n')
    assert delimited.parse(path).text == "Who | What\nWho: Ada | What: first program"


def test_a_quote_never_closed_does_not_swallow_the_rows(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", '1,"two\n3,4\n5,6\n')
    assert delimited.parse(path).text == '1 | "two\n3 | 4\n5 | 6'


def test_large_cells_and_other_encodings_are_read(tmp_path: Path) -> None:
    assert len(delimited.parse(csv_file(tmp_path / "a.csv", "1," + "x" * 500_000)).text) == 500_004
    content = ("Été,Prix\n" + "L'été à Ségou était très sec cette année,1\n" * 9).encode("cp1252")
    extraction = delimited.parse(csv_file(tmp_path / "b.csv", content))
    assert extraction.text.startswith("Été | Prix\nÉté: L'été ")
    assert extraction.warnings


@ON_DISK
@given(CELLS)
def test_separated_values_come_back_in_order(tmp_path: Path, rows: list[list[str]]) -> None:
    with (tmp_path / "a.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["0", "0"], *rows])
    expected = "\n".join(" | ".join(row) for row in [["0", "0"], *rows])
    assert delimited.parse(tmp_path / "a.csv").text == expected


@pytest.mark.parametrize("content", [b"", b"\n\n \t\t\n", bytes(range(256)) * 40, b"\x7fELF" + b"\0\1" * 500])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_empty_and_binary_files_are_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    with pytest.raises(ExtractionError):
        delimited.parse(csv_file(tmp_path / f"a{suffix}", content))
