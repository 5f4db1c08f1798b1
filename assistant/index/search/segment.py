"""Segments: the vectors of some contents, each in one file that never changes and is named by its digest.

Beside `clusters.py` the only module that imports faiss.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64

from assistant.common.files import BEING_WRITTEN, sync_folder
from assistant.errors import IndexDamagedError

_MAGIC = b"ASSISTANT SEGMENT 1\n"
_NAME = re.compile(r"dense-[0-9a-f]{16}\.faiss")
# The numbers behind the header are read where they lie.
_ALIGNED = 8
# Larger files stay on disk and are read where a search needs them; smaller ones are safer in memory,
# since a mapped file that somebody cuts short ends the program.
_MAPPED_FROM = 64_000_000
# From so many passages on only those near the question are compared with it (docs/scale.md has the
# measurements): so many lists for each root of the number of passages, so many of them looked at.
LISTED_FROM = 200_000
_LISTS_PER_ROOT = 1
_LISTS_SEARCHED = 160
_TRAINED_WITH = 64
# A choice of documents with at most so many passages is compared one by one.
_CHOSEN_AT_MOST = 50_000
_BATCH = 20_000
_AT_ONCE = 1 << 20

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Passage ids and their contents, of shape (n,), and unit vectors, float16 of shape (n, dimension)."""

    ids: Numbers
    contents: Numbers
    vectors: npt.NDArray[np.float16]

    def at(self, positions: Numbers) -> Embeddings:
        """Return those at some positions, in that order."""
        return Embeddings(self.ids[positions], self.contents[positions], self.vectors[positions])


def joined(parts: Sequence[Embeddings]) -> Embeddings:
    """Return several embeddings as one."""
    if len(parts) == 1:
        return parts[0]
    return Embeddings(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.contents for part in parts]),
        np.concatenate([part.vectors for part in parts]),
    )


class Segment:
    """The passages of some contents, searched by cosine; safe to use from several threads."""

    def __init__(
        self, ids: Numbers, contents: Numbers, faiss_index: Any, name: str = "", raw: Any = None
    ) -> None:
        """Join passage ids and their contents (by position) with their FAISS index.

        Args:
            ids: Passage ids.
            contents: The content of each passage.
            faiss_index: The vectors, in the same order.
            name: The name of the file that holds them, "" if none does yet.
            raw: What the FAISS index reads from and must live as long.
        """
        import faiss

        self.ids = ids
        self.contents = contents
        self.name = name
        self._faiss = faiss_index
        self._raw = raw
        self._by_id = np.argsort(ids)
        self._has_lists = isinstance(faiss_index, faiss.IndexIVF)
        if self._has_lists:
            faiss_index.make_direct_map()

    @property
    def count(self) -> int:
        """The number of passages."""
        return len(self.ids)

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, wanted: Mask | None = None
    ) -> tuple[Numbers, npt.NDArray[np.float32]]:
        """Return positions and cosines of the nearest passages, best first.

        Args:
            vector: The question's unit vector, of shape (dimension,).
            limit: The most passages to return.
            wanted: If given, by position, which passages are searched.
        """
        import faiss

        if wanted is not None and self._has_lists:
            positions = np.flatnonzero(wanted)
            if len(positions) <= _CHOSEN_AT_MOST:
                cosines = self.vectors(positions) @ vector
                best = np.argsort(-cosines, kind="stable")[:limit]
                return positions[best], cosines[best]
        selector = None
        if wanted is not None:
            bits = np.packbits(wanted, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]
        parameters = (
            faiss.SearchParametersIVF(sel=selector, nprobe=_LISTS_SEARCHED)  # type: ignore[call-arg]
            if self._has_lists
            else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        )
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        cosines, positions = self._faiss.search(query, min(limit, self.count), params=parameters)
        # FAISS fills up with position -1 where it found fewer than asked for.
        found = positions[0] >= 0
        return positions[0][found], cosines[0][found]

    def positions(self, passages: Numbers) -> Numbers:
        """Return where passages are, -1 for those that are not here."""
        places = np.searchsorted(self.ids, passages, sorter=self._by_id)
        positions = self._by_id[np.minimum(places, self.count - 1)]
        return np.where(self.ids[positions] == passages, positions, -1)

    def vectors(self, positions: Numbers) -> npt.NDArray[np.float32]:
        """Return the vectors at some positions, of shape (positions, dimension)."""
        found: npt.NDArray[np.float32] = self._faiss.reconstruct_batch(positions)
        return found

    def embeddings(self, positions: Numbers) -> Embeddings:
        """Return what is kept at some positions."""
        vectors = np.empty((len(positions), self._faiss.d), dtype=np.float16)
        for start in range(0, len(positions), _BATCH):
            vectors[start : start + _BATCH] = self.vectors(positions[start : start + _BATCH])
        return Embeddings(self.ids[positions], self.contents[positions], vectors)

    def save(self, folder: Path) -> None:
        """Write to a file of the folder, complete and on disk when this returns, and take its name."""
        import faiss

        header = json.dumps({"count": self.count}).encode()
        padding = -(len(_MAGIC) + len(header) + 1) % _ALIGNED
        digest = xxh3_64()
        failed: list[OSError] = []
        prefix, suffix = "dense-unnamed.faiss", BEING_WRITTEN
        descriptor, beside = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:

                def write(data: bytes) -> None:
                    # An error must not pass through the library, which would make another one of it.
                    if not failed:
                        try:
                            file.write(data)
                            digest.update(data)
                        except OSError as error:
                            failed.append(error)

                write(_MAGIC + header + b" " * padding + b"\n")
                write(self.ids.tobytes())
                write(self.contents.tobytes())
                writer = faiss.PyCallbackIOWriter(write, _AT_ONCE)  # type: ignore[attr-defined]
                faiss.write_index(self._faiss, writer)
                if failed:
                    raise failed[0]
                file.flush()
                os.fsync(file.fileno())
            name = f"dense-{digest.hexdigest()}.faiss"
            Path(beside).replace(folder / name)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        sync_folder(folder)
        self.name = name


