"""Rows of a table → lines that make sense on their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

_NUMBER = re.compile(r"[\s\d.,:;%€$£¥()+\-/–—]+\Z")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_LONGEST_HEADER = 60
# Titles and notes may stand above the header, alone in their rows.
_MOST_ROWS_ABOVE = 10


def row_line(cells: Sequence[str]) -> str:
    """Join the cells of a row; empty ones at its end are left out."""
    last = max((number for number, cell in enumerate(cells, 1) if cell), default=0)
    return " | ".join(cells[:last])


def table_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Turn a table into one line a row, each value with its column's header if there is one.

    Args:
        rows: The cells of each row, as single lines of text.

    Yields:
        "Name: Ada | Born: 1815" under a header, which is a line of its own; else "Ada | 1815".
    """
    remaining = (row for row in rows if any(row))
    above = []
    for row in islice(remaining, _MOST_ROWS_ABOVE):
        above.append(row)
        if sum(map(bool, row)) > 1:
            break
    if not above:
        return
    *notes, first = above
    following = next(remaining, None)
    yield from map(row_line, notes)
    yield row_line(first)
    if following is None:
        return
    named = _is_header(first)
    for row in chain([following], remaining):
        yield _named_line(first, row) if named else row_line(row)


def _is_header(row: Sequence[str]) -> bool:
    """Whether a row names the columns: different short names in all of them, save perhaps the first."""
    names = [cell for cell in row if cell]
    return (
        len(names) > 1
        and all(row[1 : max(number for number, cell in enumerate(row) if cell)])
        and len(set(names)) == len(names)
        and all(len(name) <= _LONGEST_HEADER for name in names)
        and all(_YEAR.match(name) or not _NUMBER.match(name) for name in names)
    )


def _named_line(header: Sequence[str], row: Sequence[str]) -> str:
    names = chain(header, [""] * max(0, len(row) - len(header)))
    pairs = zip(names, row, strict=False)
    return " | ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
