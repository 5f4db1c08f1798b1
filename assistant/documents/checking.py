"""What every extraction must satisfy, whichever parser made it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from assistant.common.iso_dates import iso_date
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, TableRow

MAX_CHARACTERS = 50_000_000
"""The longest text that is taken from one file; a larger library is no longer one document."""

# Lone surrogates cannot be encoded as UTF-8; many programs take a NUL for the end of the text.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_MAX_LINE_LENGTH = 200


class _Ranged(Protocol):
    """Whatever lies in a text from `start` to before `end`."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def check_extraction(extraction: Extraction) -> Extraction:
    """Return the extraction made fit to be stored and shown, or reject it.

    Args:
        extraction: The result of a parser.

    Returns:
        The extraction with U+FFFD in place of lone surrogates and NULs, with title, page labels and
        warnings as single lines of at most 200 characters, and without a date that is none.

    Raises:
        ExtractionError: The text is blank or too long.
        ValueError: Pages, their lines, headings, quoted ranges or tables are out of order or outside of the
            text.
    """
    text = replace_unstorable(extraction.text)
    if not text.strip():
        raise ExtractionError("It holds no text; if it shows pictures of text, run a text recognition first.")
    if len(text) > MAX_CHARACTERS:
        limit = f"{MAX_CHARACTERS // 1_000_000} million characters"
        raise ExtractionError(f"Its text is longer than {limit}; split it into several files.")
    _check_ranges(extraction.pages, len(text))
    _check_ranges(extraction.headings, len(text))
    _check_ranges((Heading(*quoted) for quoted in extraction.quoted), len(text))
    for page in extraction.pages:
        _check_ranges(page.lines, page.end, page.start)
    _check_ranges(extraction.tables, len(text))
    for table in extraction.tables:
        _check_ranges(table.rows, table.end, table.start)
        for row in table.rows:
            _check_within((cell for cell in row.cells if cell is not None), row)
    return replace(
        extraction,
        text=text,
        title=single_line(extraction.title),
        date=iso_date(extraction.date),
        pages=tuple(replace(page, label=single_line(page.label)) for page in extraction.pages),
        warnings=tuple(single_line(warning) for warning in extraction.warnings),
    )


def replace_unstorable(text: str) -> str:
    """Return the text with each lone surrogate and NUL replaced by U+FFFD; offsets do not change."""
    return _UNSTORABLE.sub("\ufffd", text)


def single_line(text: str) -> str:
    """Return a title or label on one line, without control characters, at most 200 characters long."""
    words = "".join(char if char.isprintable() else " " for char in replace_unstorable(text)).split()
    line = " ".join(words)
    return line if len(line) <= _MAX_LINE_LENGTH else line[: _MAX_LINE_LENGTH - 1].rstrip() + "…"


def _check_within(cells: Iterable[tuple[int, int]], row: TableRow) -> None:
    """Raise ValueError unless the cells lie in their row."""
    for start, end in cells:
        if not row.start <= start <= end <= row.end:
            raise ValueError(f"the cell {start}:{end} is outside of its row")


def _check_ranges(ranges: Iterable[_Ranged], length: int, position: int = 0) -> None:
    """Raise ValueError unless the ranges are ordered, disjoint and within `position`..`length`."""
    for item in ranges:
        if not position <= item.start <= item.end <= length:
            raise ValueError(f"the range {item.start}:{item.end} does not fit into the text")
        position = item.end
