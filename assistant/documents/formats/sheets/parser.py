"""Spreadsheets of Excel and OpenDocument → one page a sheet, one line a row, values as they are shown."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assistant.documents.formats.archive import check_archive
from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import parse_xml, qn
from assistant.documents.formats.ooxml.package import openable
from assistant.documents.formats.sheets.comments import comment_lines
from assistant.documents.formats.sheets.drawings import Drawings
from assistant.documents.formats.sheets.layout import read_layout
from assistant.documents.formats.sheets.opendocument import is_opendocument, read_opendocument
from assistant.documents.formats.sheets.package import ranges_of_tables, relations, spreadsheet_name
from assistant.documents.formats.sheets.pages import Pages
from assistant.documents.formats.sheets.text import one_line
from assistant.documents.formats.sheets.visible import Hidden, say_what_is_hidden
from assistant.documents.formats.sheets.worksheet import Worksheet
from assistant.documents.tables.sheet import write_sheet
from assistant.errors import ExtractionError
from assistant.types import Extraction

_DAMAGED = (
    "It is neither an Excel workbook nor an OpenDocument spreadsheet, or it is damaged; "
    "open it in its program and save it again."
)
_NO_RESULTS = (
    "Some formulas have no stored result and were left out; save the file once in a spreadsheet program."
)
_NO_DRAWINGS = "Charts and text boxes of a sheet could not be read and were left out."
# What damaged parts beside the cells make the readers raise.
_DAMAGE = (etree.XMLSyntaxError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, zlib.error)
_EMPTY = "It holds no text; its visible sheets are empty, or their formulas have no stored results."


def parse(path: Path) -> Extraction:
    """Read what is seen on the sheets of a spreadsheet: cells, charts, text boxes and comments.

    What is hidden is left out and counted in a warning; macros are left out.

    Raises:
        ExtractionError: The file is no workbook, damaged, protected, too large or empty.
    """
    check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive:
            is_open = is_opendocument(archive)
            extraction = read_opendocument(archive) if is_open else None
        if not is_open:
            extraction = _read_workbook(path)
    except (ExtractionError, MemoryError, OSError):
        raise
    except Exception as error:  # the library lets out whatever damage makes it stumble over
        raise ExtractionError(_DAMAGED) from error
    if extraction is None:
        raise ExtractionError(_EMPTY)
    return extraction


def _read_workbook(path: Path) -> Extraction | None:
    source = openable(path)
    # The library warns of much that does not touch values, such as styles and validations.
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(source) as archive,
        closing(load_workbook(source, read_only=True, data_only=True, keep_links=False)) as workbook,
    ):
        return _Reading(archive, workbook).read()


class _Reading:
    """What has been read of one workbook so far."""

    def __init__(self, archive: zipfile.ZipFile, workbook: Workbook) -> None:
        self._archive = archive
        self._workbook = workbook
        self._left_out = LeftOut()
        self._hidden: list[Hidden] = []
        self._lacks_results = False

    def read(self) -> Extraction | None:
        """Read the visible sheets in their order; return None if they are empty."""
        worksheets = {sheet.title: sheet for sheet in self._workbook.worksheets}
        parts = list(_sheets(self._archive))
        seen = [(name, part) for name, part, is_hidden in parts if not is_hidden]
        names = {name for name, _ in seen if name in worksheets}
        drawings = Drawings(self._archive, names, self._left_out)
        pages = Pages(are_named=len(seen) > 1)
        for number, (name, part) in enumerate(seen, 1):
            sheet = worksheets.get(name)
            if sheet is None:
                pages.add(number, one_line(name), (), self._drawn(drawings, part))
            else:
                self._worksheet(pages, number, sheet, part, drawings)
        say_what_is_hidden(self._left_out, len(parts) - len(seen), self._hidden)
        if self._lacks_results:
            self._left_out.say(_NO_RESULTS)
        title = one_line(self._workbook.properties.title or "")
        return pages.extraction(title, self._left_out.warnings())

    def _worksheet(self, pages: Pages, number: int, sheet: Any, part: str, drawings: Drawings) -> None:
        layout = read_layout(self._archive, part, ranges_of_tables(self._archive, part))
        self._lacks_results = self._lacks_results or layout.lacks_results
        worksheet = Worksheet(self._workbook, sheet, layout)
        lines = list(write_sheet(worksheet.rows()))
        below = self._drawn(drawings, part)
        comments: list[str] = []
        try:
            comments += comment_lines(self._archive, part, worksheet.is_seen)
        except _DAMAGE:
            self._left_out.count("comment")
        pages.add(number, one_line(sheet.title), lines, [*below, *comments])
        self._hidden.append(worksheet.hidden)

    def _drawn(self, drawings: Drawings, part: str) -> list[str]:
        """Return the lines of what is drawn on a sheet; drawings that are damaged cost no cells."""
        try:
            return drawings.lines(part)
        except _DAMAGE:
            self._left_out.say(_NO_DRAWINGS)
            return []


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """Yield name and part of each sheet in the order of their tabs, and whether it is hidden."""
    main = next(relation.part for relation in relations(archive, "") if relation.kind == "officeDocument")
    parts = {relation.identity: relation.part for relation in relations(archive, main)}
    for sheet in parse_xml(archive.read(main)).iter(spreadsheet_name("sheet")):
        part = parts.get(sheet.get(qn("r:id"), ""))
        if part is not None:
            yield sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"
