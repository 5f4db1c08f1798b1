"""What is drawn on a sheet: text boxes, charts and pictures."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from typing import Any

from assistant.documents.formats.ooxml.charts import Chart, read_chart
from assistant.documents.formats.ooxml.diagrams import diagram_lines
from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import parse_xml, qn
from assistant.documents.formats.ooxml.pictures import own_words
from assistant.documents.formats.sheets.package import relations
from assistant.documents.formats.sheets.text import one_line
from assistant.documents.tables import Cell, write_table

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
# The sheet in a reference to cells: 'Sales 2024'!$B$2:$B$5
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([\w.]+))!")


class Drawings:
    """Reads the drawings of one workbook's sheets."""

    def __init__(self, archive: zipfile.ZipFile, seen_sheets: Collection[str], left_out: LeftOut) -> None:
        """Prepare.

        Args:
            archive: The workbook.
            seen_sheets: The names of the sheets whose cells are read. Of a chart of such cells only the
                title is told; its values are in the tables already.
            left_out: Is told of what cannot be read.
        """
        self._archive = archive
        self._seen_sheets = seen_sheets
        self._left_out = left_out

    def lines(self, sheet: str) -> list[str]:
        """Return the lines of what is drawn on a sheet, from top to bottom; "" between two things.

        Args:
            sheet: The name of the part of the sheet, a worksheet or one with nothing but a chart.
        """
        found: list[list[str]] = []
        for relation in relations(self._archive, sheet):
            if relation.kind == "drawing":
                found += self._drawing(relation.part)
            elif relation.kind in ("oleObject", "package"):
                self._left_out.count("object")
        return [line for number, lines in enumerate(found) for line in ([""] * bool(number) + lines)]

    def _drawing(self, part: str) -> list[list[str]]:
        related = {relation.identity: relation.part for relation in relations(self._archive, part)}
        root = parse_xml(self._archive.read(part))
        for fallback in list(root.iter(qn("mc:Fallback"))):  # what old programs show in place of the rest
            fallback.getparent().remove(fallback)
        found = []
        for anchor in sorted(root, key=_place):
            for lines in self._anchored(anchor, related):
                if lines:
                    found.append(lines)
        return found

    def _anchored(self, anchor: Any, related: dict[str, str]) -> Iterator[list[str]]:
        for element in anchor.iter():
            if element.tag == f"{_DRAWING}txBody":
                yield _paragraphs(element)
            elif element.tag in (qn("c:chart"), qn("cx:chart")):
                yield self._chart(related.get(element.get(qn("r:id"), "")))
            elif element.tag == qn("dgm:relIds"):
                part = related.get(element.get(qn("r:dm"), ""))
                yield diagram_lines(self._archive.read(part)) if part else []
            elif element.tag == f"{_DRAWING}pic":
                yield self._picture(element)

    def _picture(self, picture: Any) -> list[str]:
        properties = next(picture.iter(f"{_DRAWING}cNvPr"), None)
        words = own_words(properties.get("descr", "")) if properties is not None else ""
        if not words:
            self._left_out.count("picture")
        return [f"Picture: {words}"] if words else []

    def _chart(self, part: str | None) -> list[str]:
        data = self._archive.read(part) if part else b""
        if not data:
            self._left_out.count("chart")
            return []
        chart = read_chart(data)
        caption = one_line(chart.caption)
        label = f"Chart: {caption}" if caption else "Chart"
        if self._is_of_seen_cells(data):
            return [label] if caption else []
        if not chart.tables:
            self._left_out.count("chart")
            return [label] if caption else []
        return [label, *_values(chart)]

    def _is_of_seen_cells(self, data: bytes) -> bool:
        """Whether all that a chart shows stands in cells that are read."""
        references = [element.text or "" for element in parse_xml(data).iter(qn("c:f"), qn("cx:f"))]
        names = [
            (quoted or plain).replace("''", "'")
            for reference in references
            for quoted, plain in _SHEET.findall(reference)
        ]
        return bool(names) and all(name in self._seen_sheets for name in names)


def _values(chart: Chart) -> Iterator[str]:
    for table in chart.tables:
        header = [Cell(name, is_header=True) for name in table.header]
        yield from write_table([header, *table.rows]).lines


def _paragraphs(body: Any) -> list[str]:
    lines = []
    for paragraph in body.iter(qn("a:p")):
        pieces = (
            "\n" if element.tag == qn("a:br") else element.text or ""
            for element in paragraph.iter(qn("a:t"), qn("a:br"))
        )
        lines += [one_line(line) for line in "".join(pieces).split("\n")]
    return [line for line in lines if line]


def _place(anchor: Any) -> tuple[int, int]:
    """Return row and column of the cell that a drawing begins in."""
    start = anchor.find(f"{_DRAWING}from")
    if start is None:
        return (0, 0)
    numbers = (start.findtext(f"{_DRAWING}{name}", "0") for name in ("row", "col"))
    row, column = (int(number) if number.isdecimal() else 0 for number in numbers)
    return (row, column)
