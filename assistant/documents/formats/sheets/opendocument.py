"""OpenDocument spreadsheets: their cells hold what they show, beside the value that it was made from.

The part with the content is read as a stream. Libraries for the format either build all of it up in memory,
which takes gigabytes for a large sheet, or give the values without what is shown of them.
"""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Iterator
from typing import Any

from lxml import etree

from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import parse_xml
from assistant.documents.formats.sheets.layout import MOST_COLUMNS, MOST_ROWS
from assistant.documents.formats.sheets.pages import Pages
from assistant.documents.formats.sheets.text import one_line
from assistant.documents.formats.sheets.visible import (
    Hidden,
    say_what_is_hidden,
    with_emphasis,
    without_hidden,
)
from assistant.documents.tables.cells import Cell, PlacedRow, place
from assistant.documents.tables.sheet import write_sheet
from assistant.errors import ExtractionError
from assistant.types import Extraction

MIME_TYPES = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
"""What the member "mimetype" of such a file holds."""

_PROTECTED = "It is protected with a password; remove the protection and index again."

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE, _TABLE, _TEXT, _STYLE, _DRAW = (
    f"{{{_NAMESPACE}:{name}:1.0}}" for name in ("office", "table", "text", "style", "drawing")
)
_FORMATTING = f"{{{_NAMESPACE}:xsl-fo-compatible:1.0}}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ROW, _CELL, _COVERED = f"{_TABLE}table-row", f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_SPACES = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": " "}
_UNSEEN = frozenset({"collapse", "filter"})


def is_opendocument(archive: zipfile.ZipFile) -> bool:
    """Whether an archive says that it is an OpenDocument spreadsheet."""
    names = archive.namelist()
    return "mimetype" in names and archive.read("mimetype").strip() in MIME_TYPES


def read_opendocument(archive: zipfile.ZipFile) -> Extraction | None:
    """Read what is seen on the sheets of an OpenDocument spreadsheet; return None if they are empty.

    Raises:
        ExtractionError: It is protected with a password.
        KeyError, lxml.etree.XMLSyntaxError: It is damaged.
    """
    names = archive.namelist()
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ExtractionError(_PROTECTED)
    with archive.open("content.xml") as content:
        return _Reading(_title(archive)).read(content)


def _title(archive: zipfile.ZipFile) -> str:
    if "meta.xml" not in archive.namelist():
        return ""
    titles = parse_xml(archive.read("meta.xml")).iter("{http://purl.org/dc/elements/1.1/}title")
    return one_line(next((title.text or "" for title in titles), ""))


