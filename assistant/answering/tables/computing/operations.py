"""What can be computed from rows of a table, exactly: figures are decimal numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.answering.tables.computing.grid import Grid
from assistant.answering.tables.computing.rows import RowSet

Operation = Literal[
    "count",
    "count different",
    "sum",
    "average",
    "cell",
    "highest",
    "lowest",
    "first",
    "last",
    "next",
    "previous",
    "most frequent",
    "least frequent",
    "difference",
    "change",
    "percent change",
    "ratio",
    "share",
]


@dataclass(frozen=True, slots=True)
class Computation:
    """Something computed from rows of a table.

    Attributes:
        operation: How.
        rows: The rows that it was computed from.
        target: The number of the column that the result is of, -1 for the rows themselves.
        by: The number of the column that orders the rows or is compared with, -1 if none is.
        cells: The cells, as row and column, that are the result or that it was computed from.
        figure: The result where it stands in no cell.
    """

    operation: Operation
    rows: RowSet
    target: int
    by: int
    cells: tuple[tuple[int, int], ...]
    figure: Decimal | None = None


def select(grid: Grid, rows: RowSet, operation: Operation, target: int, by: int = -1) -> Computation | None:
    """Choose cells of a column; None if the rows have none.

    Args:
        grid: The table.
        rows: The rows to choose from.
        operation: One of `SELECTING`.
        target: The number of the column whose cells are the result.
        by: The number of the column that tells which rows ("highest", "lowest").
    """
    chosen = _CHOICES[operation](grid, rows.rows, target, by)
    if operation != "cell":
        chosen = [row for row in chosen if row not in grid.summaries]
    cells = tuple((row, target) for row in chosen if grid.columns[target].texts[row])
    return Computation(operation, rows, target, by, cells) if cells else None


def count(rows: RowSet) -> Computation:
    """Count rows."""
    cells = tuple((row, 0) for row in rows.rows)
    return Computation("count", rows, -1, -1, cells, Decimal(len(rows.rows)))


def count_different(grid: Grid, rows: RowSet, target: int) -> Computation:
    """Count the different texts in a column."""
    texts = {grid.columns[target].texts[row].casefold() for row in rows.rows} - {""}
    return Computation(
        "count different", rows, target, -1, tuple((r, target) for r in rows.rows), Decimal(len(texts))
    )


def aggregate(grid: Grid, rows: RowSet, operation: Operation, target: int) -> Computation | None:
    """Add up ("sum") or average the figures of a column; None if they are of several units.

    Rows without a figure are left out; `cells` are those that have one.
    """
    column = grid.columns[target]
    known = [row for row in rows.rows if column.figures[row] is not None]
    if not known or not column.is_of_one_unit(known):
        return None
    total = sum((column.figures[row] or Decimal(0) for row in known), Decimal(0))
    result = total if operation == "sum" else total / len(known)
    return Computation(operation, rows, target, -1, tuple((row, target) for row in known), result)


def combine(operation: Operation, rows: RowSet, figures: Sequence[Figure]) -> Computation | None:
    """Combine figures of single cells: add, average or compare them.

    Args:
        operation: "sum" or "average"; for two figures also "difference" (how far apart they are), "change"
            (from the first to the second), "percent change", "ratio" (of the first to the second) or "share"
            (the first, a part, in percent of the second).
        rows: The rows that they are of.
        figures: The figures, at least two.

    Returns:
        None where it would be divided by 0, or where the figures are of several units.
    """
    units = {figure.unit for figure in figures}
    if len(units - {""}) > 1 or ("%" in units and len(units) > 1):
        return None
    result = _COMBINATIONS[operation]([figure.value for figure in figures])
    if result is None:
        return None
    cells = tuple(dict.fromkeys(figure.cell for figure in figures))
    return Computation(operation, rows, cells[-1][1], cells[0][1], cells, result)


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure of a cell, its unit, and where it is: row and column."""

    value: Decimal
    unit: str
    cell: tuple[int, int]


def figure_at(grid: Grid, row: int, column: int) -> Figure | None:
    """Return the figure of a cell, None if it has none."""
    of = grid.columns[column]
    value = of.figures[row]
    return None if value is None else Figure(value, of.units[row], (row, column))


def _by_order(
    choose: Callable[..., object],
) -> Callable[[Grid, Sequence[int], int, int], Sequence[int]]:
    def chosen(grid: Grid, rows: Sequence[int], target: int, by: int) -> Sequence[int]:
        order = grid.columns[by].order
        known = [row for row in rows if order[row] is not None and grid.columns[target].texts[row]]
        if not grid.columns[by].is_of_one_unit(known):
            return []
        best = choose((order[row] for row in known), default=None)
        return [row for row in known if order[row] == best]

    return chosen


def _by_frequency(
    choose: Callable[..., int],
) -> Callable[[Grid, Sequence[int], int, int], Sequence[int]]:
    def chosen(grid: Grid, rows: Sequence[int], target: int, by: int) -> Sequence[int]:
        texts = [grid.columns[target].texts[row] for row in rows]
        counts = Counter(text for text in texts if text)
        best = choose(counts.values(), default=0)
        if best == 1 < len(counts):
            return []  # each as frequent as any other
        firsts = {text: row for text, row in zip(reversed(texts), reversed(rows), strict=True)}
        return sorted(firsts[text] for text, number in counts.items() if number == best)

    return chosen


def _neighbour(by: int) -> Callable[[Grid, Sequence[int], int, int], Sequence[int]]:
    def chosen(grid: Grid, rows: Sequence[int], target: int, _: int) -> Sequence[int]:
        near = rows[-1] + 1 if by > 0 else rows[0] - 1
        return [near] if 0 <= near < grid.height else []

    return chosen


_CHOICES: dict[Operation, Callable[[Grid, Sequence[int], int, int], Sequence[int]]] = {
    "cell": lambda _, rows, __, ___: rows,
    "highest": _by_order(max),
    "lowest": _by_order(min),
    "first": lambda _, rows, __, ___: rows[:1],
    "last": lambda _, rows, __, ___: rows[-1:],
    "next": _neighbour(1),
    "previous": _neighbour(-1),
    "most frequent": _by_frequency(max),
    "least frequent": _by_frequency(min),
}
SELECTING = frozenset(_CHOICES)
"""The operations whose result stands in cells of the table."""
_COMBINATIONS: dict[Operation, Callable[[Sequence[Decimal]], Decimal | None]] = {
    "difference": lambda of: abs(of[1] - of[0]),
    "change": lambda of: of[1] - of[0],
    "percent change": lambda of: _percent_change(of[0], of[1]),
    "ratio": lambda of: of[0] / of[1] if of[1] else None,
    "share": lambda of: of[0] / of[1] * 100 if of[0] * of[1] > 0 else None,
    "sum": lambda of: sum(of, Decimal(0)),
    "average": lambda of: sum(of, Decimal(0)) / len(of),
}


def _percent_change(before: Decimal, after: Decimal) -> Decimal | None:
    """Return by how much the amount changed; costs in parentheses, below 0, grow as their amount does."""
    if not before or before < 0 < after:
        return None
    return (after - before) / before * 100


def texts_of(grid: Grid, computation: Computation) -> tuple[str, ...]:
    """Return the texts of the cells that are the result, each once."""
    found = (grid.columns[column].texts[row] for row, column in computation.cells)
    return tuple(dict.fromkeys(found))
