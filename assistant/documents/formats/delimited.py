"""Comma, semicolon, tab and bar separated values: one line a row, like the rows of a sheet."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from assistant.documents.formats.decoding import read_text
from assistant.documents.tables.cells import PlacedRow
from assistant.documents.tables.sheet import write_sheet
from assistant.documents.tables.writer import tables_of_lines
from assistant.errors import ExtractionError
from assistant.types import Extraction

_DELIMITERS = (",", ";", "\t", "|")
_STATED = re.compile(r"\A\s*sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE = 100_000
_SAMPLE_ROWS = 100
# The largest that a C long holds everywhere.
_LARGEST_FIELD = 2**31 - 1


def parse(path: Path) -> Extraction:
    """Read a file of separated values, whichever of the usual separators it uses.

    Raises:
        ExtractionError: The file is not text, or empty.
    """
    csv.field_size_limit(_LARGEST_FIELD)
    decoded = read_text(path)
    text = re.sub("[\ud800-\udfff]", "\ufffd", decoded.text.replace("\0", ""))
    stated = _STATED.match(text)
    if stated:
        text = text[stated.end() :]
    delimiter = stated[1] if stated else _delimiter(text, "\t" if path.suffix.lower() == ".tsv" else ",")
    rows = _rows(text, delimiter, quoted=not _is_never_closed(text, delimiter))
    lines = list(write_sheet(map(PlacedRow, rows), usually_named=True))
    content = "\n".join("" if line is None else line.text for line in lines)
    if not content:
        raise ExtractionError("It holds no text; put a table with values in its place.")
    tables = tuple(tables_of_lines(lines))
    return Extraction(content, line_breaks="hard", warnings=decoded.warnings, tables=tables)


def _rows(text: str, delimiter: str, quoted: bool = True) -> Iterator[list[str]]:
    for row in _cells(text, delimiter, quoted):
        yield [" ".join(cell.split()) for cell in row]


def _cells(text: str, delimiter: str, quoted: bool = True) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def _delimiter(text: str, usual: str) -> str:
    """Return the separator that cuts most of the first rows into the same number of cells."""
    scores = {delimiter: _regularity(text[:_SAMPLE], delimiter) for delimiter in _DELIMITERS}
    best = max(scores.values())
    return usual if scores[usual] == best else max(_DELIMITERS, key=lambda delimiter: scores[delimiter])


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    widths = Counter(len(row) for row in islice(_rows(sample, delimiter), _SAMPLE_ROWS) if any(row))
    total = widths.total()
    widths.pop(1, None)  # rows that it does not cut say nothing for it
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return round(count / total, 1), width


def _is_never_closed(text: str, delimiter: str) -> bool:
    """Whether a quotation mark that is never closed swallows the rows to the end of the file."""
    if text.count('"') % 2 == 0:
        return False
    last = deque(_cells(text, delimiter), maxlen=1)
    return any(row and re.search(r"[\r\n].*\S", row[-1]) for row in last)
