"""The choice of the cell of a table that answers a question, and how sure it is.

Weights were fitted by `training/tables` on tables that may be trained on (`training.kept_back`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from assistant.answering.tables.features import FEATURES, CellFeatures, cell_features
from assistant.answering.tables.question import (
    TableQuestion,
    nearest_worded,
    proper_terms,
    terms_of,
)
from assistant.documents.tables import TableText
from assistant.types import TableRow

CELL_WEIGHTS = {
    "row_share": 2.15,
    "label_cover": 0.82,
    "named": 1.93,
    # No table that was fitted on has groups; half of what the share of a row weighs.
    "group_share": 1.0,
    "header_share": 0.74,
    "header_cover": 1.2,
    "header_asked": 2.94,
    "header_other_number": -0.73,
    "header_fits": 2.17,
    "is_first": 1.64,
    "label_is_said": -0.78,
    "is_said": 0.09,
    "fits_kind": 2.23,
    "misfits_kind": -1.44,
    "together": 2.69,
}
SURENESS_WEIGHTS = {
    "share": 1.32,
    "together": 1.14,
    "named": 1.18,
    "header_cover": 0.68,
    "unexplained": -2.49,
    "unexplained_number": -2.91,
    "unexplained_name": -3.06,
    "size": -0.13,
    # Not fitted: few tables that may be trained on are asked for a weight or a price that they do not have.
    "lacks_quantity": -2.0,
    # Nor this: what is asked for, "the salary of Ada", is no part of the table.
    "asked_unexplained": -1.5,
}
SURENESS_BIAS = -1.12
# No cell that the question says already is better than one that it does not say.
_SAID = 100.0
# Rows whose cells score this close to the best are told apart by nothing that the question says.
_TIE = 1e-6

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CellChoice:
    """The cell of a table that fits a question best.

    Attributes:
        columns: The names of the columns, () if they have none.
        rows: The rows that fit equally well, in the order of the table; mostly one.
        column: The column; the cell may be empty.
        log_odds: How sure it is that the cell is right, in log-odds.
        unexplained: The terms of the question that stand nowhere in the table or above it.
    """

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    column: int
    log_odds: float
    unexplained: frozenset[str]


def choose_cell(
    question: TableQuestion, table: TableText, body: Sequence[TableRow], context: str = ""
) -> CellChoice | None:
    """Choose the cell of a table that answers a question; None if it has no cells.

    Args:
        question: The question.
        table: The table.
        body: The rows of values to choose from.
        context: What stands above the table: the document's title and file name, headings.
    """
    readings = [(table.table.columns, tuple(body))]
    if not table.table.columns and len(body) > 1:
        # Nothing marks a header, and yet the first row may be one.
        readings.append((table.cells(body[0]), tuple(body[1:])))
    choices = (_choose(question, table, columns, rows, context) for columns, rows in readings)
    return max(filter(None, choices), key=lambda choice: choice.log_odds, default=None)


def _choose(
    question: TableQuestion,
    table: TableText,
    columns: tuple[str, ...],
    body: Sequence[TableRow],
    context: str,
) -> CellChoice | None:
    features = cell_features(question, table, columns, body, context)
    if not features.places:
        return None
    scores = features.values @ np.array([CELL_WEIGHTS[name] for name in FEATURES])
    scores[_says_the_question(features)] -= _SAID
    tied = tied_cells(features, scores)
    column = features.places[tied[0]][1]
    rows = _told_apart(question, table, [body[row] for row in sorted(features.places[n][0] for n in tied)])
    sureness = sureness_features(question, features, scores, tied)
    log_odds = SURENESS_BIAS + sum(SURENESS_WEIGHTS[name] * value for name, value in sureness.items())
    return CellChoice(columns, rows, column, log_odds, features.unexplained)


def _says_the_question(features: CellFeatures) -> npt.NDArray[np.bool_]:
    """Return which cells say only what the question says already, in columns that it does not ask for."""
    of = {
        name: features.values[:, FEATURES.index(name)]
        for name in ("is_said", "label_is_said", "header_asked")
    }
    return np.asarray(((of["is_said"] > 0) | (of["label_is_said"] > 0)) & (of["header_asked"] == 0))


def _told_apart(question: TableQuestion, table: TableText, rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """Return those of equally good rows that are worded as the question is, if their terms are the same."""
    labels = [table.label(row) for row in rows]
    terms = {frozenset(terms_of(label)) for label in labels}
    if len(rows) == 1 or len(terms) > 1 or not terms.pop() & set(question.terms):
        return tuple(rows)
    return tuple(rows[n] for n in nearest_worded(question.text, labels))


def tied_cells(features: CellFeatures, scores: Array) -> list[int]:
    """Return the best cell and those of its column that score the same, in the order of the table."""
    best = int(scores.argmax())
    column = features.places[best][1]
    return [n for n, (_, c) in enumerate(features.places) if c == column and scores[n] >= scores[best] - _TIE]


def sureness_features(
    question: TableQuestion, features: CellFeatures, scores: Array, tied: Sequence[int]
) -> dict[str, float]:
    """Return what tells how sure a choice is.

    Args:
        question: The question.
        features: The features of the cells.
        scores: The score of each cell.
        tied: The best cell and those of its column that score the same.
    """
    odds = np.exp(scores - scores.max())
    own = dict(zip(FEATURES, features.values[int(scores.argmax())], strict=True))
    unexplained = features.unexplained
    return {
        "share": float(odds[list(tied)].sum() / odds.sum()),
        "together": own["together"],
        "named": own["named"],
        "header_cover": own["header_cover"],
        "unexplained": len(unexplained) / max(1, len(question.terms)),
        "unexplained_number": float(bool(unexplained & question.numbers)),
        "unexplained_name": float(bool(unexplained & proper_terms(question.text))),
        "size": log(len(features.places)),
        "asked_unexplained": float(question.asks_by_name and unexplained.issuperset(question.asked)),
        "lacks_quantity": own["misfits_kind"] if question.expected.quantity is not None else 0.0,
    }
