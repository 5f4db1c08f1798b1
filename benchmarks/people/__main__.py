"""The command: `python -m benchmarks.people`; a table to standard output, nothing is kept."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant import build_index, load_settings
from assistant.conversation.history.database import database_at
from assistant.conversation.history.store import ConversationStore
from assistant.evaluation.sets.questions import load_questions
from benchmarks.errors import BenchmarkError
from benchmarks.extraction.speed import matrix_rate
from benchmarks.material import ENCYCLOPEDIA
from benchmarks.people.crowd import Asked, crowd
from benchmarks.people.pages import Pages
from benchmarks.people.postgres import postgres_server
from benchmarks.table import markdown_table

_AUTH = ("reader", "a-long-password")
_WARM = 8  # people who ask before anything is measured


def main() -> int:
    """Start everything, let people ask, print what came of it; return 1 if anybody got no answer."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="assistant-people-") as name, postgres_server() as postgres:
        folder = Path(name)
        settings = load_settings().using(
            corpus=str(ENCYCLOPEDIA / "corpus"),
            index=f"{folder}/index",
            conversations=postgres.address,
            auth=":".join(_AUTH),
            auth_secret="0123456789abcdef" * 2,
        )
        build_index(settings=settings)
        before = matrix_rate()
        with Pages(settings, folder, options.processes) as pages:
            asyncio.run(crowd(pages.address, _AUTH, [["What is this about?"]] * _WARM, 0.0))
            began = time.perf_counter()
            asked = asyncio.run(crowd(pages.address, _AUTH, _questions(options), options.pause))
            seconds = time.perf_counter() - began
        after = matrix_rate()
        kept = _kept(ConversationStore(postgres.address)) - _WARM
        database_at(postgres.address).close()
    print(_report(options, asked, kept, seconds, (before, after)))
    return 1 if kept < len(asked) or any(one.error for one in asked) else 0


def _kept(store: ConversationStore) -> int:
    """Return how many questions are kept with an answer."""
    with store.database.reading() as rows:
        (number,) = rows.execute("SELECT count(*) FROM exchanges WHERE answer IS NOT NULL").fetchone()
    return int(number)


def _questions(options: argparse.Namespace) -> list[list[str]]:
    """Return what each person asks; no question twice, since what was read last is remembered."""
    texts = [q.text for q in load_questions(ENCYCLOPEDIA / "questions.jsonl") if q.answers]
    needed = options.people * options.questions
    if needed > len(texts):
        raise BenchmarkError(f"There are {len(texts)} questions, not {needed}.")
    chosen = texts[:: len(texts) // needed][:needed]
    return [chosen[person :: options.people] for person in range(options.people)]


def _report(
    options: argparse.Namespace, asked: Sequence[Asked], kept: int, seconds: float, rates: tuple[float, float]
) -> str:
    answered = [one.seconds for one in asked if not one.error]
    p95 = statistics.quantiles(answered, n=20, method="inclusive")[-1]
    shares = Counter(one.process for one in asked)
    row = [
        options.people,
        options.processes,
        len(asked),
        len(answered),
        len(asked) - len(answered),
        kept,
        f"{statistics.median(answered):.2f}",
        f"{p95:.2f}",
        f"{max(answered):.2f}",
        f"{len(answered) / seconds:.1f}",
        " + ".join(str(count) for count in sorted(shares.values())),
        " / ".join(f"{rate:.0f}" for rate in rates),
    ]
    head = ["people", "processes", "asked", "answered", "errors", "kept", "median, s", "p95, s", "longest, s"]
    head += ["answers/s", "of each process", "matrices before / after, 10⁹/s a core"]
    today = datetime.now(tz=UTC).date()
    command = " ".join(["python -m benchmarks.people", *sys.argv[1:]])
    errors = "".join(
        f"\n{count} × {text}" for text, count in Counter(o.error for o in asked if o.error).items()
    )
    return f"{today}, `{command}`\n\n{markdown_table(head, [[str(value) for value in row]])}{errors}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people", description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--processes", type=int, default=2, help="processes of the page")
    parser.add_argument("--questions", type=int, default=4, help="of each person, one after another")
    parser.add_argument("--pause", type=float, default=10.0, help="seconds between questions, on average")
    return parser


if __name__ == "__main__":
    sys.exit(main())
