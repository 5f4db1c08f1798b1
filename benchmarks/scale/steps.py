"""The steps that are measured, each in a process of its own: `python -m benchmarks.scale.steps STEP SIZE`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import assistant.index.build.local_workers
from assistant import build_index, open_index
from assistant.index.search.dense import DenseIndex
from assistant.index.snapshot import Snapshot
from assistant.models.embedder import Embedder, load_embedder
from assistant.retrieval.search import make_query, rank_passages
from assistant.settings import Settings, load_settings
from assistant.types import Progress
from benchmarks.scale.material import StandIn, load_questions, load_seeds, write_corpus

_NEAREST = 10
_ROWS = 20_000
_ANSWERED = 200


def settings_of(folder: Path, passages: int) -> Settings:
    """Return the settings of the index of so many passages."""
    place = folder / str(passages)
    return load_settings().using(corpus=str(place / "corpus"), index=str(place / "index"))


def build(folder: Path, passages: int) -> dict[str, Any]:
    """Build an index with vectors that no model made."""
    settings = settings_of(folder, passages)
    embedder = load_embedder(settings)
    seeds = load_seeds(folder, embedder)
    write_corpus(Path(settings.corpus), seeds, passages)
    assistant.index.build.local_workers.load_embedder = lambda *_: StandIn(embedder, seeds)  # type: ignore[assignment]
    stages = Stages()
    report = build_index(settings=settings, progress=stages.note)
    return {"seconds": report.seconds, "passages": report.passages, **stages.seconds("build")}


def change(folder: Path, passages: int) -> dict[str, Any]:
    """Bring the index up to date with its corpus, as after one document came or went."""
    stages = Stages()
    report = build_index(settings=settings_of(folder, passages), progress=stages.note)
    return {"changed": report.changed, "inside": report.seconds, **stages.seconds("change")}


class Stages:
    """When each stage of a build began."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}

    def note(self, progress: Progress) -> None:
        """Hear of progress."""
        self._began.setdefault(progress.stage, time.monotonic())

    def seconds(self, prefix: str) -> dict[str, float]:
        """Return the seconds of planning and of committing, and of what is between."""
        began = self._began
        commit = began.get("commit", began["done"])
        work = min(time for stage, time in began.items() if stage != "plan")
        return {
            f"{prefix}_plan": work - began["plan"],
            f"{prefix}_work": commit - work,
            f"{prefix}_commit": began["done"] - commit,
        }


def ask(folder: Path, passages: int) -> dict[str, Any]:
    """Open the index, search it and answer from it."""
    settings = settings_of(folder, passages)
    questions = load_questions(folder)  # nothing else, since memory is measured
    started = time.perf_counter()
    index = open_index(settings=settings)
    index.retrieve(questions[0], 5)
    opened = time.perf_counter() - started
    for question in questions[:20]:
        index.retrieve(question, 5)
    seconds = []
    for question in questions:
        started = time.perf_counter()
        index.retrieve(question, 5)
        seconds.append(time.perf_counter() - started)
    memory = _memory()
    answers = []
    for question in questions[:_ANSWERED]:
        started = time.perf_counter()
        index.ask(question)
        answers.append(time.perf_counter() - started)
    with index.newest() as (snapshot, embedder, _):
        recalls = _recalls(snapshot, embedder, questions[:200])
    return {
        "open": opened,
        "p50": float(np.median(seconds)),
        "p95": float(np.quantile(seconds, 0.95)),
        "answer_p50": float(np.median(answers)),
        "answer_p95": float(np.quantile(answers, 0.95)),
        **memory,
        **recalls,
    }


def _memory() -> dict[str, int]:
    lines = Path("/proc/self/status").read_text().splitlines()
    fields = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Rss")}
    return {"own_memory": int(fields["RssAnon"]) * 1024, "mapped_memory": int(fields["RssFile"]) * 1024}


class _Exact(DenseIndex):
    """The same passages, all of them compared with the question."""

    answers: dict[bytes, dict[int, float]]

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, contents: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return cosines by passage id of the nearest passages."""
        return dict(list(self.answers[vector.tobytes()].items())[:limit])


def _recalls(snapshot: Snapshot, embedder: Embedder, questions: Any) -> dict[str, float]:
    """Return the share of the nearest passages, and of those ranked first, that an exact search gives too."""
    queries = [make_query(question, embedder) for question in questions]
    caches = snapshot.caches
    exact = _Exact(caches.dense.segments, caches.paths)
    exact.answers = _nearest(caches.dense, np.stack([query.vector for query in queries]))
    compared = Snapshot(snapshot.store, replace(caches, dense=exact))
    dense, fused = [], []
    for query in queries:
        right = list(exact.answers[query.vector.tobytes()])[:_NEAREST]
        dense.append(len({*right} & caches.dense.search(query.vector, _NEAREST).keys()) / _NEAREST)
        ranked, best = (
            {each.passage.id for each in rank_passages(shown, query, _NEAREST)}
            for shown in (snapshot, compared)
        )
        fused.append(len(ranked & best) / _NEAREST)
    return {"dense_recall": float(np.mean(dense)), "fused_recall": float(np.mean(fused))}


def _nearest(
    dense: DenseIndex, vectors: npt.NDArray[np.float32], limit: int = 60
) -> dict[bytes, dict[int, float]]:
    best = np.full((len(vectors), limit), -2, dtype=np.float32)
    owners = np.zeros((len(vectors), limit), dtype=np.int64)
    for segment in dense.segments:
        for start in range(0, segment.count, _ROWS):
            positions = np.arange(start, min(start + _ROWS, segment.count))
            cosines = np.concatenate([best, vectors @ segment.vectors(positions).T], axis=1)
            ids = np.concatenate([owners, np.tile(segment.ids[positions], (len(vectors), 1))], axis=1)
            order = np.argsort(-cosines, axis=1)[:, :limit]
            best, owners = (np.take_along_axis(each, order, axis=1) for each in (cosines, ids))
    return {
        vector.tobytes(): dict(zip(map(int, ids), map(float, cosines), strict=True))
        for vector, ids, cosines in zip(vectors, owners, best, strict=True)
    }


STEPS = {"build": build, "change": change, "ask": ask}

if __name__ == "__main__":
    step, where, size = sys.argv[1:]
    print(json.dumps(STEPS[step](Path(where), int(size))))
