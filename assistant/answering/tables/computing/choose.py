"""The computation that a question asks for, and how sure it is that it is right.

The weights were fitted by `training/tables/fit_computing.py` on tables that may be trained on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np

from assistant.answering.tables.computing.candidates import candidates
from assistant.answering.tables.computing.features import features_of
from assistant.answering.tables.computing.grid import Grid
from assistant.answering.tables.computing.operations import Computation, texts_of
from assistant.answering.tables.question import TableQuestion

Weights = Mapping[str, float]

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
"""The fitted weights: of features, and of what tells how sure the best computation is."""

_TOLD = (
    "unexplained",
    "unexplained number",
    "unexplained name",
    "rows: ignored",
    "rows: partly said",
    "says the question",
)


@dataclass(frozen=True, slots=True)
class _Fitted:
    weights: Weights
    sureness: Weights
    bias: float


@dataclass(frozen=True, slots=True)
class ComputationChoice:
    """The computation that fits a question best.

    Attributes:
        computation: What was computed.
        result: The figure, or the texts of the cells.
        log_odds: How sure it is that it is right, in log-odds.
    """

    computation: Computation
    result: Decimal | tuple[str, ...]
    log_odds: float


def choose_computation(question: TableQuestion, grid: Grid) -> ComputationChoice | None:
    """Choose what to compute from a table for a question; None if nothing can be."""
    found = candidates(question, grid)
    if not found:
        return None
    fitted = _fitted()
    features = [features_of(question, grid, each) for each in found]
    best, share = best_of(found, features, fitted.weights)
    told = sureness_of(found[best], features[best], share)
    log_odds = fitted.bias + sum(fitted.sureness.get(name, 0.0) * value for name, value in told.items())
    figure = found[best].figure
    result = texts_of(grid, found[best]) if figure is None else figure
    return ComputationChoice(found[best], result, log_odds)


def best_of(
    found: Sequence[Computation], features: Sequence[Mapping[str, float]], weights: Weights
) -> tuple[int, float]:
    """Return the number of the best computation and the share (0..1) of all whose result is the same."""
    scores = np.array([sum(weights.get(name, 0.0) * v for name, v in each.items()) for each in features])
    odds = np.exp(scores - scores.max())
    best = int(scores.argmax())
    same = [_result(each) == _result(found[best]) for each in found]
    return best, float(odds[same].sum() / odds.sum())


def sureness_of(computation: Computation, features: Mapping[str, float], share: float) -> dict[str, float]:
    """Return what tells how sure a computation is: its share of all, how well it explains the question."""
    return {
        "share": share,
        f"is {computation.operation}": 1.0,
        **{name: features[name] for name in _TOLD if name in features},
    }


def _result(computation: Computation) -> object:
    return computation.cells if computation.figure is None else computation.figure


@cache
def _fitted() -> _Fitted:
    data = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return _Fitted(data["weights"], data["sureness"], data["sureness_bias"])
