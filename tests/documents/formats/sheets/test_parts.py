"""What a workbook holds beside its cells: charts, text boxes, pictures, comments; strict namespaces."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook
from openpyxl.comments import Comment

from assistant.documents.formats.sheets import parser

ROWS = [["Month", "Visitors"], ["May", 120], ["June", 240]]
THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
RELATION = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def with_chart(path: Path, on_sheet: bool, data_is_hidden: bool) -> Path:
    with xlsxwriter.Workbook(path) as book:
        front, data = book.add_worksheet("Front"), book.add_worksheet("Data")
        front.write_row(0, 0, ["See", "below"])
        for number, row in enumerate(ROWS):
            data.write_row(number, 0, row)
        if data_is_hidden:
            data.hide()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"name": "=Data!$B$1", "categories": "=Data!$A$2:$A$3", "values": "=Data!$B$2:$B$3"})
        chart.set_title({"name": "Visitors of the museum"})
        chart.set_y_axis({"name": "people"})
        if on_sheet:
            front.insert_chart("B5", chart)
        else:
            book.add_chartsheet("Picture").set_chart(chart)
    return path


def test_charts_of_hidden_cells_are_told_with_their_values(tmp_path: Path) -> None:
    expected = [
        "Chart: Visitors of the museum (people)",
        "Category | Visitors",
        "Category: May | Visitors: 120",
        "Category: June | Visitors: 240",
    ]
    for on_sheet in (True, False):
        extraction = parser.parse(with_chart(tmp_path / "a.xlsx", on_sheet, data_is_hidden=True))
        lines = extraction.text.split("\n")
        assert lines[-4:] == expected
        assert extraction.warnings == ("1 hidden sheet left out.",)
    assert [page.label for page in extraction.pages] == ['sheet "Front"', 'sheet "Picture"']


def test_charts_of_cells_that_are_read_are_told_by_their_title(tmp_path: Path) -> None:
    extraction = parser.parse(with_chart(tmp_path / "a.xlsx", on_sheet=True, data_is_hidden=False))
    assert extraction.text.split("\n") == [
        *("Front", "See | below", "", "Chart: Visitors of the museum (people)", ""),
        *("Data", "Month | Visitors", "Month: May | Visitors: 120", "Month: June | Visitors: 240"),
    ]


def test_text_boxes_are_read_and_pictures_counted(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002"
            "000001e221bc330000000049454e44ae426082"
        )
    )
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", 1])
        sheet.insert_textbox("C9", "The pool is closed.\nAsk at the desk.")
        sheet.insert_textbox("C2", "Read this first.")
        sheet.insert_image("A20", str(picture))
        sheet.insert_image("A30", str(picture), {"description": "Plan of the ground floor"})
    extraction = parser.parse(tmp_path / "a.xlsx")
    assert extraction.text.split("\n") == [
        *("a | 1", "", "Read this first.", "", "The pool is closed.", "Ask at the desk.", ""),
        "Picture: Plan of the ground floor",
    ]
    assert extraction.warnings == ("1 picture without text.",)


def with_comments(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    sheet["B3"].comment = Comment("Ada:\nwith the night of\nmuseums", "Ada")
    sheet["A2"].comment = Comment("was closed for a week", "Bo")
    sheet["C9"].comment = Comment("hidden", "Bo")
    sheet.column_dimensions["C"].hidden = True
    book.save(path)
    return path


def test_comments_are_told_with_their_cells(tmp_path: Path) -> None:
    extraction = parser.parse(with_comments(tmp_path / "a.xlsx"))
    assert extraction.text.split("\n")[3:] == [
        "",
        "Comment by Bo on A2: was closed for a week",
        "Comment by Ada on B3: with the night of museums",
    ]


def test_conversations_take_the_place_of_their_copies(tmp_path: Path) -> None:
    path = with_comments(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{THREADED}">'
        '<threadedComment ref="B3" personId="p" id="1" done="1"><text>Is this right?</text></threadedComment>'
        '<threadedComment ref="B3" personId="q" id="2" parentId="1"><text>Yes.</text></threadedComment>'
        "</ThreadedComments>"
    ).encode()
    members["xl/persons/person.xml"] = (
        f'<personList xmlns="{THREADED}"><person displayName="Cy" id="p"/><person displayName="Di" id="q"/>'
        "</personList>"
    ).encode()
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    link = f'<Relationship Id="t" Type="{RELATION}" Target="/xl/threadedComments/threadedComment1.xml"/>'
    members[relations] = members[relations].replace(b"</Relationships>", link.encode() + b"</Relationships>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert parser.parse(path).text.split("\n")[5:] == [
        "Comment by Cy on B3 (resolved): Is this right?",
        "Reply by Di on B3: Yes.",
    ]


def test_strict_workbooks_are_read(tmp_path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["A5"], book.active["A5"].number_format = 43623, "dd.mm.yyyy"
    book.save(tmp_path / "a.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx") as old,
        zipfile.ZipFile(tmp_path / "strict.xlsx", "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            content = re.sub(
                rb"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
                content,
            )
            date = b'<c r="A5" s="1" t="d"><v>2019-06-07T00:00:00</v></c>'
            new.writestr(name, re.sub(rb'<c r="A5"[^>]*><v>43623</v></c>', date, content))
    assert parser.parse(tmp_path / "strict.xlsx").text.split("\n")[1:] == [
        *("Month: May | Visitors: 120", "Month: June | Visitors: 240", "", "07.06.2019"),
    ]


def test_damaged_parts_beside_the_cells_cost_no_cells(tmp_path: Path) -> None:
    charted = with_chart(tmp_path / "chart.xlsx", on_sheet=True, data_is_hidden=True)
    commented = with_comments(tmp_path / "comments.xlsx")
    for path, part, warning in (
        (charted, "xl/drawings/drawing1.xml", "Charts and text boxes of a sheet could not be read"),
        (charted, "xl/charts/chart1.xml", "Charts and text boxes of a sheet could not be read"),
        (commented, "xl/comments/comment1.xml", "The comments of 1 part could not be read"),
    ):
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as new:
            assert part in old.namelist()
            for name in old.namelist():
                new.writestr(name, b"<broken" if name == part else old.read(name))
        extraction = parser.parse(tmp_path / "broken.xlsx")
        assert extraction.text.startswith(("See | below", "Month | Visitors"))
        assert any(each.startswith(warning) for each in extraction.warnings)
