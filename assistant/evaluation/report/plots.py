"""The plot of the risk-coverage curve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.evaluation.metrics.confidence import risk_coverage
from assistant.evaluation.report.measures import CONFIDENCE, FIRST_RIGHT, column
from assistant.evaluation.results import Record
from assistant.evaluation.sets.questions import ANSWERABLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = ("#1f5fa8", "#b3541e")
SUFFIXES = (".png", ".svg")


def draw_risk_coverage(records: Sequence[Record], caution: float, path: Path) -> list[Path]:
    """Plot the share of wrong answers (risk) over the share of questions answered (coverage).

    Args:
        records: The records of a run, with confidences.
        caution: The setting, marked on each curve.
        path: The path of the files, without a suffix.

    Returns:
        The files that were written, PNG and SVG.
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
    path.parent.mkdir(parents=True, exist_ok=True)
    # The same results always give the same bytes: no date, no random names inside.
    with matplotlib.rc_context({"svg.hashsalt": "assistant", "svg.fonttype": "none"}):
        files = [path.with_name(path.name + suffix) for suffix in SUFFIXES]
        figure.savefig(files[0], dpi=150, metadata={"Software": None})
        figure.savefig(files[1], metadata={"Date": None})
    return files


def _curve(axes: Axes, records: Sequence[Record], caution: float, label: str, colour: str) -> None:
    confidence, right = column(records, CONFIDENCE), column(records, FIRST_RIGHT)
    coverage, risk = risk_coverage(confidence, right, np.ones((1, len(records))))
    axes.plot(coverage[0], risk[0], color=colour, label=label)
    answered = int((confidence >= caution).sum())
    if answered:
        point = (coverage[0][answered - 1], risk[0][answered - 1])
        axes.plot(*point, "o", color=colour)
        axes.annotate(f"caution {caution:g}", point, textcoords="offset points", xytext=(-8, 8), ha="right")
