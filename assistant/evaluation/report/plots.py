"""The risk-coverage curve as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.evaluation.metrics.confidences import risks
from assistant.evaluation.report.records import Record
from assistant.evaluation.report.summary import CONFIDENCE, FIRST_RIGHT, column
from assistant.evaluation.sets.questions import ANSWERABLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = ("#1f5fa8", "#b3541e")
SUFFIXES = (".png", ".svg")


def draw_risk_coverage(records: Sequence[Record], caution: float, beside: Path) -> list[Path]:
    """Draw which share of the answers is wrong when only the most confident are given.

    Args:
        records: The records of a run, with confidences.
        caution: The setting, marked on each curve.
        beside: Where to write, without the suffix.

    Returns:
        The files that were written.
    """
    import matplotlib
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.subplots()
    answerable = [record for record in records if record.group == ANSWERABLE]
    kinds = [("all questions", list(records))]
    if answerable and len(answerable) < len(records):
        kinds.append(("answerable questions", answerable))
    for (label, chosen), colour in zip(kinds, _COLOURS, strict=False):
        _curve(axes, chosen, caution, label, colour)
    axes.set(xlabel="coverage: share of questions answered", ylabel="risk: share of wrong first citations")
    axes.set(xlim=(0, 1), ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend(loc="best")
    beside.parent.mkdir(parents=True, exist_ok=True)
    # The same results always give the same file: no date, no random names inside.
    with matplotlib.rc_context({"svg.hashsalt": "assistant", "svg.fonttype": "none"}):
        paths = [beside.with_name(beside.name + suffix) for suffix in SUFFIXES]
        figure.savefig(paths[0], dpi=150, metadata={"Software": None})
        figure.savefig(paths[1], metadata={"Date": None})
    return paths


def _curve(axes: Axes, records: Sequence[Record], caution: float, label: str, colour: str) -> None:
    confidence, right = column(records, CONFIDENCE), column(records, FIRST_RIGHT)
    coverage, risk = risks(confidence, right, np.ones((1, len(records))))
    axes.plot(coverage[0], risk[0], color=colour, label=label)
    answered = int((confidence >= caution).sum())
    if answered:
        place = (coverage[0][answered - 1], risk[0][answered - 1])
        axes.plot(*place, "o", color=colour)
        axes.annotate(f"caution {caution:g}", place, textcoords="offset points", xytext=(-8, 8), ha="right")
