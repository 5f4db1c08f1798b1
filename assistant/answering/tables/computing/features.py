"""What tells how well a computation fits a question, as numbers by name."""

from __future__ import annotations

import re

from assistant.answering.tables.computing.grid import Column, Grid
from assistant.answering.tables.computing.operations import SELECTING, Computation
from assistant.answering.tables.computing.words import words_of
from assistant.answering.tables.question import TableQuestion, proper_terms, terms_of
from assistant.documents.tables.values import kind_of_value

_CALLED = {
    kind: frozenset(term for name in names for term in terms_of(name))
    for kind, names in {
        "rank": ("rank", "position", "pos", "place", "no", "standing"),
        "age": ("age",),
        "beginning": ("born", "birth", "built", "founded", "established", "opened", "since", "constructed"),
        "time": ("time", "duration"),
    }.items()
}
_MONEY = re.compile(
    r"[$€£¥₹]|\b(?:EUR|USD|GBP|CHF|euros?|dollars?|amount|price|cost|fee|salary|budget)\b", re.IGNORECASE
)
# What a table is called by, whatever it is about.
_THE_TABLE = frozenset(terms_of("file table list listed sheet document chart data row record entry"))
_OF_ANY_MONEY = frozenset(terms_of("amount spend spent cost costs price paid pay total"))
_ORDERED = ("highest", "lowest")
_OF_AGE = {"old": "early", "young": "late"}
# Cells that tell whether a column is of money.
_LOOKED_AT = 5


def features_of(question: TableQuestion, grid: Grid, computation: Computation) -> dict[str, float]:
    """Return the features of a computation that are not 0."""
    words = words_of(question.text)
    operation = computation.operation
    found = {f"is {operation}": 1.0}
    if operation not in _ORDERED:  # for these it depends on what the rows are ordered by
        found |= {f"{operation} if {trigger}": 1.0 for trigger in words.triggers}
    if question.expected.type:
        found[f"{operation} if {question.expected.type} asked"] = 1.0
    found |= _of_target(question, grid, computation)
    if computation.by >= 0:
        found |= _of_order(question, grid, computation)
    if operation in ("most frequent", "least frequent"):
        found |= _of_frequency(question, grid, computation)
    found |= _of_rows(computation, grid)
    explained = explained_terms(question, grid, computation)
    missing = [term for term in question.terms if term not in explained]
    found["unexplained"] = len(missing) / max(1, len(question.terms))
    found["unexplained number"] = float(bool(question.numbers.intersection(missing)))
    found["unexplained name"] = float(bool(proper_terms(question.text).intersection(missing)))
    return {name: value for name, value in found.items() if value}


def explained_terms(question: TableQuestion, grid: Grid, computation: Computation) -> frozenset[str]:
    """Return the terms that a computation accounts for: in its words, columns and rows, and the title.

    The title does not account for the name of a column of figures that it leaves aside.
    """
    used = {c for c in (computation.target, computation.by) if c >= 0}
    used |= {each.column for each in computation.rows.conditions if each.column < len(grid.columns)}
    left_aside = (column.terms for column in grid.columns if column.kind and column.number not in used)
    is_money = computation.target >= 0 and _is_money(grid.columns[computation.target])
    return frozenset().union(
        words_of(question.text).terms,
        grid.above.difference(*left_aside),
        _THE_TABLE,
        computation.rows.terms,
        grid.row_names,
        *(grid.columns[c].terms for c in used),
        _OF_ANY_MONEY if is_money else (),
    )


def _of_target(question: TableQuestion, grid: Grid, computation: Computation) -> dict[str, float]:
    group = "select" if computation.operation in SELECTING else computation.operation
    if computation.target < 0:
        named = any(column.terms & set(question.asked) for column in grid.columns[:2])
        return {f"{group}: asked is a first column": float(named)}
    column = grid.columns[computation.target]
    asked, said = set(question.asked), set(question.terms)
    found = {
        f"{group}: asked": len(column.terms & asked) / len(asked) if asked else 0.0,
        f"{group}: header said": len(column.terms & said) / len(column.terms) if column.terms else 0.0,
        f"{group}: first column": float(computation.target == 0),
        f"{group}: has condition": float(_has_condition(computation, computation.target)),
        f"{group}: a rank": float(bool(column.terms & _CALLED["rank"])),
        f"{group}: nothing asked": float(not asked and not column.terms & said),
        f"{group}: money": float("money" in words_of(question.text).triggers and _is_money(column)),
    }
    if computation.operation in SELECTING:
        texts = [column.texts[row] for row, _ in computation.cells]
        found |= _of_cells(question, column, texts)
    return found


