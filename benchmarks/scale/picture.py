"""How latency, memory, opening and committing grow, as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_PANELS = (
    ("find passages, ms", (("median", "p50", 1000), ("95 of 100", "p95", 1000))),
    ("own memory, MB", (("beside mapped files", "own_memory", 1e-6),)),
    ("open, s", (("until the first passages", "open", 1),)),
    ("commit, s", (("one document added", "add_change_commit", 1), ("removed", "remove_change_commit", 1))),
)
_COLOURS = ("#1f5fa8", "#b3541e")


def draw(rows: Sequence[Mapping[str, Any]], beside: Path) -> None:
    """Write the picture as PNG and SVG.

    Args:
        rows: What was measured, by size.
        beside: Where to write, without the suffix.
    """
    import matplotlib
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5.2), layout="constrained")
    sizes = [row["passages"] for row in rows]
    for axes, (title, curves) in zip(figure.subplots(2, 2).flat, _PANELS, strict=True):
        for (label, field, factor), colour in zip(curves, _COLOURS, strict=False):
            axes.plot(sizes, [row[field] * factor for row in rows], "o-", color=colour, label=label)
        axes.set(title=title, xscale="log", xlabel="passages", ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend(loc="best", fontsize="small")
    with matplotlib.rc_context({"svg.hashsalt": "assistant", "svg.fonttype": "none"}):
        figure.savefig(beside.with_suffix(".png"), dpi=150, metadata={"Software": None})
        figure.savefig(beside.with_suffix(".svg"), metadata={"Date": None})
