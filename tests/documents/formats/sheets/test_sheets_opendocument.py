"""OpenDocument spreadsheets: what their cells show."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from assistant.documents import extract
from assistant.documents.formats.sheets import parser
from assistant.errors import ExtractionError

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("draw", "drawing"),
        ),
        ("fo", "xsl-fo-compatible"),
    )
)
STYLES = (
    '<style:style style:name="b"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
)


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    inner = "".join(each if each.startswith("<") else cell(each) for each in cells)
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


def table(*rows: str, name: str = "Sheet1", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{"".join(rows)}</table:table>'


def ods(path: Path, *tables: str, manifest: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f'<office:document-content {NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:spreadsheet>"
            f"{''.join(tables)}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def text_of(path: Path, *rows: str) -> str:
    return parser.parse(ods(path, table(*rows))).text


def test_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    value = 'office:value-type="currency" office:value="96780"'
    path = ods(
        tmp_path / "a.ods", table(row("House", "Rent"), row("Turm<text:s/>haus", cell("96.780,00 €", value)))
    )
    extraction = extract(path)
    assert extraction.text == "House | Rent\nHouse: Turm haus | Rent: 96.780,00 €"
    assert [page.label for page in extraction.pages] == ['sheet "Sheet1"']


def test_values_without_what_is_shown_of_them(tmp_path: Path) -> None:
    bare = '<table:table-cell office:value-type="float" office:value="1.5"/>'
    assert text_of(tmp_path / "a.ods", row("a", bare)) == "a | 1.5"


def test_merged_and_repeated_cells(tmp_path: Path) -> None:
    spanned = 'table:number-rows-spanned="2"'
    covered = "<table:covered-table-cell/>"
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = [
        row("Building", "Door", "Key", "Spare", "Lent"),
        row(cell("Annex", spanned), "Main", cell("yes", 'table:number-columns-repeated="3"')),
        row(covered, "Boiler", empty, "no"),
        row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            attributes='table:number-rows-repeated="1048573"',
        ),
    ]
    assert text_of(tmp_path / "a.ods", *rows).split("\n")[1:] == [
        "Building: Annex | Door: Main | Key: yes | Spare: yes | Lent: yes",
        "Building: Annex | Door: Boiler | Lent: no",
    ]


def test_what_is_hidden_is_left_out_and_counted(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    seen = table(
        columns,
        row("Article", "Cost", "Price"),
        row("Desk", "310", "640"),
        row("Shelf", "1", "2", attributes='table:visibility="filter"'),
    )
    hidden = table(row("secret", "1"), name="S2", attributes='table:style-name="h"')
    extraction = parser.parse(ods(tmp_path / "a.ods", seen, hidden))
    assert extraction.text == "Article | Price\nArticle: Desk | Price: 640"
    assert extraction.warnings == (
        "1 hidden sheet left out.",
        "1 hidden row left out.",
        "1 hidden column left out.",
    )


def test_several_sheets_headers_and_comments(tmp_path: Path) -> None:
    note = "<office:annotation><dc:creator>Ada</dc:creator><text:p>look</text:p></office:annotation>"
    noted = f"<table:table-cell>{note}<text:p>interface</text:p></table:table-cell>"
    bold = 'table:style-name="b"'
    first = table(row(cell("Term", bold), cell("Meaning", bold)), row("API", noted), name="Terms")
    header = f"<table:table-header-rows>{row('Who', 'What')}</table:table-header-rows>"
    second = table(header, row("Bo", "tea"), name="Drinks")
    extraction = parser.parse(ods(tmp_path / "a.ods", first, second))
    assert extraction.text.split("\n") == [
        *("Terms", "Term | Meaning", "Term: API | Meaning: interface", "", "Comment by Ada: look", ""),
        *("Drinks", "Who | What", "Who: Bo | What: tea"),
    ]


def test_protected_and_damaged_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractionError, match="password"):
        parser.parse(ods(tmp_path / "a.ods", table(row("a")), manifest="<encryption-data/>"))
    with pytest.raises(ExtractionError, match="damaged"):
        parser.parse(ods(tmp_path / "b.ods", "<table:table>"))
    with pytest.raises(ExtractionError, match="no text"):
        parser.parse(ods(tmp_path / "c.ods", table(row())))
