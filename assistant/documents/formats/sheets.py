"""Excel workbooks: one page a sheet, one line a row, values as they are shown."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook

from assistant.documents.formats.archive import check_archive
from assistant.documents.formats.rows import table_lines
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Page

_DAMAGED = (
    "It is not an Excel workbook, or it is damaged; open it in a spreadsheet program and save it again."
)
_NO_RESULTS = (
    "Some formulas have no stored result and were left out; save the file once in a spreadsheet program."
)
_EMPTY = "It holds no text; its visible sheets are empty, or their formulas have no stored results."

# Excel has no more; a file that names a row beyond would be read forever.
_MOST_ROWS = 1 << 20
_UNWANTED = re.compile("[\x00\ud800-\udfff]")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENT_DECIMALS = re.compile(r"\.([0#?]+)[^;]*%")

# A formula's end with no value behind it.
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</|</(?:\w+:)?c>)"
)
_STEP = 1 << 20
_LONGEST_TAG = 400


def parse(path: Path) -> Extraction:
    """Read the visible sheets of an Excel workbook; charts and macros are left out.

    Raises:
        ExtractionError: The file is no workbook, damaged, protected, too large or empty.
    """
    check_archive(path)
    try:
        # The library warns of much that does not touch values, such as styles and validations.
        with warnings.catch_warnings(action="ignore"), closing(_opened(path)) as workbook:
            extraction = _read(workbook)
            notes = (_NO_RESULTS,) if _lacks_results(path) else ()
    except (ExtractionError, MemoryError, OSError):
        raise
    except Exception as error:  # the library lets out whatever damage makes it stumble over
        raise ExtractionError(_DAMAGED) from error
    if not extraction.pages:
        raise ExtractionError(_EMPTY)
    return Extraction(
        extraction.text, extraction.title, extraction.pages, extraction.headings, "hard", warnings=notes
    )


def _opened(path: Path) -> Workbook:
    return load_workbook(path, read_only=True, data_only=True, keep_links=False)


def _read(workbook: Workbook) -> Extraction:
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    pieces: list[str] = []
    pages: list[Page] = []
    headings: list[Heading] = []
    position = 0
    for number, sheet in enumerate(sheets, 1):
        name = _one_line(sheet.title)
        lines = list(table_lines(_rows(sheet)))
        if not lines:
            continue
        start = position + 2 if pages else 0
        if len(sheets) > 1 and name:
            headings.append(Heading(start, start + len(name)))
            lines.insert(0, name)
        text = "\n".join(lines)
        position = start + len(text)
        pages.append(Page(number, start, position, f'sheet "{name}"'))
        pieces.append(text)
    title = _one_line(workbook.properties.title or "")
    return Extraction("\n\n".join(pieces), title, tuple(pages), tuple(headings))


def _rows(sheet: Any) -> Iterator[list[str]]:
    # The size that a sheet states is often wrong, and would cut it off.
    sheet.reset_dimensions()
    for row in islice(sheet.iter_rows(), _MOST_ROWS):
        yield [_shown(cell) for cell in row]


def _shown(cell: Any) -> str:
    """Return a cell's value as the sheet shows it, as a single line."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime):
        return value.isoformat(" ", timespec="seconds").removesuffix(" 00:00:00")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return _one_line(str(value))


def _number(value: int | float, number_format: str) -> str:
    shown_as = _QUOTED.sub("", number_format)
    if "%" in shown_as:
        decimals = _PERCENT_DECIMALS.search(shown_as)
        return f"{value * 100:.{len(decimals[1]) if decimals else 0}f}%"
    # Fifteen digits are what spreadsheets keep: 0.1 + 0.2 is 0.3 there.
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _one_line(text: str) -> str:
    if _ESCAPE.search(text):
        text = unescape(text)
    return " ".join(_UNWANTED.sub(lambda found: "" if found[0] == "\0" else "\ufffd", text).split())


def _lacks_results(path: Path) -> bool:
    """Whether a sheet has a formula whose result was never stored, as programs write them."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if re.search(r"worksheets/[^/]+\.xml\Z", name)]
        return any(_matches(archive, name) for name in sheets)


def _matches(archive: zipfile.ZipFile, name: str) -> bool:
    rest = b""
    with archive.open(name) as stream:
        while step := stream.read(_STEP):
            if _NO_RESULT.search(rest + step):
                return True
            rest = step[-_LONGEST_TAG:]
    return False
