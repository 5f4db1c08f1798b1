"""A whole sheet of cells → its tables, one below the other or side by side, as lines.

Nothing says where a table on a sheet begins and ends; empty rows and columns do, together with what looks
like a title or a header. A table goes on below an empty row unless there is something that begins a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from assistant.documents.tables.cells import PlacedRow
from assistant.documents.tables.header import LOOKED_AT, Head, find_head
from assistant.documents.tables.writer import Line, write_rows

# Rows from the first of a block of rows that decide which columns are empty in it.
_ROWS_AHEAD = 200
_LONGEST_HEAD = 10
_FEWEST_COLUMNS, _FEWEST_ROWS = 2, 2
_MOST_COLUMNS = 1 << 20


@dataclass(frozen=True, slots=True)
class _Open:
    """A table that may go on below an empty row: its columns on the sheet, and its head."""

    first: int
    end: int
    head: Head


def write_sheet(rows: Iterable[PlacedRow], usually_named: bool = False) -> Iterator[Line | None]:
    """Write the tables of a sheet, from top to bottom and from left to right.

    Only the first rows of each table are held in memory, and the lines of tables that stand to the right of
    another one.

    Args:
        rows: The rows of the sheet, empty ones too.
        usually_named: Whether most tables of the format have a header (see `write_table`).

    Yields:
        The lines of each table; None between two tables.
    """
    tables: list[_Open] = []
    is_first = True
    blocks = _blocks(iter(rows))
    while (block := next(blocks, None)) is not None:
        ahead = list(islice(block, _ROWS_AHEAD))
        while not tables and _may_be_head(ahead) and (following := next(blocks, None)) is not None:
            block = following
            ahead += islice(block, _ROWS_AHEAD)
        if end := _next_title(ahead):
            blocks = chain([chain(ahead[end:], block)], blocks)
            ahead, block = ahead[:end], iter(())
        parts = _side_by_side(ahead)
        if len(parts) > 1:
            opened = [_opened(ahead, part, [], usually_named=True) for part in parts]
        else:
            opened = [_opened(ahead, parts[0], tables, usually_named)]
        goes_on = len(opened) == 1 and opened[0].head.notes < 0
        if not is_first and not goes_on:
            yield None
        is_first = False
        yield from _written(opened, chain(ahead, block))
        tables = _still_open(tables, opened)


def _blocks(rows: Iterator[PlacedRow]) -> Iterator[Iterator[PlacedRow]]:
    """Yield stretches of rows without an empty one among them; each must be read before the next."""
    for row in rows:
        if row.has_text():
            rest = _until_empty(rows)
            yield chain([row], rest)
            for _ in rest:
                pass


def _until_empty(rows: Iterator[PlacedRow]) -> Iterator[PlacedRow]:
    for row in rows:
        if not row.has_text():
            # A row in which there is only a label from above is part of its table, but says nothing.
            if row.from_above and any(row.texts):
                continue
            return
        yield row


def _next_title(rows: Sequence[PlacedRow]) -> int:
    """Return where the next table begins in a block of rows without an empty one; 0 if there is none.

    It begins with a title, alone in its row, and a header; the name of a group of rows has values below it.
    """
    for number in range(_FEWEST_ROWS, len(rows) - _FEWEST_ROWS):
        if len(rows[number].own()) == 1 and len(rows[number - 1].own()) > 1 < len(rows[number + 1].own()):
            head = find_head(rows[number : number + LOOKED_AT])
            if head.notes == 1 and head.is_certain:
                return number
    return 0


def _may_be_head(rows: Sequence[PlacedRow]) -> bool:
    """Whether rows at the top of a sheet may be the title or header of what stands below an empty row."""
    return len(rows) <= _LONGEST_HEAD and sum(len(row.own()) > 1 for row in rows) <= 1


def _side_by_side(rows: Sequence[PlacedRow]) -> list[tuple[int, int]]:
    """Return the columns of each table in a block of rows, `(first, end)`; one pair if it is one table.

    Columns that are empty divide tables only where each part is one by itself, with a header.
    """
    used = sorted({column for row in rows for column, text in enumerate(row.texts) if text})
    whole = (used[0], _MOST_COLUMNS)
    starts = [column for before, column in pairwise(used) if column > before + 1]
    if not starts:
        return [whole]
    firsts = [used[0], *starts]
    parts = list(zip(firsts, [*starts, _MOST_COLUMNS], strict=True))
    for first, end in parts:
        within = [row for row in (row.part(first, end) for row in rows) if row.has_text()]
        width = sum(first <= column < end for column in used)
        if width < _FEWEST_COLUMNS or len(within) < _FEWEST_ROWS:
            return [whole]
        if not find_head(within[: LOOKED_AT + 10], usually_named=True).levels:
            return [whole]
    return parts


def _opened(
    rows: Sequence[PlacedRow], part: tuple[int, int], tables: Sequence[_Open], usually_named: bool
) -> _Open:
    """Return a table of a block; one that goes on has the names of the table above and -1 notes."""
    first, end = part
    within = [row for row in (row.part(first, end) for row in rows) if row.has_text()]
    head = find_head(within[: LOOKED_AT + 10], usually_named)
    last = max(len(row.texts) for row in within) + first
    above = next((table for table in tables if table.first <= first and last <= table.end), None)
    if above is None or not above.head.names or _begins_table(head, within):
        return _Open(first, end if end < _MOST_COLUMNS else last, head)
    return _Open(above.first, above.end, Head(-1, 0, above.head.names, above.head.is_certain))


def _begins_table(head: Head, rows: Sequence[PlacedRow]) -> bool:
    """Whether a block of rows below a table with names is another table, or a note."""
    if head.levels:
        return head.is_certain or head.notes > 0
    return all(len(row.own()) == 1 for row in rows)


def _still_open(tables: Sequence[_Open], opened: Sequence[_Open]) -> list[_Open]:
    """Return the tables that the next block may go on with; a note between two parts of one closes none."""
    named = [table for table in opened if table.head.names]
    return named or list(tables)


def _written(opened: Sequence[_Open], rows: Iterable[PlacedRow]) -> Iterator[Line | None]:
    if len(opened) == 1:
        table = opened[0]
        yield from _lines(table, (row.part(table.first, _MOST_COLUMNS) for row in rows))
        return
    held = list(rows)
    for number, table in enumerate(opened):
        end = opened[number + 1].first if number + 1 < len(opened) else _MOST_COLUMNS
        if number:
            yield None
        parts = (row.part(table.first, end) for row in held)
        yield from _lines(table, (row for row in parts if row.has_text()))


def _lines(table: _Open, rows: Iterable[PlacedRow]) -> Iterator[Line]:
    if table.head.notes < 0:
        return write_rows(Head(0, 0, table.head.names), rows)
    return write_rows(table.head, rows)
