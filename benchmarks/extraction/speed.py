"""How long many files of mixed formats take to index, beside another version of this program.

    git worktree add /tmp/before COMMIT
    python -m benchmarks.extraction.speed --against /tmp/before

Both versions index the same generated files, in turns, each time into a new index. Without `--embedding`
passages get vectors that cost nothing, so that reading, splitting and storing are what is measured.
Processor time is that of the process and of those that it started; other work on the machine costs it little.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import ModuleType

from benchmarks.child import REPOSITORY, environment
from benchmarks.extraction.content import Kind, Part
from benchmarks.extraction.material import materials
from benchmarks.extraction.writers import mail, pdf, plain, sheets, slides, web, word

_WRITERS: dict[str, ModuleType] = {
    "docx": word,
    "xlsx": sheets,
    "pptx": slides,
    "html": web,
    "pdf": pdf,
    "eml": mail,
    "txt": plain,
    "md": plain,
}
# More of what documents are mostly made of than the writers' own lists hold.
_MORE: tuple[Kind, ...] = ("paragraph",) * 8
_CHILD = """
import json, resource, sys, time
from assistant import build_index
if sys.argv[3] == "without":
    import numpy as np
    import assistant.models.embedder as module
    for each in vars(module).values():
        if isinstance(each, type) and hasattr(each, "embed_passages"):
            each.embed_passages = lambda self, texts, *_: np.ones((len(texts), self.dimension), np.float32)
started = time.perf_counter()
report = build_index(sys.argv[1], sys.argv[2])
seconds = time.perf_counter() - started
who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
used = sum(sum(resource.getrusage(each)[:2]) for each in who)
print(json.dumps([seconds, used, report.documents, report.passages]))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A build: seconds, seconds of processor time, documents and passages."""

    seconds: float
    used: float
    documents: int
    passages: int


def write_files(folder: Path, count: int) -> None:
    """Write files of all formats, as many of each."""
    for number, material in enumerate(materials(count)):
        suffix, writer = list(_WRITERS.items())[number % len(_WRITERS)]
        extra = () if suffix in ("xlsx", "pptx") else _MORE
        parts: list[Part] = [material.part(kind) for kind in (*writer.KINDS, *extra)]
        writer.write(parts, folder / f"{number}.{suffix}")


def build(version: Path, corpus: Path, cache: Path, embedding: bool) -> Run:
    """Index the files with the code in a folder, in a process of its own."""
    with tempfile.TemporaryDirectory() as index:
        command = [sys.executable, "-c", _CHILD, str(corpus), index, "with" if embedding else "without"]
        variables = environment(cache) | {"PYTHONPATH": str(version)}
        done = subprocess.run(command, env=variables, cwd=version, check=True, capture_output=True, text=True)
    return Run(*json.loads(done.stdout.splitlines()[-1]))


def matrix_rate() -> float:
    """Return the billions of operations a second of a large product in float32 on one core."""
    code = (
        "import time, numpy as np; a = np.ones((1500, 1500), np.float32); a @ a; t = time.perf_counter(); "
        "[a @ a for _ in range(8)]; print(8 * 2 * 1500**3 / (time.perf_counter() - t) / 1e9)"
    )
    variables = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, "-c", code]
    return float(subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stdout)


def table(before: Sequence[Run], now: Sequence[Run], rate: float) -> str:
    """Return the medians as a Markdown table, and the speed of the machine below it."""
    rows = {
        "processor time, s": [median(run.used for run in runs) for runs in (before, now)],
        "time, s": [median(run.seconds for run in runs) for runs in (before, now)],
        "documents": [runs[0].documents for runs in (before, now)],
        "passages": [runs[0].passages for runs in (before, now)],
    }
    lines = ["| | before | now | now / before |", "|---|---|---|---|"]
    lines += [f"| {name} | {b:,.0f} | {n:,.0f} | {n / b:.2f} |" for name, (b, n) in rows.items()]
    return "\n".join([*lines, "", f"Matrices meanwhile: {rate:.0f} billion operations/s a core."])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction.speed")
    parser.add_argument("--against", type=Path, required=True, metavar="FOLDER", help="another checkout")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--embedding", action="store_true")
    options = parser.parse_args(arguments)
    versions = {"before": options.against.resolve(), "now": REPOSITORY}
    runs: dict[str, list[Run]] = {name: [] for name in versions}
    rates = []
    with tempfile.TemporaryDirectory() as folder:
        few, corpus = Path(folder, "few"), Path(folder, "corpus")
        for place, count in ((few, 1), (corpus, options.files)):
            place.mkdir()
            write_files(place, count)
        for name, version in versions.items():
            build(version, few, Path(folder, name), embedding=False)  # exports the model
        for _ in range(options.rounds):
            for name, version in versions.items():
                rates.append(matrix_rate())
                runs[name].append(build(version, corpus, Path(folder, name), options.embedding))
    sys.stdout.write(table(runs["before"], runs["now"], median(rates)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
