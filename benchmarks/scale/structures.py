"""Which FAISS structure at which size: `python -m benchmarks.scale.structures`; prints a table."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from assistant import load_settings
from assistant.models.embedder import load_embedder
from benchmarks.scale.__main__ import FOLDER
from benchmarks.scale.material import Seeds, StandIn, load_seeds

_SIZES = (20_000, 50_000, 100_000, 200_000, 400_000)
_QUESTIONS, _NEAREST = 200, 10
_ROWS = 20_000
Vectors = npt.NDArray[np.float32]


def _flat(kind: int) -> Callable[[Vectors], Any]:
    def build(vectors: Vectors) -> Any:
        index = faiss.IndexScalarQuantizer(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors[:_ROWS])
        index.add(vectors)
        return index

    return build


def _lists(vectors: Vectors) -> Any:
    lists, half = int(len(vectors) ** 0.5), faiss.ScalarQuantizer.QT_fp16
    centres = faiss.IndexFlatIP(vectors.shape[1])
    index: Any = faiss.IndexIVFScalarQuantizer(
        centres, vectors.shape[1], lists, half, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.max_points_per_centroid = 64
    index.train(vectors[:: max(1, len(vectors) // (lists * 64))])
    index.add(vectors)
    index.nprobe = 160
    return index


def _graph(vectors: Vectors) -> Any:
    half = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexHNSWSQ(vectors.shape[1], half, 16, faiss.METRIC_INNER_PRODUCT)  # type: ignore[arg-type]
    index.hnsw.efConstruction = 80
    index.hnsw.efSearch = 128
    index.train(vectors[:10])
    index.add(vectors)
    return index


STRUCTURES: dict[str, Callable[[Vectors], Any]] = {
    "all, float16": _flat(faiss.ScalarQuantizer.QT_fp16),
    "all, 8 bits": _flat(faiss.ScalarQuantizer.QT_8bit),
    "√n lists, 160 searched, float16": _lists,
    "graph (HNSW 16, 128 searched), float16": _graph,
}


def main() -> None:
    """Measure every structure at every size."""
    embedder = load_embedder(load_settings())
    seeds = load_seeds(FOLDER, embedder)
    questions = embedder.embed_questions(seeds.questions[:_QUESTIONS])
    faiss.omp_set_num_threads(faiss.omp_get_max_threads())
    print("| passages | structure | build, s | median, ms | 95 of 100, ms | recall@10 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in map(int, sys.argv[1:]) if sys.argv[1:] else _SIZES:
        vectors = _vectors(StandIn(embedder, seeds), seeds, size)
        right = _exact(vectors, questions)
        for name, build in STRUCTURES.items():
            started = time.perf_counter()
            index = build(vectors)
            built = time.perf_counter() - started
            seconds, found = [], []
            for question in questions:
                started = time.perf_counter()
                found.append(index.search(question[None, :], 80)[1][0][:_NEAREST])
                seconds.append(time.perf_counter() - started)
            recall = np.mean([len({*a} & {*b}) / _NEAREST for a, b in zip(found, right, strict=True)])
            times = f"{1000 * np.median(seconds):.1f} | {1000 * np.quantile(seconds, 0.95):.1f}"
            print(f"| {size:,} | {name} | {built:.0f} | {times} | {recall:.3f} |", flush=True)


def _vectors(stand_in: StandIn, seeds: Seeds, size: int) -> Vectors:
    parts = []
    for start in range(0, size, _ROWS):
        texts = [
            f"Record {n} of {n * 7919 % len(seeds.texts)}." for n in range(start, min(start + _ROWS, size))
        ]
        parts.append(stand_in.embed_passages(texts))
    return np.concatenate(parts).astype(np.float16).astype(np.float32)


def _exact(vectors: Vectors, questions: Vectors) -> npt.NDArray[np.int64]:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    found: npt.NDArray[np.int64] = index.search(questions, _NEAREST)[1]
    return found


if __name__ == "__main__":
    main()
