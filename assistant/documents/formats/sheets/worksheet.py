"""One worksheet of an Excel workbook → its rows as they are seen.

The rows are read one by one with the parser of openpyxl. Its read-only sheets would hide what is needed
here (which rows and columns are hidden, which cells are merged), and its full sheets take a kilobyte of
memory a cell.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet._reader import WorkSheetParser

from assistant.documents.formats.ooxml.number_format import format_value
from assistant.documents.formats.sheets.layout import MOST_COLUMNS, MOST_ROWS, Layout
from assistant.documents.formats.sheets.merging import Merging
from assistant.documents.formats.sheets.text import one_line
from assistant.documents.formats.sheets.visible import Hidden, with_emphasis, without_hidden
from assistant.documents.tables.cells import PlacedRow

_TRUE = ("1", "true")


class Worksheet:
    """The rows of one worksheet, as they are seen.

    Attributes:
        hidden: What is left out because it is hidden; complete when all rows were read.
    """

    def __init__(self, workbook: Workbook, sheet: Any, layout: Layout) -> None:
        """Prepare to read a sheet of a workbook that was opened for reading alone."""
        self.hidden = Hidden()
        self._workbook = workbook
        self._sheet = sheet
        self._merged = sorted(layout.merged, key=lambda box: box[1])
        self._headers = {box[1]: box for box in layout.headers}
        self._styles: dict[int, tuple[str, bool]] = {}
        self._seen_columns: list[bool] = []
        self._unseen_rows: set[int] = set()
        self._epoch_1904 = workbook.epoch == CALENDAR_MAC_1904

    def rows(self) -> Iterator[PlacedRow]:
        """Yield the rows that are seen, the empty ones between them, too."""
        with self._sheet._get_source() as source, warnings.catch_warnings(action="ignore"):
            # Numbers stay numbers: what kind of date they are is for their format to say.
            parser = WorkSheetParser(source, self._sheet._shared_strings, data_only=True)
            yield from with_emphasis(self._seen(parser))

    def is_seen(self, row: int, column: int) -> bool:
        """Whether a cell is seen, from the numbers of its row and column; known when all rows were read."""
        unseen = column <= len(self._seen_columns) and not self._seen_columns[column - 1]
        return row not in self._unseen_rows and not unseen

    def _seen(self, parser: WorkSheetParser) -> Iterator[PlacedRow]:
        merging = Merging(self._merged)
        seen = self._seen_columns
        last = 0
        for number, cells in parser.parse():
            if not last < number <= MOST_ROWS:
                continue  # no program writes rows out of order
            if not last:  # the columns are described before the rows
                seen += _seen_columns(parser.column_dimensions)
            for missing in range(last + 1, number):
                if merging.reaches(missing) or missing == last + 1:
                    yield without_hidden(merging.place(missing, [], False), seen)
            last = number
            is_hidden = _is_hidden(parser.row_dimensions.pop(str(number), {}))
            texts, is_emphasised = self._texts(cells)
            if is_hidden and texts:
                self.hidden.rows.add(number)
            self._count_hidden(texts, seen)
            row = merging.place(number, texts, is_emphasised)
            if is_hidden:
                self._unseen_rows.add(number)
                merging.skip(number)
                continue
            yield without_hidden(self._with_header(row, number), seen)

    def _texts(self, cells: Sequence[Mapping[str, Any]]) -> tuple[list[str], bool]:
        """Return the text of each column, and whether all cells with text are in bold type."""
        texts: list[str] = []
        plain = 0
        for cell in cells:
            value = cell["value"]
            column = cell["column"]
            if value is None or column > MOST_COLUMNS:
                continue
            code, is_bold = self._style(cell["style_id"])
            text = self._shown(value, code)
            if not text:
                continue
            if column > len(texts):
                texts += [""] * (column - len(texts))
            texts[column - 1] = text
            plain += not is_bold
        return texts, bool(texts) and not plain

    def _style(self, number: int) -> tuple[str, bool]:
        """Return a style's format code, and whether it is bold."""
        if number not in self._styles:
            cell = ReadOnlyCell(self._sheet, 1, 1, None, style_id=number)
            try:
                style = (cell.number_format or "General", bool(cell.font.b))
            except (IndexError, AttributeError):  # a style that is not there
                style = ("General", False)
            self._styles[number] = style
        return self._styles[number]

    def _shown(self, value: Any, code: str) -> str:
        if type(value) is int and code == "General":
            return str(value)
        if isinstance(value, str):
            return one_line(value if "@" not in code or code == "@" else format_value(value, code))
        if isinstance(value, datetime | date | time | timedelta):  # as strict workbooks may store them
            return self._shown_date(value, code)
        return format_value(value, code, self._epoch_1904)

    def _shown_date(self, value: Any, code: str) -> str:
        try:
            serial = float(to_excel(value, self._workbook.epoch))  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError):
            return one_line(str(value))
        return format_value(serial, code if code != "General" else "yyyy-mm-dd h:mm:ss", self._epoch_1904)

    def _count_hidden(self, texts: Sequence[str], seen: Sequence[bool]) -> None:
        if not all(seen):
            pairs = enumerate(zip(texts, seen, strict=False), 1)
            self.hidden.columns.update(column for column, (text, is_seen) in pairs if text and not is_seen)

    def _with_header(self, row: PlacedRow, number: int) -> PlacedRow:
        box = self._headers.get(number)
        if box is None:
            return row
        columns = range(box[0] - 1, min(box[2], len(row.texts)))
        return row._replace(headers=frozenset(column for column in columns if row.texts[column]))


def _seen_columns(dimensions: Mapping[str, Mapping[str, str]]) -> list[bool]:
    """Return for each column up to the last hidden one whether it is seen."""
    seen: list[bool] = []
    for attributes in dimensions.values():
        if not _is_hidden(attributes):
            continue
        first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
        last = min(last, MOST_COLUMNS)
        seen += [True] * (last - len(seen))
        for column in range(first - 1, last):
            seen[column] = False
    return seen


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("hidden") in _TRUE or attributes.get("width") == "0" or attributes.get("ht") == "0"
