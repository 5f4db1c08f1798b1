"""Segments: immutable FAISS indexes over the passages of some contents, each a file named by its digest.

Beside `clusters.py` the only module that imports faiss.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64

from assistant.common.files import UNFINISHED_SUFFIX, sync_folder
from assistant.errors import IndexDamagedError
from assistant.index.store.embeddings import Embeddings, Ids

_MAGIC = b"ASSISTANT SEGMENT 1\n"
_NAME = re.compile(r"dense-[0-9a-f]{16}\.faiss")
# The arrays behind the header are used in place, so they begin at a multiple of this many bytes.
_ALIGNMENT = 8
# Files from this size (bytes) on are memory-mapped; smaller ones are safer in memory, since a mapped file
# that somebody truncates ends the program.
_MAPPED_FROM = 64_000_000
# From this number of passages on a segment is an inverted file (IVF): it has _LISTS_PER_ROOT * sqrt(n)
# lists, of which _PROBES are searched (docs/scale.md has the measurements).
IVF_FROM = 200_000
_LISTS_PER_ROOT = 1
_PROBES = 160
_TRAINING_VECTORS_PER_LIST = 64
# A filter that leaves at most this many passages is searched exactly.
_EXACT_UP_TO = 50_000
_BATCH = 20_000
_WRITE_BUFFER = 1 << 20

Mask = npt.NDArray[np.bool_]


class Segment:
    """An immutable FAISS index over the passages of some contents; safe to use from several threads."""

    def __init__(self, ids: Ids, contents: Ids, faiss_index: Any, name: str = "", raw: Any = None) -> None:
        """Wrap a FAISS index; use `make_segment` or `open_segment`.

        Args:
            ids: Passage ids, of shape (n,).
            contents: The content of each passage, of shape (n,).
            faiss_index: The n vectors, in the same order.
            name: The name of its file, "" if it is not saved yet.
            raw: The buffer that the FAISS index reads from, kept alive with it.
        """
        import faiss

        self.ids = ids
        self.contents = contents
        self.name = name
        self._faiss = faiss_index
        self._raw = raw
        self._by_id = np.argsort(ids)
        self._is_ivf = isinstance(faiss_index, faiss.IndexIVF)
        if self._is_ivf:
            faiss_index.make_direct_map()

    @property
    def count(self) -> int:
        """The number of passages."""
        return len(self.ids)

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, wanted: Mask | None = None
    ) -> tuple[Ids, npt.NDArray[np.float32]]:
        """Return positions and cosines of the nearest passages, both of shape (found,), best first.

        Args:
            vector: The question's unit vector, float32 of shape (dimension,).
            limit: The most passages to return.
            wanted: If given, a mask of shape (n,) of the passages to search.
        """
        import faiss

        if wanted is not None and self._is_ivf:
            positions = np.flatnonzero(wanted)
            if len(positions) <= _EXACT_UP_TO:
                cosines = self.vectors(positions) @ vector
                best = np.argsort(-cosines, kind="stable")[:limit]
                return positions[best], cosines[best]
        selector = None
        if wanted is not None:
            bits = np.packbits(wanted, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]
        parameters = (
            faiss.SearchParametersIVF(sel=selector, nprobe=_PROBES)  # type: ignore[call-arg]
            if self._is_ivf
            else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        )
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        cosines, positions = self._faiss.search(query, min(limit, self.count), params=parameters)
        # FAISS returns position -1 where it found fewer than asked for.
        found = positions[0] >= 0
        return positions[0][found], cosines[0][found]

    def positions(self, passages: Ids) -> Ids:
        """Return the positions of passages by their ids, -1 for those that are not in the segment."""
        places = np.searchsorted(self.ids, passages, sorter=self._by_id)
        positions = self._by_id[np.minimum(places, self.count - 1)]
        return np.where(self.ids[positions] == passages, positions, -1)

    def vectors(self, positions: Ids) -> npt.NDArray[np.float32]:
        """Return the vectors at some positions, float32 of shape (positions, dimension)."""
        found: npt.NDArray[np.float32] = self._faiss.reconstruct_batch(positions)
        return found

    def embeddings(self, positions: Ids) -> Embeddings:
        """Return ids, contents and vectors at some positions."""
        vectors = np.empty((len(positions), self._faiss.d), dtype=np.float16)
        for start in range(0, len(positions), _BATCH):
            vectors[start : start + _BATCH] = self.vectors(positions[start : start + _BATCH])
        return Embeddings(self.ids[positions], self.contents[positions], vectors)

    def save(self, folder: Path) -> None:
        """Write the segment to a file named by its digest, complete and on disk when this returns.

        Raises:
            OSError: It cannot be written.
        """
        prefix, suffix = "dense-unnamed.faiss", UNFINISHED_SUFFIX
        descriptor, temporary = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                name = f"dense-{self._write(file)}.faiss"
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(folder / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        sync_folder(folder)
        self.name = name

    def _write(self, file: BinaryIO) -> str:
        """Write header, ids, contents and the FAISS index; return the digest (hex) of all that."""
        import faiss

        header = json.dumps({"count": self.count}).encode()
        padding = -(len(_MAGIC) + len(header) + 1) % _ALIGNMENT
        digest = xxh3_64()
        failed: list[OSError] = []

        def write(data: bytes) -> None:
            # An OSError must not pass through FAISS, which would replace it by another error.
            if not failed:
                try:
                    file.write(data)
                    digest.update(data)
                except OSError as error:
                    failed.append(error)

        write(_MAGIC + header + b" " * padding + b"\n")
        write(self.ids.tobytes())
        write(self.contents.tobytes())
        writer = faiss.PyCallbackIOWriter(write, _WRITE_BUFFER)  # type: ignore[attr-defined]
        faiss.write_index(self._faiss, writer)
        if failed:
            raise failed[0]
        return digest.hexdigest()


def make_segment(embeddings: Embeddings) -> Segment:
    """Return a new segment of some embeddings, not saved yet; exact, or IVF for very many passages."""
    import faiss

    count, dimension = embeddings.vectors.shape
    half = faiss.ScalarQuantizer.QT_fp16  # which is what the store keeps, so nothing is lost
    if count < IVF_FROM:
        index: Any = faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)
        index.is_trained = True  # a scalar quantizer of type fp16 needs no training
    else:
        lists = int(_LISTS_PER_ROOT * count**0.5)
        centres = faiss.IndexFlatIP(dimension)
        index = faiss.IndexIVFScalarQuantizer(
            centres, dimension, lists, half, faiss.METRIC_INNER_PRODUCT, False
        )
        index.cp.max_points_per_centroid = _TRAINING_VECTORS_PER_LIST
        sample = np.random.default_rng(0).permutation(count)[: lists * _TRAINING_VECTORS_PER_LIST]
        # A model that fails on a text gives NaN, which training does not accept.
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
        data = _read_or_map(path) if _NAME.fullmatch(name) else b""
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


def _read_or_map(path: Path) -> bytes | mmap.mmap:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < _MAPPED_FROM:
            return file.read()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