def _of_frequency(question: TableQuestion, grid: Grid, computation: Computation) -> dict[str, float]:
    """What speaks for the most frequent: "the most boats" in a table with a boat a row."""
    words = words_of(question.text)
    label = grid.columns[0].terms
    return {
        "frequent: most of the rows": float(bool(words.most_of & label) and computation.target != 0),
        "frequent: most of a column": float(any(words.most_of & c.terms for c in grid.columns[1:])),
    }


def _is_money(column: Column) -> bool:
    if column.kind != "number":
        return False
    named = _MONEY.search(column.name) is not None
    return named or any(kind_of_value(text) == "money" for text in column.texts[:_LOOKED_AT])


def _of_cells(question: TableQuestion, column: Column, texts: list[str]) -> dict[str, float]:
    kind = column.kind or "text"
    expected = question.expected.type
    said = set(question.terms)
    values = {kind_of_value(text) for text in texts}
    return {
        f"{expected or 'anything'} is {kind}": 1.0,
        f"{expected or 'anything'} is year": float(values == {"year"}),
        "says the question": float(any(set(terms_of(text)) <= said for text in texts)),
        "several cells": float(len(set(texts)) > 1),
        "many cells": float(len(set(texts)) > 3),
    }


def _has_condition(computation: Computation, column: int) -> bool:
    return any(condition.column == column for condition in computation.rows.conditions)


def _of_order(question: TableQuestion, grid: Grid, computation: Computation) -> dict[str, float]:
    words, said = words_of(question.text), set(question.terms)
    operation, column = computation.operation, grid.columns[computation.by]
    kind = next((name for name, terms in _CALLED.items() if column.terms & terms), column.kind or "text")
    found = {
        "by: header said": len(column.terms & said) / len(column.terms) if column.terms else 0.0,
        "by: any of header said": float(bool(column.terms & said)),
        "by: measured": float(bool(column.terms & words.measured)),
        "by: other is measured": float(
            not column.terms & words.measured and any(c.terms & words.measured for c in grid.columns)
        ),
        "by: of the target": float(computation.by == computation.target),
        "by: leftmost": float(column.number == 0),
        "by: has condition": float(_has_condition(computation, computation.by)),
        f"by {kind}": 1.0,
    }
    if operation in _ORDERED:
        found["by: most of it"] = float(bool(words.most_of & column.terms))
        for trigger in words.triggers:
            # What is old began early.
            meant = _OF_AGE.get(trigger, trigger) if kind in ("beginning", "date") else trigger
            found[f"{operation} {kind} if {meant}"] = 1.0
    return found


def _of_rows(computation: Computation, grid: Grid) -> dict[str, float]:
    conditions = computation.rows.conditions
    found = {
        "rows: all": float(not conditions),
        "rows: one": float(len(computation.rows.rows) == 1),
        "rows: ignored": float(computation.rows.ignored),
        "rows: all, ignored": float(not conditions and computation.rows.ignored > 0),
        "rows: conditions": float(len(conditions)),
        "rows: partly said": float(sum(not condition.is_whole for condition in conditions)),
        "rows: bounds": float(sum(condition.is_bound for condition in conditions)),
        "rows: headers said": float(sum(condition.has_header for condition in conditions)),
        "rows: terms": float(len(computation.rows.terms)),
    }
    group = "select" if computation.operation in SELECTING else computation.operation
    found[f"{group}: all rows"] = float(not conditions)
    found[f"{computation.operation}: bounds"] = float(any(condition.is_bound for condition in conditions))
    found[f"{group}: one row"] = float(len(computation.rows.rows) == 1 and grid.height > 1)
    return found
