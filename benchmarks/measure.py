"""One round of one peer: index, first answer, questions, adding a document; each in a new process."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from assistant.evaluation.sets.questions import Question
from benchmarks.child import Child, environment
from benchmarks.errors import BenchmarkError
from benchmarks.figures import percentile
from benchmarks.gold import RANKS, Found, as_found, first_rank
from benchmarks.material import ADDED, ADDED_NAME, Material, write_document
from benchmarks.memory import PeakMemory
from benchmarks.registry import Peer

WARM_UP = 20
TIMED_QUESTIONS = 200

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a peer works, and what it works with; `cache` is Assistant's, by default a new one here."""

    peer: Peer
    python: Path
    folder: Path
    model: Path
    material: Material
    cache: Path | None = None

    @property
    def corpus(self) -> Path:
        """The documents."""
        return self.folder / "corpus"

    @property
    def place(self) -> Path:
        """The index: a folder or a file, as the peer likes."""
        return self.folder / "index"

    def start(self) -> Child:
        """Start the peer's adapter."""
        return Child(self.peer, self.python, self.folder, self._cache)

    @property
    def _cache(self) -> Path:
        return self.cache or self.folder / "cache"

    def seconds_of_command(self, question: str) -> float | None:
        """Return how long the peer's own command takes to answer a question; None without a command."""
        if not self.peer.command:
            return None
        words = [word.format(place=self.place, question=question) for word in self.peer.command]
        started = time.perf_counter()
        done = subprocess.run(
            [self.python, *words],
            cwd=self.folder,
            env=environment(self._cache),
            capture_output=True,
            text=True,
        )
        if done.returncode not in (0, 1):  # 1: it found no answer
            raise BenchmarkError(f"The command ended with code {done.returncode}: {done.stderr[-300:]}")
        return time.perf_counter() - started

    def clear(self) -> None:
        """Remove the index and make the corpus what it was."""
        remove(self.place)
        self.material.write(self.corpus)

    def index(self, child: Child) -> Figures:
        """Index the corpus; return the child's reply."""
        return child.call(
            "index",
            corpus=str(self.corpus),
            place=str(self.place),
            model=str(self.model),
            runs_on=self.peer.runs_on,
        )

    def open(self, child: Child, name: str) -> Figures:
        """Open the index under a name."""
        return child.call("open", name=name, place=str(self.place), model=str(self.model))


def measure_first_start(workspace: Workspace) -> list[float]:
    """Index one document twice, with nothing prepared before the first; warms the disk cache, too."""
    one = dict([next(iter(workspace.material.texts.items()))])
    small = Workspace(workspace.peer, workspace.python, workspace.folder, workspace.model, Material(one, ()))
    seconds = []
    for _ in range(2):
        small.clear()
        seconds.append(measure_index(small)["seconds"])
    return seconds


def measure_index(workspace: Workspace) -> Figures:
    """Index the corpus in a new process; `seconds` begin with the process, `call` after its imports."""
    with workspace.start() as child, PeakMemory(child.pid) as memory:
        reply = workspace.index(child)
        seconds = time.perf_counter() - child.started
    return {
        "seconds": seconds,
        "importing": child.ready["seconds"],
        "call": reply["seconds"],
        "tokens": reply["tokens"],
        "memory": memory.bytes,
        "disk": size_of(workspace.place),
    }


def measure_questions(workspace: Workspace, everything: bool) -> tuple[Figures, Figures | None]:
    """Open the index in a new process and ask; return the times and, if asked for, what was found."""
    questions = workspace.material.questions
    with workspace.start() as child:
        workspace.open(child, "held")
        search(child, questions[0].text)
        first = time.perf_counter() - child.started
        for question in questions[:WARM_UP]:
            search(child, question.text)
        timed = questions[:TIMED_QUESTIONS]
        replies = [search(child, q.text) for q in (questions if everything else timed)]
        seconds = [seconds for _, seconds in replies[: len(timed)]]
        times = {
            "first": first,
            "p50": percentile(seconds, 0.5),
            "p95": percentile(seconds, 0.95),
        }
        if "ask" in child.ready["offers"]:
            asked = [child.call("ask", question=q.text, name="held")["seconds"] for q in timed]
            times |= {"ask p50": percentile(asked, 0.5), "ask p95": percentile(asked, 0.95)}
    times["command"] = workspace.seconds_of_command(questions[0].text)
    found = (
        judge(questions, [passages for passages, _ in replies], workspace.material) if everything else None
    )
    return times, found


def measure_add(workspace: Workspace) -> Figures:
    """Add one document to the finished index in a new process."""
    added = workspace.corpus / ADDED_NAME
    write_document(added, ADDED.read_text(encoding="utf-8"))
    with workspace.start() as child:
        reply = child.call(
            "add",
            document=str(added),
            corpus=str(workspace.corpus),
            place=str(workspace.place),
            model=str(workspace.model),
            runs_on=workspace.peer.runs_on,
        )
        seconds = time.perf_counter() - child.started
    return {"seconds": seconds, "call": reply["seconds"], "tokens": reply["tokens"]}


def search(child: Child, question: str, name: str = "held") -> tuple[list[Found], float]:
    """Return the passages a peer finds and the seconds it took."""
    reply = child.call("search", question=question, name=name)
    return [as_found(each) for each in reply["passages"]], reply["seconds"]


def judge(questions: Sequence[Question], found: Sequence[Sequence[Found]], material: Material) -> Figures:
    """Say how well the passages fit the questions."""
    texts = material.texts
    ranks = [first_rank(each, q.gold, texts) for q, each in zip(questions, found, strict=True)]
    every = [passage for passages in found for passage in passages]
    with_offsets = [passage for passage in every if passage.start is not None]
    right = [p for p in with_offsets if p.document in texts and p.offsets_are_right(texts[p.document])]
    return {
        "questions": len(questions),
        "hits": {str(k): mean(rank is not None and rank <= k for rank in ranks) for k in RANKS},
        "ranks": {q.id: rank for q, rank in zip(questions, ranks, strict=True)},
        "characters": mean(len(passage.text) for passage in every) if every else 0,
        "offsets": len(right) / len(with_offsets) if with_offsets else None,
    }


def size_of(place: Path) -> int:
    """Return the bytes of a file or of all files in a folder."""
    files = [place] if place.is_file() else [each for each in place.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files)


def remove(place: Path) -> None:
    """Remove a file or a folder, if there."""
    if place.is_file():
        place.unlink()
    else:
        shutil.rmtree(place, ignore_errors=True)
