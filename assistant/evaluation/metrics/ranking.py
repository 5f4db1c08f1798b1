"""Measures of rankings, by `ir_measures`, one value a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from assistant.errors import AssistantError

RANKS = (1, 3, 5, 10)
_NAMES = {"AP": "MAP", "RR": "MRR", "Success": "hit"}


def need_libraries() -> None:
    """Raise AssistantError, saying what to install, where the libraries for measuring are missing."""
    for library, package in (("ir_measures", "ir-measures"), ("matplotlib", "matplotlib")):
        if find_spec(library) is None:
            raise AssistantError(
                f"Measuring needs the package '{package}'; to install what is missing: "
                "python -m pip install -c constraints.txt -e '.[evaluation]'."
            )


def passage_measures(graded: bool) -> list[Any]:
    """Return the measures of retrieved passages; nDCG only where the gold is graded."""
    from ir_measures import RR, Success, nDCG

    return [*(Success @ k for k in RANKS), RR @ max(RANKS), *([nDCG @ max(RANKS)] if graded else [])]


def sentence_measures() -> list[Any]:
    """Return the measures of ranked sentences."""
    from ir_measures import AP, RR, P

    return [AP, RR, P @ 1]


def measured(
    rankings: Mapping[str, Sequence[str]], gold: Mapping[str, Mapping[str, float]], measures: Sequence[Any]
) -> dict[str, dict[str, float]]:
    """Return the values of the measures for each question.

    Args:
        rankings: What was ranked, best first, by question.
        gold: What should have been, with its grade, by question; also what was not ranked at all.
        measures: Measures of `ir_measures`.

    Returns:
        Values by question and name; names are those of docs/evaluation.md, as "hit@3" and "MAP".
    """
    import ir_measures

    # The library takes whole grades, and only their ratios matter. It breaks ties of scores by name, so
    # every rank has a score of its own.
    grades = {q: {item: max(1, round(1000 * g)) for item, g in items.items()} for q, items in gold.items()}
    runs = {q: {item: float(len(r) - n) for n, item in enumerate(r)} for q, r in rankings.items()}
    values: dict[str, dict[str, float]] = {question: {} for question in gold}
    for metric in ir_measures.iter_calc(measures, grades, runs):
        values[metric.query_id][_name(metric.measure)] = float(metric.value)
    return values


def _name(measure: Any) -> str:
    kind, _, rank = str(measure).partition("@")
    return f"{_NAMES.get(kind, kind)}@{rank}" if rank else _NAMES.get(kind, kind)
