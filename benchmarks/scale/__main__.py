"""The command: `python -m benchmarks.scale`; indexes go to build/scale, a table to standard output."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.child import REPOSITORY
from benchmarks.docs import write_docs
from benchmarks.errors import BenchmarkError
from benchmarks.material import ADDED, ADDED_NAME
from benchmarks.scale.picture import draw
from benchmarks.scale.table import render

FOLDER = REPOSITORY / "build" / "scale"
RESULTS = FOLDER / "results.json"
PAGE = REPOSITORY / "docs" / "scale.md"
PICTURE = REPOSITORY / "docs" / "images" / "scale"
SIZES = (1_000, 10_000, 100_000, 200_000, 1_000_000)
_CHANGES = 3


def main() -> int:
    """Measure every size; return 0, or 2 if that cannot be done."""
    options = _parser().parse_args()
    try:
        for size in options.passages:
            _keep(size, _measured(size))
        rows = _rows()
        table = render(rows, _machine())
        if options.write_docs:
            draw(rows, PICTURE)
            write_docs(PAGE, table)
    except (BenchmarkError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(table)
    return 0


def _measured(size: int) -> dict[str, Any]:
    """Return what was measured of the index of one size, which is built if it is not there."""
    result = _built(size)
    result |= _step("ask", size)
    corpus = FOLDER / str(size) / "corpus"
    added, removed = [], []
    for _ in range(_CHANGES):
        shutil.copy(ADDED, corpus / ADDED_NAME)
        added.append(_step("change", size))
        (corpus / ADDED_NAME).unlink()
        removed.append(_step("change", size))
    for name, steps in (("add", added), ("remove", removed)):
        for field in ("process", "change_plan", "change_commit"):
            result[f"{name}_{field}"] = statistics.median(step[field] for step in steps)
    result["disk"] = sum(p.stat().st_size for p in (FOLDER / str(size) / "index").rglob("*") if p.is_file())
    return result


def _built(size: int) -> dict[str, Any]:
    kept = FOLDER / str(size) / "build.json"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(_step("build", size)))
    found: dict[str, Any] = json.loads(kept.read_text())
    return found


def _step(step: str, size: int) -> dict[str, Any]:
    """Run a step in a new process; `process` is how long that took, imports included."""
    command = [sys.executable, "-m", "benchmarks.scale.steps", step, str(FOLDER), str(size)]
    started = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    seconds = time.perf_counter() - started
    if ended.returncode:
        raise BenchmarkError(f"'{step}' failed at {size} passages: {ended.stderr.strip().splitlines()[-1]}")
    result: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return result | {"process": seconds}


def _keep(size: int, result: dict[str, Any]) -> None:
    known = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    RESULTS.write_text(json.dumps(known | {str(size): result}, indent=1))


def _rows() -> Sequence[dict[str, Any]]:
    if not RESULTS.is_file():
        raise BenchmarkError(f"There are no results in '{RESULTS}' yet.")
    return sorted(json.loads(RESULTS.read_text()).values(), key=lambda row: row["passages"])


def _machine() -> str:
    names = [line.split(":")[1].strip() for line in _lines(Path("/proc/cpuinfo")) if "model name" in line]
    return f"{os.cpu_count()} cores ({names[0] if names else platform.machine()}), {platform.system()}"


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.is_file() else []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument(
        "passages", type=int, nargs="*", default=SIZES, help="how many passages; none: only the table"
    )
    parser.add_argument("--write-docs", action="store_true", help="put table and picture into docs/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
