"""A table → lines that make sense on their own, and where each cell lies in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import NamedTuple

from assistant.documents.tables.cells import Cell, PlacedRow, place
from assistant.documents.tables.groups import names_group
from assistant.documents.tables.header import LOOKED_AT, Head, find_head
from assistant.types.tables import Range, RowKind, Table, TableRow

_BETWEEN_CELLS = " | "
_AFTER_NAME = ": "


class Line(NamedTuple):
    """A line of a table: its text, what it is, and the range of each column's cell in the line."""

    text: str
    kind: RowKind
    cells: tuple[Range | None, ...]


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table that was written.

    Attributes:
        text: The lines, joined by line breaks; "" if no cell has text.
        table: The table as ranges of `text`.
    """

    text: str
    table: Table

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, one for each row that has text and one for all the rows of the header."""
        return tuple(self.text[row.start : row.end] for row in self.table.rows)


def write_table(rows: Iterable[Sequence[Cell | str]], usually_named: bool = False) -> WrittenTable:
    """Write a table as lines of text, one line a row.

    Under a header, which is a line of its own, each value stands with the name of its column
    ("Name: Ada | Born: 1815") and empty cells are left out. Without one the values stand side by side
    ("Ada | 1815") and an empty cell keeps its place ("Ada |  | London"). The rows of a header are joined to
    one line and one name a column, its levels divided by `BETWEEN_LEVELS`. A cell that is merged over rows
    is written in each of them, one that is merged over columns under the name of each. Titles and notes
    above the header are lines.

    Args:
        rows: The cells that begin in each row, from left to right, as in HTML: a place that a merged cell
            from above covers is left out. A plain string is a cell of one row and column.
        usually_named: Whether most tables of the format have a header, so that a first row of words above
            rows of words is taken for one even in a table of two columns.

    Returns:
        The text and the table as ranges of it.
    """
    placed = (row for row in place(rows) if row.has_text())
    first = list(islice(placed, LOOKED_AT + 10))
    lines = list(write_rows(find_head(first, usually_named), chain(first, placed)))
    return WrittenTable("\n".join(line.text for line in lines), _table(lines, 0))


def tables_of_lines(lines: Iterable[Line | None], start: int = 0) -> list[Table]:
    """Return the tables that some lines are, as ranges of the text in which they follow each other.

    Args:
        lines: The lines of all tables; None is an empty line between two of them.
        start: Where the first begins in the text.

    Returns:
        The tables that have a row of several values, in order.
    """
    tables: list[Table] = []
    for between, group in groupby(lines, key=lambda line: line is None):
        if between:
            start += len(list(group))
            continue
        table = _table([line for line in group if line is not None], start)
        start = table.end + 1
        if table.has_values():
            tables.append(table)
    return tables


def _table(lines: Sequence[Line], start: int) -> Table:
    columns: tuple[str, ...] = ()
    rows: list[TableRow] = []
    for line in lines:
        if line.kind == "header":
            columns = tuple("" if cell is None else line.text[slice(*cell)] for cell in line.cells)
        rows.append(TableRow(0, len(line.text), line.kind, line.cells).shifted(start))
        start += len(line.text) + 1
    return Table(columns, tuple(rows))


def write_rows(head: Head, rows: Iterable[PlacedRow]) -> Iterator[Line]:
    """Yield the lines of a table whose head is known.

    Args:
        head: What stands above its rows.
        rows: All its rows, those of the head too; none without text.
    """
    remaining = iter(rows)
    for number, row in enumerate(islice(remaining, head.notes)):
        yield _plain(row, "note" if number else "title")
    if head.levels:
        for _ in islice(remaining, head.levels):
            pass
        yield _plain(PlacedRow(head.names), "header")
    for row, below in _with_next(remaining):
        if head.is_list and len(row.own()) == 1:
            yield _without_places(row, "row")
        elif names_group(row, below):
            yield _without_places(row, "group")
        else:
            yield _named(head.names, row) if head.names else _plain(row, "row")


def _with_next(rows: Iterable[PlacedRow]) -> Iterator[tuple[PlacedRow, PlacedRow | None]]:
    """Yield each row with the one below it, None for the last."""
    above: PlacedRow | None = None
    for row in rows:
        if above is not None:
            yield above, row
        above = row
    if above is not None:
        yield above, None


def _named(names: Sequence[str], row: PlacedRow) -> Line:
    """Write the cells that are not empty, each with the name of its column if that has one."""
    pieces: list[str] = []
    cells: list[Range | None] = []
    position = 0
    for column, text in enumerate(row.texts):
        if not text:
            cells.append(None)
            continue
        name = names[column] if column < len(names) else ""
        if column in row.from_left and column and name == (names[column - 1] if column <= len(names) else ""):
            cells.append(cells[-1])
            continue
        piece = f"{name}{_AFTER_NAME}{text}" if name else text
        end = position + len(piece)
        cells.append((end - len(text), end))
        pieces.append(piece)
        position = end + len(_BETWEEN_CELLS)
    return Line(_BETWEEN_CELLS.join(pieces), "row", tuple(cells))


def _plain(row: PlacedRow, kind: RowKind) -> Line:
    """Write the cells side by side; empty ones keep their places, save those at the end."""
    if kind in ("title", "note"):
        return _without_places(row, kind)
    pieces: list[str] = []
    cells: list[Range | None] = []
    position = 0
    for column, text in enumerate(row.texts):
        if column and column in row.from_left and text:
            cells.append(cells[-1])
            text = ""
        else:
            cells.append((position, position + len(text)) if text else None)
        pieces.append(text)
        position += len(text) + len(_BETWEEN_CELLS)
    while pieces and not pieces[-1]:
        pieces.pop()
    return Line(_BETWEEN_CELLS.join(pieces), kind, tuple(cells))


def _without_places(row: PlacedRow, kind: RowKind) -> Line:
    """Write the cells that are not empty; a title or note may stand anywhere in its row."""
    line = _named((), row)
    return Line(line.text, kind, line.cells)
