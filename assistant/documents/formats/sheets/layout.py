"""What a worksheet of Excel says outside of its rows: merged cells, headers, formulas without results."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import range_boundaries

# Excel has no more; a file that names a row or column beyond would be read forever.
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14

_STEP = 1 << 20
_LONGEST_TAG = 400
# A formula's end with no value behind it.
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</|</(?:\w+:)?c>)"
)
_END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*/>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*\bref=\"([A-Z]+\d+:[A-Z]+\d+)\"")
_FILTERED = re.compile(rb"<(?:\w+:)?autoFilter\b[^<>]*\bref=\"([A-Z]+\d+:[A-Z]+\d+)\"")

Box = tuple[int, int, int, int]
"""First column, first row, last column, last row; all count from 1."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a worksheet says outside of its rows.

    Attributes:
        merged: The cells that are merged.
        headers: The rows, with their columns, that a filter or a table of Excel calls its header.
        lacks_results: Whether there is a formula whose result was never stored, as programs write them.
    """

    merged: tuple[Box, ...]
    headers: tuple[Box, ...]
    lacks_results: bool


def read_layout(archive: zipfile.ZipFile, member: str, tables: Sequence[str] = ()) -> Layout:
    """Look through a worksheet once without building it up.

    Args:
        archive: The workbook.
        member: The name of the worksheet's part.
        tables: The ranges of its tables that have a header ("A1:C9").
    """
    lacks_results, rest, tail = False, b"", b""
    with archive.open(member) as stream:
        while step := stream.read(_STEP):
            if tail:
                tail += step
                continue
            seen = rest + step
            lacks_results = lacks_results or _NO_RESULT.search(seen) is not None
            end = _END_OF_ROWS.search(seen)
            tail = seen[end.end() :] or b" " if end else b""
            rest = step[-_LONGEST_TAG:]
    merged = (_box(found) for found in _MERGED.findall(tail))
    filtered = (*(_box(found) for found in _FILTERED.findall(tail)), *(_box(t.encode()) for t in tables))
    headers = ((box[0], box[1], box[2], box[1]) for box in filtered if box[3] > box[1])
    return Layout(tuple(merged), tuple(headers), lacks_results)


def _box(reference: bytes) -> Box:
    first_column, first_row, last_column, last_row = range_boundaries(reference.decode())
    return (first_column or 1, first_row or 1, last_column or 1, last_row or 1)
