"""Tables of PDFs whose rows do not end with bare figures: units, times, words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from assistant.documents.checking import check_extraction
from assistant.documents.pdf.parser import parse
from assistant.types import Extraction

SIZE = 10
PROSE = (
    "Read this manual before the first use of the machine and keep it for whoever has it after you.",
    "The machine is meant for households alone and must never be left without anybody in the room.",
    "Use only water from the tap, and clean the tank once a week with a cloth and a little vinegar.",
)


def read(path: Path, rows: Sequence[Sequence[tuple[float, str]]], step: float = 14) -> Extraction:
    """Draw prose and below it rows of words at places; read the page."""
    page = canvas.Canvas(str(path))
    page.setFont("Helvetica", SIZE)
    y = 780.0
    for line in PROSE:
        page.drawString(60, y, line)
        y -= 12
    y -= 20
    for row in rows:
        for x, text in row:
            page.drawString(x, y, text)
        y -= step
    page.save()
    return check_extraction(parse(path))


def columns(rows: Sequence[Sequence[str]], places: Sequence[float]) -> list[list[tuple[float, str]]]:
    return [[(x, text) for x, text in zip(places, row, strict=True) if text] for row in rows]


def cells(document: Extraction) -> list[list[str]]:
    """Return the texts of the rows of values of the only table."""
    (table,) = document.tables
    return [
        ["" if cell is None else document.text[slice(*cell)] for cell in row.cells]
        for row in table.rows
        if row.kind == "row"
    ]


def test_values_with_units_stand_in_their_columns(tmp_path: Path) -> None:
    rows = [
        ["", "Duo 300", "Duo 300 S"],
        ["Voltage", "220–240 V", "220–240 V"],
        ["Tank", "1.6 l", "2.1 l"],
        ["Pump pressure", "15 bar", "19 bar"],
        ["Weight", "8.9 kg", ""],
        ["Cable", "0.9 m", "1.2 m"],
    ]
    document = read(tmp_path / "a.pdf", columns(rows, (60, 180, 280)))
    assert document.tables[0].columns == ("", "Duo 300", "Duo 300 S")
    assert cells(document) == rows[1:]


def test_a_timetable_and_a_table_of_words_are_tables(tmp_path: Path) -> None:
    rows = [
        ["Ship", "Leaves Kilmore", "Reaches Ellary"],
        ["MV Corran", "06:45", "08:05"],
        ["MV Ishbel", "08:30", "09:50"],
        ["MV Corran", "14:20", "15:40"],
    ]
    assert cells(read(tmp_path / "b.pdf", columns(rows, (60, 200, 330)))) == rows[1:]
    words = [
        ["Sign", "Cause", "Remedy"],
        ["Light blinks", "Lime in the boiler", "Descale"],
        ["Steady red", "Water tank empty", "Fill the tank, push it in"],
        ["All blink", "Overheated", "Switch off, let it cool"],
    ]
    assert cells(read(tmp_path / "c.pdf", columns(words, (60, 180, 330)))) == words[1:]


def test_a_price_list_has_groups(tmp_path: Path) -> None:
    rows = [
        ["Vitello tonnato", "13.80"],
        ["Carpaccio", "15.20"],
        ["Primi", ""],
        ["Gnocchi", "14.20"],
        ["Risotto", "16.40"],
    ]
    document = read(tmp_path / "d.pdf", columns(rows, (60, 300)))
    assert cells(document) == [row for row in rows if row[1]]
    kinds = {document.text[row.start : row.end]: row.kind for row in document.tables[0].rows}
    assert kinds["Primi"] == "group"


@pytest.mark.parametrize(
    "rows",
    [
        # Addresses side by side.
        [["Falk Ltd.", "Meridian GmbH"], ["Dock Street", "Hafenweg"], ["Cardiff", "Hamburg"], ["UK", "DE"]],
        # Contents.
        [["Introduction", "3"], ["Use of the machine", "7"], ["Cleaning", "12"], ["Faults", "15"]],
        # A form.
        [["Name:", "12 May"], ["Room:", "31 b"], ["Phone:", "555 0100"], ["Floor:", "3"]],
        # Names over several columns, of which it is not told over which they stand.
        [
            ["", "Three months", "", "Six months", ""],
            ["", "2024", "2023", "2024", "2023"],
            ["Power", "12 crates", "14 crates", "30 crates", "31 crates"],
            ["Water", "3 casks", "4 casks", "8 casks", "9 casks"],
            ["Heat", "1 crate", "2 crates", "3 crates", "4 crates"],
        ],
    ],
)  # fmt: skip
def test_what_is_no_sure_table_is_none(tmp_path: Path, rows: list[list[str]]) -> None:
    places = (60, 200, 280, 360, 440)[: len(rows[0])]
    assert read(tmp_path / "e.pdf", columns(rows, places)).tables == ()


def test_prose_in_two_columns_is_no_table(tmp_path: Path) -> None:
    left = [
        "The harbour was quiet",
        "that morning and nobody",
        "saw the boat leave for",
        "the islands in the north.",
    ]
    right = [
        "Later the pilots said",
        "that the fog had been so",
        "thick that they could",
        "not see the pier at all.",
    ]
    rows = [[(60, one), (320, other)] for one, other in zip(left, right, strict=True)]
    assert read(tmp_path / "f.pdf", rows).tables == ()
