"""The rows of a table that a question speaks of: those whose cells it names, and those within its bounds."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from assistant.answering.tables.computing.grid import Column, Grid
from assistant.answering.tables.computing.quantities import date_of, figure_of
from assistant.answering.tables.computing.words import Bound, words_of
from assistant.answering.tables.question import TableQuestion, terms_of

_RELATIONS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
_FOOTNOTES = re.compile(r"(?<=\S)\s*(?:\(\d{1,2}\),?)+|\[\w{1,2}\]")
_YES = frozenset(("yes", "y", "true", "x", "✓", "✔", "1", "ja", "oui", "sí"))
_NO = frozenset(("no", "n", "false", "", "-", "–", "✗", "✘", "0", "nein", "non"))
_DENIED = re.compile(r"\b(?:not|n[’']t|without|never|un\w+ed)\b", re.IGNORECASE)
_ROW_NUMBERS = frozenset(term for name in ("No", "No.", "Nr", "#", "ID", "Number") for term in terms_of(name))
# Conditions that are looked at together, best first.
_MOST_CONDITIONS = 7


@dataclass(frozen=True, slots=True)
class Condition:
    """What a question demands of a column.

    Attributes:
        column: The number of the column.
        said: What it demands, as a person would say it: "Status: open".
        rows: The rows that meet it.
        terms: The terms of the question that say it.
        is_whole: Whether the cells say nothing else.
        is_bound: Whether it is a bound ("over 100").
        has_header: Whether the question says the name of the column, too.
    """

    column: int
    said: str
    rows: frozenset[int]
    terms: frozenset[str]
    is_whole: bool = True
    is_bound: bool = False
    has_header: bool = False


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows of a table, and the conditions that they meet.

    Attributes:
        rows: Their numbers, ascending.
        conditions: What they meet; () for all rows.
        ignored: How many other conditions the question may have.
    """

    rows: tuple[int, ...]
    conditions: tuple[Condition, ...]
    ignored: int

    @property
    def terms(self) -> frozenset[str]:
        """The terms of the question that the conditions explain."""
        return frozenset().union(*(condition.terms for condition in self.conditions))


def row_sets(conditions: Sequence[Condition], grid: Grid) -> list[RowSet]:
    """Return the sets of rows that a question may speak of: all, those of each condition, those of several.

    Rows that sum up others are only in those that a condition names alone.
    """
    found: dict[tuple[int, ...], RowSet] = {}

    def add(chosen: tuple[Condition, ...]) -> None:
        rows = set(range(grid.height)).intersection(*(condition.rows for condition in chosen))
        rows = rows if rows <= grid.summaries else rows - grid.summaries
        key = tuple(sorted(rows))
        others = {c.terms for c in conditions} - {c.terms for c in chosen}
        covered = frozenset().union(*(c.terms for c in chosen))
        ignored = sum(not terms <= covered for terms in others)
        if rows and (key not in found or found[key].ignored > ignored):
            found[key] = RowSet(key, chosen, ignored)

    add(())
    for condition in conditions:
        add((condition,))
    for n, first in enumerate(conditions):
        for second in conditions[n + 1 :]:
            if first.column != second.column or first.is_bound != second.is_bound:
                add((first, second))
                for third in conditions:
                    if third not in (first, second) and third.column not in (first.column, second.column):
                        add((first, second, third))
    return list(found.values())


def conditions_of(question: TableQuestion, grid: Grid) -> list[Condition]:
    """Return what a question may demand of the columns of a table, what says most first."""
    named = list(_named(question, grid))
    said = [*_bounds(question, grid), *named, *_yes(question, grid), *_derived(question, grid, named)]
    said.sort(key=lambda each: (-len(each.terms), -each.is_whole, -each.has_header, each.column))
    return said[:_MOST_CONDITIONS]


def _derived(question: TableQuestion, grid: Grid, named: list[Condition]) -> Iterator[Condition]:
    """Yield what follows from named cells: "the same venue as X", "other than X", "X or Y"."""
    triggers = words_of(question.text).triggers
    asked = set(question.terms)
    for condition in named:
        if "other" in triggers and len(condition.rows) < grid.height:
            rows = frozenset(range(grid.height)) - condition.rows
            yield replace(condition, rows=rows, said=f"not {condition.said}", is_whole=False)
        if "same" in triggers and len(condition.rows) == 1:
            (own,) = condition.rows
            for column in grid.columns:
                like = frozenset(
                    row for row, text in enumerate(column.texts) if text and text == column.texts[own]
                ) - {own}
                if like and column.terms & asked and column.number != condition.column:
                    said = f"{column.name}: {column.texts[own]}"
                    yield Condition(column.number, said, like, condition.terms, has_header=True)
    if triggers & {"or", "both"}:
        for first, second in combinations(named, 2):
            if first.column == second.column and not first.rows & second.rows:
                yield replace(
                    first,
                    said=f"{first.said} or {second.said.split(': ')[-1]}",
                    rows=first.rows | second.rows,
                    terms=first.terms | second.terms,
                    is_whole=first.is_whole and second.is_whole,
                )


