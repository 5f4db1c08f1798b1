"""The command: `python -m benchmarks.tables DATA`; a table to standard output."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant import build_index, open_index
from assistant.evaluation.metrics.confidence import expected_calibration_error
from assistant.settings import load_settings
from benchmarks.tables.material import Question, questions
from benchmarks.tables.score import Outcome, outcome, share
from benchmarks.tables.writers import WRITERS

_HEAD = (
    "| format | questions | row first | right cell | answered | right of answered | computed | calibration |"
)


def ask(asked: Sequence[Question], format_name: str, folder: Path) -> list[Outcome]:
    """Write each table as a file, index all, ask each question of its own file alone.

    Args:
        asked: The questions.
        format_name: A key of `WRITERS`.
        folder: An empty folder for corpus and index.
    """
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    names: dict[object, str] = {}
    for question in asked:
        if question.grid not in names:
            names[question.grid] = f"table-{len(names)}.{format_name}"
            WRITERS[format_name](question.grid, corpus / names[question.grid])
    settings = load_settings({"corpus": str(corpus), "index": str(folder / "index")})
    build_index(settings=settings)
    with open_index(settings=settings) as index:
        return [outcome(q, index.ask(q.text, documents=[names[q.grid]], refuse=False)) for q in asked]


def line(format_name: str, outcomes: Sequence[Outcome], caution: float) -> str:
    """Return the row of a format in the printed table.

    Look-ups are judged with nothing refused, then for what is answered from the caution on.
    """
    looked_up = [each for each in outcomes if not each.is_computed]
    computed = [each for each in outcomes if each.is_computed]
    answered = [each for each in looked_up if each.is_answered and each.confidence >= caution]
    kept = [not each.is_answered or each.confidence < caution or each.right_cell for each in computed]
    sure = np.array([each.confidence if each.is_answered else 0.0 for each in outcomes])
    right = np.array([each.right_cell for each in outcomes], dtype=float)
    error = float(expected_calibration_error(sure, right, np.ones((1, len(outcomes))))[0])
    values = (
        share([each.right_row for each in looked_up]),
        share([each.right_cell for each in looked_up]),
        len(answered) / max(1, len(looked_up)),
        share([each.right_cell for each in answered]),
        share(kept),
        error,
    )
    return (
        f"| {format_name} | {len(looked_up)} + {len(computed)} | "
        + " | ".join(f"{v:.3f}" for v in values)
        + " |"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with training/tables.jsonl.gz")
    parser.add_argument("--questions", type=int, default=500, help="how many (default: 500)")
    parser.add_argument("--source", help="only questions of this data set, such as tat-qa")
    parser.add_argument("--formats", nargs="+", choices=sorted(WRITERS), default=sorted(WRITERS))
    given = parser.parse_args(arguments)
    asked = questions(given.data, sys.maxsize)
    asked = [q for q in asked if given.source in (None, q.source)][: given.questions]
    print(_HEAD)
    print("|---" * _HEAD.count(" |") + "|")
    for format_name in given.formats:
        with tempfile.TemporaryDirectory() as folder:
            outcomes = ask(asked, format_name, Path(folder))
        print(line(format_name, outcomes, load_settings({}).caution), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
