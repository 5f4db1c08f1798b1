"""Tables as lists of numbers and names, as they are stored and sent between processes.

Of a workbook there may be a million cells, so a row is one flat list: start, length and kind, then start and
end of each cell relative to the row, -1 twice for an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.types.tables import ROW_KINDS, Range, Table, TableRow

_EMPTY = (-1, -1)


def tables_as_json(tables: Iterable[Table]) -> list[Any]:
    """Return tables as values that JSON knows."""
    return [[list(table.columns), [_row_as_numbers(row) for row in table.rows]] for table in tables]


def tables_from_json(stored: Iterable[Any]) -> tuple[Table, ...]:
    """Return tables from their stored form.

    Raises:
        ValueError: They are not what `tables_as_json` gives.
        TypeError: As above.
    """
    return tuple(
        Table(tuple(_name(name) for name in columns), tuple(_row(numbers) for numbers in rows))
        for columns, rows in stored
    )


def _row_as_numbers(row: TableRow) -> list[int]:
    numbers = [row.start, row.end - row.start, ROW_KINDS.index(row.kind)]
    for cell in row.cells:
        numbers += _EMPTY if cell is None else (cell[0] - row.start, cell[1] - row.start)
    return numbers


def _row(numbers: Sequence[int]) -> TableRow:
    if any(type(number) is not int for number in numbers) or len(numbers) % 2 == 0:
        raise TypeError("a row of a table is not a list of numbers")
    start, length, kind = numbers[:3]
    if not 0 <= kind < len(ROW_KINDS):
        raise ValueError("a row of a table is of no known kind")
    return TableRow(start, start + length, ROW_KINDS[kind], tuple(_cells(start, numbers[3:])))


def _cells(start: int, numbers: Sequence[int]) -> Iterator[Range | None]:
    for first, end in zip(numbers[::2], numbers[1::2], strict=True):
        yield None if first < 0 else (start + first, start + end)


def _name(name: object) -> str:
    if type(name) is not str:
        raise TypeError("the name of a column is not a text")
    return name