def _named(question: TableQuestion, grid: Grid) -> Iterator[Condition]:
    """Yield for each column the cells that the question names: in full, or with some other words."""
    asked = set(question.terms) | question.numbers
    for column in (*grid.columns, *filter(None, [grid.groups])):
        of_text = {text: frozenset(terms_of(_FOOTNOTES.sub("", text))) for text in set(column.texts)}
        terms = [of_text[text] for text in column.texts]
        headed = bool(column.terms & asked)
        shared: dict[frozenset[str], list[int]] = {}
        for row, of_cell in enumerate(terms):
            if of_cell & asked:
                shared.setdefault(of_cell & asked, []).append(row)
        for common in shared:
            if any(common < other for other in shared) or _is_bound(common, question):
                continue
            rows = frozenset(row for row, of_cell in enumerate(terms) if common <= of_cell)
            whole = frozenset(row for row in rows if terms[row] == common)
            texts = {column.texts[row] for row in whole or rows}
            name = column.name or ("the group" if column is grid.groups else "a cell")
            value = min(texts, key=len) if whole else " ".join(w for w in question.terms if w in common)
            yield Condition(column.number, f"{name}: {value}", rows, common, bool(whole), False, headed)
            if whole and len(whole) < len(rows):
                yield Condition(column.number, f"{name}: {value}", whole, common, True, False, headed)


def _yes(question: TableQuestion, grid: Grid) -> Iterator[Condition]:
    """Yield columns of yes and no that the question names: "approved" are the rows with a yes there."""
    asked = set(question.terms)
    is_denied = _DENIED.search(question.text) is not None
    for column in grid.columns:
        values = {text.casefold() for text in column.texts}
        if not column.terms or not column.terms <= asked or not values <= _YES | _NO or len(values) < 2:
            continue
        wanted = (_NO if is_denied else _YES) & values
        rows = frozenset(row for row, text in enumerate(column.texts) if text.casefold() in wanted)
        if rows:
            said = f"{column.name}: {'no' if is_denied else 'yes'}"
            yield Condition(column.number, said, rows, column.terms, has_header=True)


def _is_bound(common: frozenset[str], question: TableQuestion) -> bool:
    """Whether what a cell shares with the question is nothing but a bound's number."""
    bounds = {term for bound in words_of(question.text).bounds for term in terms_of(bound.number)}
    return common <= bounds


def _bounds(question: TableQuestion, grid: Grid) -> Iterator[Condition]:
    asked = set(question.terms)
    headers = frozenset().union(*(column.terms for column in grid.columns))
    for bound in words_of(question.text).bounds:
        if headers.issuperset(terms_of(bound.number)):
            continue  # "between 2018 and 2019" names columns
        ordered = [column for column in grid.columns if column.kind is not None]
        named = [column for column in ordered if column.terms & asked]
        # Numbers of rows are bounded by what names them: "more than one supplier" is no number of a row.
        for column in named or [column for column in ordered if not column.terms & _ROW_NUMBERS]:
            rows = _within(column, bound)
            if rows and len(rows) < grid.height:
                terms = frozenset(terms_of(bound.number))
                said = f"{column.name or 'a figure'} {bound.relation} {bound.number}"
                yield Condition(column.number, said, rows, terms, True, True, bool(named))


def is_within(value: Decimal, bound: Bound) -> bool:
    """Whether a figure is within a bound."""
    limit = figure_of(bound.number)
    return limit is not None and _RELATIONS[bound.relation](value, limit)


def _within(column: Column, bound: Bound) -> frozenset[int]:
    compare = _RELATIONS[bound.relation]
    limit: Decimal | tuple[int, ...] | None = figure_of(bound.number)
    if column.kind == "date":
        date = date_of(bound.number)
        limit = None if date is None else date[:1]
    if limit is None:
        return frozenset()
    return frozenset(
        row
        for row, value in enumerate(column.order)
        if value is not None and compare(value[:1] if isinstance(value, tuple) else value, limit)
    )