def make_segment(embeddings: Embeddings) -> Segment:
    """Return a segment of some embeddings, in memory."""
    import faiss

    count, dimension = embeddings.vectors.shape
    half = faiss.ScalarQuantizer.QT_fp16  # which is what the store keeps, so nothing is lost
    if count < LISTED_FROM:
        index: Any = faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)
        index.is_trained = True  # there is nothing to learn
    else:
        lists = int(_LISTS_PER_ROOT * count**0.5)
        centres = faiss.IndexFlatIP(dimension)
        index = faiss.IndexIVFScalarQuantizer(
            centres, dimension, lists, half, faiss.METRIC_INNER_PRODUCT, False
        )
        index.cp.max_points_per_centroid = _TRAINED_WITH
        sample = np.random.default_rng(0).permutation(count)[: lists * _TRAINED_WITH]
        # A model that fails on a text gives no number, from which nothing can be learnt.
        index.train(np.nan_to_num(embeddings.vectors[np.sort(sample)].astype(np.float32)))
    for start in range(0, count, _BATCH):
        index.add(np.ascontiguousarray(embeddings.vectors[start : start + _BATCH], dtype=np.float32))
    return Segment(embeddings.ids, embeddings.contents, index)


def open_segment(folder: Path, name: str) -> Segment:
    """Open the segment in a file.

    Raises:
        IndexDamagedError: The file is missing or damaged.
    """
    import faiss

    path = folder / name
    try:
        data = _contents_of(path) if _NAME.fullmatch(name) else b""
    except OSError as error:
        raise IndexDamagedError(f"The dense index '{name}' is missing or cannot be read.") from error
    view = memoryview(data)
    if view[: len(_MAGIC)] != _MAGIC or name != f"dense-{xxh3_64(view).hexdigest()}.faiss":
        raise IndexDamagedError(f"The dense index '{name}' is damaged.")
    start = bytes(view[:1000]).index(b"\n", len(_MAGIC)) + 1
    count = int(json.loads(bytes(view[len(_MAGIC) : start]))["count"])
    vectors_start = start + 2 * 8 * count
    ids, contents = np.frombuffer(view[start:vectors_start], dtype=np.int64).reshape(2, -1)
    raw = np.frombuffer(view, dtype=np.uint8, offset=vectors_start)
    index = faiss.read_index(faiss.ZeroCopyIOReader(faiss.swig_ptr(raw), len(raw)))  # type: ignore[attr-defined]
    return Segment(ids, contents, index, name, raw)


def _contents_of(path: Path) -> bytes | mmap.mmap:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < _MAPPED_FROM:
            return file.read()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
