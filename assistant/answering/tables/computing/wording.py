"""A computation as a person would say it: what was done, with which rows, and the result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.answering.tables.computing.grid import Grid
from assistant.answering.tables.computing.operations import Computation, Operation
from assistant.answering.tables.wording import Wording

_DECIMALS = Decimal("0.01")
_CURRENCY = re.compile(r"^[-−–(]?\s*([$€£¥₹]|[A-Z]{3}\s)")
_CLOCK = re.compile(r"\d+:\d{2}(?::\d{2})?")
_IN_PERCENT: frozenset[Operation] = frozenset(("percent change", "share"))
_WITHOUT_UNIT: frozenset[Operation] = frozenset(
    ("count", "count different", "percent change", "share", "ratio")
)
_OF_FIGURES: dict[Operation, str] = {
    "difference": "Difference between {0} and {1}",
    "change": "Change from {0} to {1}",
    "percent change": "Change in percent from {0} to {1}",
    "ratio": "Ratio of {0} to {1}",
    "share": "{0} in percent of {1}",
}
_OF_ROWS: dict[Operation, str] = {
    "sum": "Sum of {column} over {rows}",
    "average": "Average of {column} over {rows}",
}
_CHOSEN: dict[Operation, str] = {
    "highest": "highest {by} of {rows}",
    "lowest": "lowest {by} of {rows}",
    "first": "first of {rows}",
    "last": "last of {rows}",
    "next": "in the row after {conditions}",
    "previous": "in the row before {conditions}",
    "most frequent": "most frequent of {rows}",
    "least frequent": "least frequent of {rows}",
    "cell": "{conditions}",
}


def word_figure(grid: Grid, computation: Computation, unit: str = "") -> Wording:
    """Say a computed figure.

    Args:
        grid: The table.
        computation: What was computed; its figure is not None.
        unit: The unit of the table's figures ("in thousands"), "" if none is said.

    Returns:
        "Sum of Cost in euros over 12 rows (Customer: Brandt): 3,410", for example.
    """
    before = _done(grid, computation)
    said = formatted(grid, computation)
    after = f" ({unit})" if unit and computation.operation not in _WITHOUT_UNIT else ""
    return Wording(f"{before}: {said}{after}", (len(before) + 2, len(before) + 2 + len(said)))


def word_choice(grid: Grid, computation: Computation, row: int) -> Wording:
    """Say a cell of a row that was chosen among others.

    Returns:
        "Ticket: T-1077 (highest Cost in euros of 126 rows: 9,880)", for example.
    """
    target = grid.columns[computation.target]
    value = target.texts[row]
    label = grid.columns[0].texts[row] if computation.target else ""
    is_ordering = computation.by in (-1, computation.target)
    name = ", ".join(dict.fromkeys(part for part in (label if is_ordering else "", target.name) if part))
    how = _CHOSEN[computation.operation].format(
        by=grid.columns[computation.by].name or "value",
        rows=_rows(computation),
        conditions=_conditions(computation),
    )
    if not is_ordering:
        how = f"{how}: {grid.columns[computation.by].texts[row]}"
    before = f"{name}: " if name else ""
    return Wording(f"{before}{value} ({how})", (len(before), len(before) + len(value)))


def formatted(grid: Grid, computation: Computation) -> str:
    """Return a figure as it is written in its column: with its currency, in percent, as a time."""
    figure = computation.figure or Decimal(0)
    texts = [grid.columns[column].texts[row] for row, column in computation.cells]
    if computation.operation in ("count", "count different"):
        return f"{figure:,}"
    if computation.operation in _IN_PERCENT:
        return f"{_rounded(figure)}%"
    if computation.operation == "ratio":
        return _rounded(figure)
    if all(_CLOCK.fullmatch(text) for text in texts):
        return _as_clock(figure, texts)
    if all(text.rstrip(") ").endswith("%") for text in texts):
        return f"{_rounded(figure)}%"
    signs = {found[1].strip() if (found := _CURRENCY.match(text)) else "" for text in texts}
    sign = signs.pop() if len(signs) == 1 else ""
    sign += " " if len(sign) > 1 else ""
    return f"{'-' if figure < 0 else ''}{sign}{_rounded(abs(figure))}"


def _rounded(figure: Decimal) -> str:
    """Return a figure with its own decimals, at most two; a very small one with three digits."""
    if figure == figure.to_integral_value():
        return f"{figure.to_integral_value():,}"
    if abs(figure) < Decimal("0.1"):
        return f"{figure:.3g}"
    if Decimal(figure).as_tuple().exponent in (-1, -2):
        return f"{figure:,f}"
    return f"{figure.quantize(_DECIMALS).normalize():,f}"


def _as_clock(figure: Decimal, texts: Sequence[str]) -> str:
    minutes, seconds = divmod(int(figure), 60)
    if all(text.count(":") == 1 for text in texts):
        return f"{minutes}:{seconds:02}"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _done(grid: Grid, computation: Computation) -> str:
    operation = computation.operation
    if operation == "count":
        conditions = _conditions(computation)
        return f"Number of rows with {conditions}" if conditions else "Number of rows"
    column = grid.columns[computation.target].name or "the column"
    if operation == "count different":
        return f"Number of different values of {column} in {_rows(computation)}"
    if operation in _OF_ROWS and computation.by < 0:
        return _OF_ROWS[operation].format(column=column, rows=_rows(computation)) + _without_figure(
            computation
        )
    figures = [_figure(grid, row, number) for row, number in computation.cells]
    if operation in _OF_FIGURES:
        return _OF_FIGURES[operation].format(figures[0], figures[-1])
    return f"{operation.capitalize()} of {', '.join(figures[:-1])} and {figures[-1]}"


def _figure(grid: Grid, row: int, column: int) -> str:
    names = dict.fromkeys((grid.columns[0].texts[row] if column else "", grid.columns[column].name))
    return f"{', '.join(filter(None, names))} ({grid.columns[column].texts[row]})"


def _rows(computation: Computation) -> str:
    count = len(computation.rows.rows)
    conditions = _conditions(computation)
    return f"{count:,} row{'s' if count != 1 else ''}" + (f" with {conditions}" if conditions else "")


def _without_figure(computation: Computation) -> str:
    missing = len(computation.rows.rows) - len(computation.cells)
    return f" ({missing:,} of them without a figure, left out)" if missing else ""


def _conditions(computation: Computation) -> str:
    return " and ".join(condition.said for condition in computation.rows.conditions)
