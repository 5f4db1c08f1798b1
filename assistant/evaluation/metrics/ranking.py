"""Metrics of rankings by the library `ir_measures`: hit rate, MRR, nDCG, MAP, one value a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from assistant.errors import AssistantError

RANKS = (1, 3, 5, 10)
_NAMES = {"AP": "MAP", "RR": "MRR", "Success": "hit"}


def require_libraries() -> None:
    """Check that the libraries of the extra "evaluation" are installed.

    Raises:
        AssistantError: One is missing; the message says how to install it.
    """
    for library, package in (("ir_measures", "ir-measures"), ("matplotlib", "matplotlib")):
        if find_spec(library) is None:
            raise AssistantError(
                f"Measuring needs the package '{package}'; to install what is missing: "
                "python -m pip install -c constraints.txt -e '.[evaluation]'."
            )


def passage_measures(graded: bool) -> list[Any]:
    """Return the measures of ranked passages; nDCG only where the gold is graded."""
    from ir_measures import RR, Success, nDCG

    return [*(Success @ k for k in RANKS), RR @ max(RANKS), *([nDCG @ max(RANKS)] if graded else [])]


def sentence_measures() -> list[Any]:
    """Return the measures of ranked sentences."""
    from ir_measures import AP, RR, P

    return [AP, RR, P @ 1]


def ranking_metrics(
    rankings: Mapping[str, Sequence[str]], gold: Mapping[str, Mapping[str, float]], measures: Sequence[Any]
) -> dict[str, dict[str, float]]:
    """Return the values of the measures for each question.

    Args:
        rankings: The names of the ranked items, best first, by question.
        gold: The grades (above 0) of the relevant items, by question and name; those that were not
            ranked count as missed.
        measures: Measures of `ir_measures`.

    Returns:
        Values by question and by the name of docs/evaluation.md, such as "hit@3" and "MAP".
    """
    import ir_measures

    # The library takes integer grades, and only their ratios matter. It breaks ties of scores by name,
    # so every rank has its own score.
    grades = {q: {item: max(1, round(1000 * g)) for item, g in items.items()} for q, items in gold.items()}
    runs = {q: {item: float(len(r) - n) for n, item in enumerate(r)} for q, r in rankings.items()}
    values: dict[str, dict[str, float]] = {question: {} for question in gold}
    for metric in ir_measures.iter_calc(measures, grades, runs):
        values[metric.query_id][_metric_name(metric.measure)] = float(metric.value)
    return values


def _metric_name(measure: Any) -> str:
    kind, _, rank = str(measure).partition("@")
    return f"{_NAMES.get(kind, kind)}@{rank}" if rank else _NAMES.get(kind, kind)
