"""All that a question may want computed from the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from assistant.answering.tables.computing.grid import Column, Grid
from assistant.answering.tables.computing.operations import (
    Computation,
    Figure,
    Operation,
    aggregate,
    combine,
    count,
    count_different,
    figure_at,
    select,
)
from assistant.answering.tables.computing.quantities import date_of
from assistant.answering.tables.computing.rows import Condition, RowSet, conditions_of, row_sets
from assistant.answering.tables.computing.words import Words, words_of
from assistant.answering.tables.question import TableQuestion, terms_of
from assistant.documents.tables.values import is_percent


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Columns that may be asked for, and that rows may be put in order by.
_MOST_TARGETS = 5
_MOST_ORDERS = 5
# Rows and columns of a comparison.
_MOST_COMPARED = 3
_COMPARING = _words("difference more less change or both total average high low ratio percent")
_OF_ROWS: tuple[Operation, ...] = ("difference", "sum", "average", "ratio")
_OF_COLUMNS: tuple[Operation, ...] = ("difference", "change", "percent change", "ratio", "sum", "average")
# "The average of 2017-2019" is that of three years.
_SPAN = re.compile(r"(?<!\d)([12]\d{3})\s?[-–]\s?([12]\d{3})(?!\d)|\bfrom ([12]\d{3}) to ([12]\d{3})\b")
# Columns of these names compare others already.
_CHANGES = frozenset(terms_of("change increase decrease growth difference variance percent percentage"))
_RELATIVE: tuple[Operation, ...] = ("percent change", "share")
# The words of which a question must use one: what none asks for is not tried.
_COUNTING = _words("how-many times")
_COUNTING_DIFFERENT = _words("how-many different")
_ONE_FIGURE = _words("total average how-many how-much")
_AGGREGATED: dict[Operation, frozenset[str]] = {
    "sum": _words("total how-many how-much all"),
    "average": _words("average"),
}
_BY_ORDER: dict[Operation, frozenset[str]] = {
    "highest": _words(
        "most high expensive best worst top bottom fast slow old young early late last first more less or"
    ),
    "lowest": _words(
        "least low best worst top bottom fast slow old young early late first last more less or"
    ),
}
_BY_PLACE: dict[Operation, frozenset[str]] = {
    "first": _words("first best top"),
    "last": _words("last worst bottom"),
    "most frequent": _words("most frequent"),
    "least frequent": _words("least"),
}
_BESIDE: dict[Operation, frozenset[str]] = {
    "next": _words("next below previous"),
    "previous": _words("previous above next"),
}


def candidates(question: TableQuestion, grid: Grid) -> tuple[Computation, ...]:
    """Return all that a question may want computed."""
    words = words_of(question.text)
    conditions = conditions_of(question, grid)
    found: list[Computation | None] = []
    targets = _targets(question, grid)
    orders = _orders(question, grid)
    for rows in row_sets(conditions, grid):
        found += _of_rows(grid, words, rows, targets, orders)
    found += _compared_rows(question, grid, words, conditions, orders)
    found += _compared_columns(question, grid, words, conditions)
    made = (each for each in found if each is not None)
    return tuple(each for each in made if not question.asks_percent or _is_percentage(grid, words, each))


def _is_percentage(grid: Grid, words: Words, computation: Computation) -> bool:
    """Whether the result is the percentage that is asked for, or cells that are percentages."""
    if computation.operation in _RELATIVE:
        return (computation.operation == "percent change") == ("change" in words.triggers)
    return any(
        is_percent(grid.columns[column].texts[row], grid.columns[column].name, grid.columns[0].texts[row])
        for row, column in computation.cells
    )


def _of_rows(
    grid: Grid, words: Words, rows: RowSet, targets: Sequence[int], orders: Sequence[int]
) -> Iterator[Computation | None]:
    # A total of money is no number of rows.
    if words.triggers & _COUNTING or words.triggers & {"total", "money"} == {"total"}:
        yield count(rows)
    if len(rows.rows) > 1:
        yield from _aggregated(grid, words, rows, targets, orders)
        yield from _ordered(grid, words, rows, targets, orders)
        for operation in _asked_for(_BY_PLACE, words):
            yield from (select(grid, rows, operation, target) for target in targets)
    if rows.conditions:
        # Several cells are no total, no average and no number.
        if len(rows.rows) == 1 or not words.triggers & _ONE_FIGURE:
            yield from (select(grid, rows, "cell", target) for target in targets)
        # "After 2000" sets a bound and asks for no neighbour.
        if not any(each.is_bound for each in rows.conditions):
            for operation in _asked_for(_BESIDE, words):
                yield from (select(grid, rows, operation, target) for target in targets)


def _asked_for(needs: Mapping[Operation, frozenset[str]], words: Words) -> list[Operation]:
    return [operation for operation, needed in needs.items() if words.triggers & needed]


def _aggregated(
    grid: Grid, words: Words, rows: RowSet, targets: Sequence[int], orders: Sequence[int]
) -> Iterator[Computation | None]:
    if words.triggers & _COUNTING_DIFFERENT:
        named = (target for target in targets if grid.columns[target].terms & words.counted)
        yield from (count_different(grid, rows, target) for target in named)
    for operation in _asked_for(_AGGREGATED, words):
        figures = (target for target in orders if grid.columns[target].kind == "number")
        yield from (aggregate(grid, rows, operation, target) for target in figures)


def _ordered(
    grid: Grid, words: Words, rows: RowSet, targets: Sequence[int], orders: Sequence[int]
) -> Iterator[Computation | None]:
    # "The most boats" are those of a column of boats, or if that has no figures, of the most rows.
    named = {column.number for column in grid.columns if words.most_of & column.terms}
    for operation in _asked_for(_BY_ORDER, words):
        for by in (by for by in orders if not named or by in named):
            chosen = dict.fromkeys((*targets, by))
            yield from (select(grid, rows, operation, target, by) for target in chosen)


def _compared_rows(
    question: TableQuestion, grid: Grid, words: Words, conditions: Sequence[Condition], orders: Sequence[int]
) -> Iterator[Computation | None]:
    """Compare two rows that the question names, by a column of figures; or ask which of them is first."""
    if not words.triggers & _COMPARING:
        return
    for pair in combinations(conditions, 2):
        first, second = sorted(pair, key=lambda each: _place(question, each))
        if first.column != second.column or len(first.rows) != 1 or len(second.rows) != 1:
            continue
        a, b = min(first.rows), min(second.rows)
        if a == b:
            continue
        rows = RowSet(tuple(sorted((a, b))), (first, second), 0)
        for by in orders:
            yield from (
                select(grid, rows, operation, first.column, by) for operation in _asked_for(_BY_ORDER, words)
            )
            one, two = figure_at(grid, a, by), figure_at(grid, b, by)
            if one and two:
                yield from (combine(operation, rows, (one, two)) for operation in _OF_ROWS)
                yield combine("share", rows, sorted((one, two), key=lambda figure: abs(figure.value)))


def _place(question: TableQuestion, condition: Condition) -> int:
    """Where the question names a condition first."""
    return min((n for n, term in enumerate(question.terms) if term in condition.terms), default=0)


def _compared_columns(
    question: TableQuestion, grid: Grid, words: Words, conditions: Sequence[Condition]
) -> Iterator[Computation | None]:
    """Compare or add up columns of a row that the question names: 2018 and 2019, mostly."""
    if not words.triggers & _COMPARING:
        return
    columns = _compared(question, grid)
    if len(columns) < 2:
        return
    span = _span(question, grid)
    for each in row_sets(conditions, grid):
        if not each.conditions or len(each.rows) > _MOST_COMPARED:
            continue
        for row in each.rows:
            rows = RowSet((row,), each.conditions, each.ignored)
            figures = _figures(grid, row, columns)
            together = _figures(grid, row, span) if span else figures
            if len(together) > 2:
                yield from (combine(operation, rows, together) for operation in _AGGREGATED)
            for pair in combinations(figures[:4], 2):
                of_two = (each for each in _OF_COLUMNS if len(span) < 3 or each not in _AGGREGATED)
                yield from (combine(operation, rows, pair) for operation in of_two)
            if not any(map(_years, columns)) and len(figures) == 2:
                yield combine("share", rows, sorted(figures, key=lambda figure: abs(figure.value)))


def _figures(grid: Grid, row: int, columns: Sequence[Column]) -> list[Figure]:
    return [figure for column in columns if (figure := figure_at(grid, row, column.number))]


def _span(question: TableQuestion, grid: Grid) -> list[Column]:
    """Return the columns of the years that a question spans, () if it spans none of several."""
    found = _SPAN.search(question.text)
    if not found:
        return []
    first, last = sorted(filter(None, found.groups()))
    dated = [column for column in grid.columns if column.kind is not None]
    within = [column for column in dated if any(first <= year <= last for year in _years(column))]
    return within if len({_years(column)[0] for column in within}) == len(within) else []


def _compared(question: TableQuestion, grid: Grid) -> list[Column]:
    """Return the columns that a question compares, the earliest first.

    These are those of the years that it names, or else those that it names in full, or of all years.
    """
    asked = set(question.terms) | question.numbers
    ordered = [column for column in grid.columns if column.kind is not None]
    dated = [column for column in ordered if _years(column)]
    named = [column for column in dated if column.terms & question.numbers]
    if len(named) < 2:
        amounts = (column for column in ordered if column.terms - _CHANGES)
        named = [column for column in amounts if column.terms <= asked]
    if len(named) < 2:
        named = dated if 2 <= len(dated) <= _MOST_COMPARED else []
    return sorted(
        named, key=lambda column: (_years(column) or [""], date_of(column.name) or (), column.number)
    )


def _years(column: Column) -> list[str]:
    return sorted(term for term in column.terms if term.isdigit() and len(term) == 4)


def _targets(question: TableQuestion, grid: Grid) -> list[int]:
    """Return the columns that may be asked for, those that the question names first."""
    asked, said = set(question.asked), set(question.terms)
    ranked = sorted(
        grid.columns,
        key=lambda c: (-len(c.terms & asked), -len(c.terms & said), c.kind is not None, c.number),
    )
    return [column.number for column in ranked[:_MOST_TARGETS]]


def _orders(question: TableQuestion, grid: Grid) -> list[int]:
    """Return the columns that rows may be put in order by, those that the question names first."""
    said = set(question.terms)
    ordered = [column for column in grid.columns if column.kind is not None]
    ordered.sort(key=lambda c: (-len(c.terms & said), c.number))
    named = [column for column in ordered if column.terms and column.terms <= said]
    if not all(column.is_of_one_unit(range(grid.height)) for column in named):
        ordered = named  # what is asked of euros and dollars is not told of another column
    return [column.number for column in ordered[:_MOST_ORDERS]]
