"""Run all peers, interleaved, and gather what was measured as plain data."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.models.source import resolve_model
from benchmarks.child import REPOSITORY
from benchmarks.environments import python_of
from benchmarks.errors import BenchmarkError
from benchmarks.material import ADDED, Material
from benchmarks.measure import Workspace, measure_add, measure_first_start, measure_index, measure_questions
from benchmarks.rebuild import measure_rebuild
from benchmarks.registry import Peer
from benchmarks.usercode import count_user_lines

MODEL = "all-MiniLM-L6-v2"
Results = dict[str, Any]
Stage = Callable[[Results, Peer], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run; `folder` keeps environments and working files."""

    peers: Sequence[Peer]
    material: Material
    rounds: int
    folder: Path
    command: str


def run(plan: Plan, keep: Callable[[Results], None]) -> Results:
    """Measure every peer; one that fails is noted with its error and the others go on.

    Args:
        plan: What to run.
        keep: Called with all results so far after each step, so that an interrupted run is not lost.
    """
    model = resolve_model(MODEL).folder
    work = plan.folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    rows = [_row(peer) for peer in plan.peers]
    results = {**_about(plan, model), "peers": rows}
    for name, stage in _stages(plan, work, model):
        for peer, row in zip(plan.peers, rows, strict=True):
            _run_stage(name, stage, row, peer)
            keep(results)
    return results


def _stages(plan: Plan, work: Path, model: Path) -> list[tuple[str, Stage]]:
    """Return the stages in the order they are run, each for all peers before the next one."""
    workspaces: dict[str, Workspace] = {}

    def prepare(row: Results, peer: Peer) -> None:
        python = python_of(peer, plan.folder)
        workspaces[peer.name] = Workspace(peer, python, work / peer.name, model, plan.material)
        with workspaces[peer.name].start() as child:
            row["versions"] = child.ready["versions"]

    def first_start(row: Results, peer: Peer) -> None:
        row["first"] = measure_first_start(workspaces[peer.name])

    def one_round(row: Results, peer: Peer) -> None:
        _measure_round(row, workspaces[peer.name])

    def rebuild(row: Results, peer: Peer) -> None:
        try:
            row["rebuild"] = measure_rebuild(workspaces[peer.name], row["found"]["ranks"])
        except BenchmarkError as error:  # costs this table, not the rounds that follow
            row["rebuild"] = {"failed": str(error)}

    return [
        ("environment", prepare),
        ("first start", first_start),
        (f"round 1 of {plan.rounds}", one_round),
        ("questions during a rebuild", rebuild),  # early, so that an interrupted run has all but the spread
        *((f"round {number} of {plan.rounds}", one_round) for number in range(2, plan.rounds + 1)),
    ]


def _measure_round(row: Results, workspace: Workspace) -> None:
    workspace.clear()
    figures: Results = {"index": measure_index(workspace)}
    figures["questions"], found = measure_questions(workspace, everything=not row["rounds"])
    row["found"] = found or row["found"]
    figures["add"] = measure_add(workspace)
    row["rounds"].append(figures)


def _run_stage(name: str, stage: Stage, row: Results, peer: Peer) -> None:
    if row["error"]:
        return
    started = time.perf_counter()
    try:
        stage(row, peer)
    except BenchmarkError as error:
        row["error"] = f"{name}: {error}"
    except Exception as error:  # a fault of one adapter must not cost the numbers of the others
        traceback.print_exc()
        row["error"] = f"{name}: {error!r}"
    took = time.perf_counter() - started
    outcome = f"failed: {row['error']}" if row["error"] else "done"
    print(f"{name}: {peer.title}: {outcome} ({took:.1f} s)", file=sys.stderr, flush=True)


def _row(peer: Peer) -> Results:
    return {
        "name": peer.name,
        "title": peer.title,
        "lines": count_user_lines(peer.adapter),
        "versions": {},
        "first": None,
        "rounds": [],
        "found": None,
        "rebuild": None,
        "error": "",
    }


def _about(plan: Plan, model: Path) -> Results:
    texts = plan.material.texts.values()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "command": plan.command,
        "machine": _machine(),
        "python": platform.python_version(),
        "revision": _revision(),
        "documents": len(plan.material.texts),
        "characters": sum(map(len, texts)),
        "tokens": count_tokens(list(texts), model),
        "questions": len(plan.material.questions),
        "added tokens": count_tokens([ADDED.read_text(encoding="utf-8")], model),
        "added characters": len(ADDED.read_text(encoding="utf-8")),
        "rounds": plan.rounds,
    }


def count_tokens(texts: list[str], model: Path) -> int:
    """Count the tokens of texts for the model, nothing cut and without those that mark the ends."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return sum(len(each.ids) for each in tokenizer.encode_batch(texts, add_special_tokens=False))


def _machine() -> str:
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        named = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = named[0].partition(":")[2].strip() if named else name
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.0f} GB"
    cores = f"{os.cpu_count()} cores"
    if hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) < (os.cpu_count() or 1):
        cores = f"held to {len(os.sched_getaffinity(0))} of {cores}"
    return f"{cores} ({name}){memory}, no GPU used, {platform.system()}"


def _revision() -> str:
    command = ["git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
