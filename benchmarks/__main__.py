"""The command: `python -m benchmarks`; results to build/benchmarks, tables to standard output."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.child import REPOSITORY
from benchmarks.docs import write_docs
from benchmarks.errors import BenchmarkError
from benchmarks.material import ENCYCLOPEDIA, load_material
from benchmarks.registry import PEERS, choose_peers
from benchmarks.run import Plan, Results, run
from benchmarks.table import render

FOLDER = REPOSITORY / "build" / "benchmarks"
RESULTS = FOLDER / "results.json"
DOCS = REPOSITORY / "docs" / "benchmarks.md"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> None:
        """End with the message."""
        self.exit(2, f"{message[0].upper()}{message[1:].rstrip('.')}.\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; return 0, 1 if a peer failed, or 2 if it cannot run as asked."""
    options = _parser().parse_args(arguments)
    try:
        if options.only_write_docs:
            results = _last()
        else:
            results = run(_plan(options, sys.argv[1:] if arguments is None else arguments), _keep)
        tables = render(results)
        if options.write_docs or options.only_write_docs:
            write_docs(DOCS, tables)
    except (BenchmarkError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(tables)
    return int(any(row["error"] for row in results["peers"]))


def _keep(results: Results) -> None:
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")


def _last() -> Results:
    try:
        results: Results = json.loads(RESULTS.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"There are no results in '{RESULTS}' yet ({error}).") from error
    return results


def _plan(options: argparse.Namespace, arguments: list[str]) -> Plan:
    if (options.corpus is None) != (options.questions_file is None):
        raise BenchmarkError("--corpus and --questions-file go together: name both or neither.")
    corpus = options.corpus or ENCYCLOPEDIA / "corpus"
    questions_file = options.questions_file or ENCYCLOPEDIA / "questions.jsonl"
    peers = choose_peers(options.peers)
    material = load_material(corpus, questions_file, options.documents, options.questions or None)
    command = " ".join(["python -m benchmarks", *(each for each in arguments if each != "--write-docs")])
    return Plan(peers, material, options.rounds, FOLDER, command)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m benchmarks", description=__doc__)
    names = ",".join(peer.name for peer in PEERS)
    parser.add_argument("--peers", metavar="A,B", help=f"which peers; by default all: {names}")
    parser.add_argument("--rounds", type=_count, default=3, help="how many rounds (3)")
    parser.add_argument(
        "--questions", type=_count_or_all, default=500, help="how many questions (500), or all"
    )
    parser.add_argument("--documents", type=_count, help="how many documents; by default all")
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="a folder of .txt files")
    parser.add_argument("--questions-file", type=Path, metavar="FILE", help="questions about them")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/benchmarks.md")
    parser.add_argument(
        "--only-write-docs", action="store_true", help="the same with the last results; measure nothing"
    )
    return parser


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"it must be a whole number from 1, not '{text}'")
    return number


def _count_or_all(text: str) -> int:
    return 0 if text == "all" else _count(text)


if __name__ == "__main__":
    sys.exit(main())