class _Reading:
    """What has been read of one file so far."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._bold: set[str] = set()
        self._hidden_sheets: set[str] = set()
        self._left_out = LeftOut()
        self._hidden: list[Hidden] = []

    def read(self, content: Any) -> Extraction | None:
        events = etree.iterparse(
            content, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=True
        )
        sheets: list[tuple[str, list[Any], list[str]]] = []
        left_out_sheets = 0
        for event, element in events:
            if event == "end" and element.tag == f"{_STYLE}style":
                self._take_style(element)
            elif event == "start" and element.tag == f"{_TABLE}table":
                sheet = _Sheet(self._bold, self._left_out)
                name = one_line(element.get(f"{_TABLE}name", ""))
                is_hidden = element.get(f"{_TABLE}style-name") in self._hidden_sheets
                lines = list(write_sheet(sheet.rows(events, element)))
                if is_hidden:
                    left_out_sheets += 1
                    continue
                sheets.append((name, lines, sheet.below))
                self._hidden.append(sheet.hidden)
        pages = Pages(are_named=len(sheets) > 1)
        for number, (name, lines, below) in enumerate(sheets, 1):
            pages.add(number, name, lines, below)
        say_what_is_hidden(self._left_out, left_out_sheets, self._hidden)
        return pages.extraction(self._title, self._left_out.warnings())

    def _take_style(self, style: Any) -> None:
        """Note styles of bold cells and of sheets that are not displayed."""
        name = style.get(f"{_STYLE}name", "")
        for properties in style:
            if properties.get(f"{_FORMATTING}font-weight") == "bold":
                self._bold.add(name)
            if properties.get(f"{_TABLE}display") == "false":
                self._hidden_sheets.add(name)


class _Sheet:
    """Reads the rows of one sheet.

    Attributes:
        hidden: What was left out because it is hidden.
        below: The lines of text boxes and comments.
    """

    def __init__(self, bold: set[str], left_out: LeftOut) -> None:
        self.hidden = Hidden()
        self.below: list[str] = []
        self._bold = bold
        self._left_out = left_out
        self._seen_columns: list[bool] = []
        # For each row on its way: whether it is seen, and whether its cells are in bold type.
        self._looks: deque[tuple[bool, bool]] = deque()

    def rows(self, events: Iterator[tuple[str, Any]], table: Any) -> Iterator[PlacedRow]:
        """Yield the rows that are seen, up to the end of the sheet."""
        yield from with_emphasis(self._seen(events, table))

    def _seen(self, events: Iterator[tuple[str, Any]], table: Any) -> Iterator[PlacedRow]:
        for number, row in enumerate(place(self._cells(events, table)), 1):
            is_seen, is_bold = self._looks.popleft()
            pairs = enumerate(zip(row.texts, self._seen_columns, strict=False), 1)
            self.hidden.columns.update(column for column, (text, shown) in pairs if text and not shown)
            if is_seen:
                yield without_hidden(row._replace(is_emphasised=is_bold), self._seen_columns)
            elif row.own():
                self.hidden.rows.add(number)

    def _cells(self, events: Iterator[tuple[str, Any]], table: Any) -> Iterator[list[Cell | str]]:
        """Yield the cells of each row; rows that were read are taken off the tree."""
        written, headers = 0, 0
        for event, element in events:
            tag = element.tag
            if tag == f"{_TABLE}table-header-rows":
                headers += 1 if event == "start" else -1
            elif event == "start":
                continue
            elif element is table:
                return
            elif tag == f"{_TABLE}table-column":
                self._take_column(element)
            elif tag == f"{_TABLE}shapes":
                self._take_shapes(element)
            elif tag == _ROW:
                cells, is_bold = self._row(element, headers > 0)
                look = (element.get(f"{_TABLE}visibility") not in _UNSEEN, is_bold)
                # Below the last row stands one empty row for all the rest of the sheet.
                repeated = _number(element, "number-rows-repeated", MOST_ROWS - written) if cells else 1
                for _ in range(repeated):
                    self._looks.append(look)
                    yield cells
                written += repeated
                element.clear()
                while element.getprevious() is not None and element.getprevious().tag == _ROW:
                    element.getparent().remove(element.getprevious())

    def _take_column(self, column: Any) -> None:
        is_seen = column.get(f"{_TABLE}visibility") not in _UNSEEN
        repeated = _number(column, "number-columns-repeated", MOST_COLUMNS - len(self._seen_columns))
        self._seen_columns += [is_seen] * repeated

    def _row(self, row: Any, is_header: bool) -> tuple[list[Cell | str], bool]:
        """Return the cells of a row without the empty ones at its end, and whether all of them are bold."""
        cells: list[Cell | str] = []
        gap, filled, bold = 0, 0, 0
        for element in row.iterchildren(_CELL, _COVERED):
            if element.tag == _COVERED:
                continue
            text = self._cell(element)
            repeated = _number(element, "number-columns-repeated", MOST_COLUMNS)
            if not text:
                gap += repeated
                continue
            repeated = max(0, min(repeated, MOST_COLUMNS - len(cells) - gap))
            cells += [""] * gap
            cells += [_spanned(element, text, is_header)] * repeated
            filled, bold, gap = filled + 1, bold + (element.get(f"{_TABLE}style-name") in self._bold), 0
        return cells, filled > 0 and bold == filled

    def _cell(self, cell: Any) -> str:
        for note in cell.iterchildren(f"{_OFFICE}annotation"):
            author = one_line(note.findtext(_CREATOR) or "")
            text = one_line(" ".join(_words(paragraph) for paragraph in note.iter(f"{_TEXT}p")))
            if text:
                self.below.append(f"Comment by {author}: {text}" if author else f"Comment: {text}")
        for child in cell:
            if isinstance(child.tag, str) and child.tag.startswith(_DRAW):
                self._take_shapes(child)
        shown = one_line(" ".join(_words(paragraph) for paragraph in cell.iterchildren(f"{_TEXT}p")))
        return shown or _value(cell)

    def _take_shapes(self, shapes: Any) -> None:
        """Read the words of text boxes; charts and pictures are left out."""
        boxes = [_words(paragraph) for paragraph in shapes.iter(f"{_TEXT}p")]
        self.below += filter(None, map(one_line, boxes))
        self._left_out.count("object", sum(1 for _ in shapes.iter(f"{_DRAW}object")))
        if not any(True for _ in shapes.iter(f"{_DRAW}object")):
            self._left_out.count("picture", sum(1 for _ in shapes.iter(f"{_DRAW}image")))


def _spanned(element: Any, text: str, is_header: bool) -> Cell | str:
    rows = _number(element, "number-rows-spanned", MOST_ROWS)
    columns = _number(element, "number-columns-spanned", MOST_COLUMNS)
    return Cell(text, rows, columns, is_header) if is_header or rows > 1 or columns > 1 else text


def _words(paragraph: Any) -> str:
    """Return the text of a paragraph; spaces and breaks are elements of their own."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if isinstance(child.tag, str) and child.tag != f"{_OFFICE}annotation":
            pieces.append(_SPACES.get(child.tag) or _words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _value(cell: Any) -> str:
    """Return the value of a cell that a program wrote without what is shown of it."""
    kinds = ("string-value", "date-value", "time-value", "boolean-value", "value")
    return one_line(
        next((cell.get(f"{_OFFICE}{kind}") for kind in kinds if cell.get(f"{_OFFICE}{kind}")), "")
    )


def _number(element: Any, name: str, most: int) -> int:
    value = element.get(f"{_TABLE}{name}", "1")
    return min(int(value), most) if value.isdecimal() else 1
