"""`assistant evaluate`: measure answers on question sets, or compare two runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.commands.arguments import add_json, add_settings, positive_integer
from assistant.commands.exit_codes import DONE
from assistant.settings import Settings

NAME = "evaluate"
SUMMARY = "measure answers on question sets, or compare two runs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_settings(
        parser,
        ("corpus", "model", "backend", "caution", "reader", "llm", "llm_model", "unproven", "conversations"),
    )
    add_json(parser)
    parser.add_argument(
        "sets", type=Path, nargs="*", metavar="SET", help="folder or JSONL file (docs/evaluation.md)"
    )
    parser.add_argument(
        "--all", action="store_true", help="every set in the folders SET, one kind of documents each"
    )
    parser.add_argument(
        "--in-document", action="store_true", help="ask each question of its own document alone"
    )
    parser.add_argument(
        "--written",
        action="store_true",
        help="measure answers in the words of the language model (setting 'llm')",
    )
    parser.add_argument(
        "--feedback", action="store_true", help="the set is what was judged on the page, asked of the corpus"
    )
    parser.add_argument("--sample", type=positive_integer, metavar="N", help="only N questions of each group")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample")
    parser.add_argument(
        "--output", type=Path, metavar="PLACE", help="folder or .json file (default: a new one in results/)"
    )
    parser.add_argument(
        "--failures", type=positive_integer, metavar="N", help="write a report of N wrong answers"
    )
    parser.add_argument(
        "--compare", type=Path, nargs=2, metavar=("OLD", "NEW"), help="say what changed between two results"
    )


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Measure, or compare."""
    from assistant.evaluation.command import evaluate

    evaluate(options, settings)
    return DONE
