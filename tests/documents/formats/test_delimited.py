"""Separated values: rows that make sense on their own, and files that lie."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.documents.formats import delimited
from assistant.errors import ExtractionError

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)
CELLS = st.lists(st.lists(WORDS, min_size=2, max_size=5), min_size=2, max_size=12)
ON_DISK = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def csv_file(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


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
        csv.writer(file).writerows([["0"] * 5, *rows])
    expected = "\n".join(" | ".join(row) for row in [["0"] * 5, *rows])
    assert delimited.parse(tmp_path / "a.csv").text == expected


@pytest.mark.parametrize("content", [b"", b"\n\n \t\t\n", bytes(range(256)) * 40, b"\x7fELF" + b"\0\1" * 500])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_empty_and_binary_files_are_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    with pytest.raises(ExtractionError):
        delimited.parse(csv_file(tmp_path / f"a{suffix}", content))


def text_of(tmp_path: Path, content: str) -> str:
    return delimited.parse(csv_file(tmp_path / "a.csv", content)).text


def test_empty_cells_do_not_move_others(tmp_path: Path) -> None:
    assert text_of(tmp_path, "Name,City,Age\nAda,,36\n,Gao,7\n").split("\n")[1:] == [
        "Name: Ada | Age: 36",
        "City: Gao | Age: 7",
    ]
    assert text_of(tmp_path, "1,,3\n4,5,6\n") == "1 |  | 3\n4 | 5 | 6"


def test_lines_above_the_header_are_no_header(tmp_path: Path) -> None:
    table = "Ticket,Customer,Status,Cost\nT-1,Fries,open,12\nT-2,Blum,closed,13\n"
    rows = ["Ticket | Customer | Status | Cost", "Ticket: T-1 | Customer: Fries | Status: open | Cost: 12"]
    preamble = "Export of tickets\nBy:,Ada\nFrom:,2026-01-05\n"
    above = ["Export of tickets", "By: | Ada", "From: | 2026-01-05"]
    for between in ("", "\n", ",,,\n"):
        lines = text_of(tmp_path, preamble + between + table).split("\n")
        assert [line for line in lines if line][:5] == [*above, *rows]
    assert text_of(tmp_path, "By,Ada\nFrom,2026-01-05\n" + table).split("\n")[2:4] == rows


def test_two_tables_in_one_file(tmp_path: Path) -> None:
    content = "Fees\nRoom,Fee\nLarge hall,220\n\nContacts\nName,Phone\nRuna,0331\n"
    assert text_of(tmp_path, content).split("\n") == [
        *("Fees", "Room | Fee", "Room: Large hall | Fee: 220", ""),
        *("Contacts", "Name | Phone", "Name: Runa | Phone: 0331"),
    ]


def test_empty_lines_do_not_end_a_table(tmp_path: Path) -> None:
    assert text_of(tmp_path, "Island,Boats\n\nGull,3\n,\nTern,4\n").split("\n") == [
        "Island | Boats",
        "Island: Gull | Boats: 3",
        "Island: Tern | Boats: 4",
    ]
