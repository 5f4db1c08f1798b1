"""The dense cache: FAISS over the passages' embeddings, one file a commit, rebuilt from the store.

The only module that imports faiss.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexDamagedError
from assistant.files import write_durably

_MAGIC = b"ASSISTANT DENSE 2\n"
_DIGEST_BYTES = hashlib.sha256().digest_size
_KMEANS_RUNS, _KMEANS_STEPS, _KMEANS_TRIES = 4, 12, 4


class DenseIndex:
    """Cosine search over the passages of one commit; safe to use from several threads."""

    def __init__(self, ids: npt.NDArray[np.int64], contents: npt.NDArray[np.int64], faiss_index: Any) -> None:
        """Join passage ids and their contents (by position) with their FAISS index."""
        self._ids = ids
        self._contents = contents
        self._faiss = faiss_index
        self._by_id = np.argsort(ids)
        self.count = len(ids)

    @classmethod
    def from_vectors(
        cls, ids: npt.NDArray[np.int64], contents: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32]
    ) -> DenseIndex:
        """Build from passage ids and contents of shape (n,) and unit vectors of shape (n, dimension)."""
        import faiss

        index = faiss.IndexFlatIP(int(vectors.shape[1]))
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(ids, contents, index)

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, contents: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return cosines by passage id of the nearest passages, at most `limit`.

        Args:
            vector: The question's unit vector, of shape (dimension,).
            limit: The most passages to return.
            contents: If given, only passages of these contents are searched.
        """
        import faiss

        if not self.count:
            return {}
        parameters = None
        if contents is not None:
            positions = np.flatnonzero(np.isin(self._contents, np.fromiter(contents, dtype=np.int64)))
            if not len(positions):
                return {}
            parameters = faiss.SearchParameters(  # type: ignore[call-arg]
                sel=faiss.IDSelectorBatch(positions.astype(np.int64))
            )
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        cosines, positions_found = self._faiss.search(query, min(limit, self.count), params=parameters)
        # FAISS fills up with position -1 where it found fewer than asked for.
        return {
            int(self._ids[position]): float(cosine)
            for position, cosine in zip(positions_found[0], cosines[0], strict=True)
            if position >= 0
        }

    def cosines(self, vector: npt.NDArray[np.float32], passages: Sequence[int]) -> list[float]:
        """Return the cosine of each of these passages with a unit vector."""
        if not passages:
            return []
        return [float(cosine) for cosine in self.vectors(passages) @ vector]

    @property
    def passages(self) -> npt.NDArray[np.int64]:
        """The ids of all passages, document by document."""
        return self._ids

    def vectors(self, passages: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return the unit vectors of some passages, at least one, of shape (n, dimension)."""
        found: npt.NDArray[np.float32] = self._faiss.reconstruct_batch(self._positions(passages))
        return found

    def contents(self, passages: Sequence[int]) -> list[int]:
        """Return the content that each of these passages belongs to."""
        return [int(content) for content in self._contents[self._positions(passages)]]

    def _positions(self, passages: Sequence[int]) -> npt.NDArray[np.int64]:
        wanted = np.asarray(passages, dtype=np.int64)
        return self._by_id[np.searchsorted(self._ids, wanted, sorter=self._by_id)]

    def save(self, path: Path, state: str) -> None:
        """Write to a file, complete and on disk when this returns."""
        import faiss

        header = json.dumps({"state": state, "count": self.count}).encode() + b"\n"
        numbers = self._ids.tobytes() + self._contents.tobytes()
        body = header + numbers + faiss.serialize_index(self._faiss).tobytes()
        write_durably(path, _MAGIC + hashlib.sha256(body).digest() + body)


def cluster_centres(vectors: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.float32]:
    """Return unit vectors in the middle of clusters, of shape (count, dimension), by k-means.

    Args:
        vectors: Unit vectors of shape (n, dimension), as they are clustered.
        count: The number of clusters, at most n.

    Returns:
        The same centres for the same vectors.
    """
    import faiss

    data = np.ascontiguousarray(vectors, dtype=np.float32)
    random = np.random.default_rng(1)
    found: list[tuple[float, npt.NDArray[np.float32]]] = []
    for _ in range(_KMEANS_RUNS):
        kmeans = faiss.Kmeans(
            data.shape[1],
            count,
            niter=_KMEANS_STEPS,
            spherical=True,
            min_points_per_centroid=1,
            max_points_per_centroid=max(1, len(data)),
        )
        kmeans.train(data, init_centroids=_spread_out(data, count, random))
        centres: npt.NDArray[np.float32] = np.asarray(kmeans.centroids, dtype=np.float32)
        found.append((float((data @ centres.T).max(axis=1).sum()), centres))
    return max(found, key=lambda each: each[0])[1]


def _spread_out(
    vectors: npt.NDArray[np.float32], count: int, random: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Return vectors that are far from each other to begin with (greedy k-means++)."""
    chosen = [int(random.integers(len(vectors)))]
    far = np.maximum(0.0, 1.0 - vectors @ vectors[chosen[0]])
    while len(chosen) < count:
        shares = far / far.sum() if far.any() else None
        tried = random.choice(len(far), size=_KMEANS_TRIES, p=shares)
        left = np.minimum(far, np.maximum(0.0, 1.0 - vectors[tried] @ vectors.T))
        best = int(np.argmin(left.sum(axis=1)))
        chosen.append(int(tried[best]))
        far = left[best]
    return np.ascontiguousarray(vectors[chosen])


def open_dense(path: Path, state: str) -> DenseIndex:
    """Read the dense index of a commit.

    Raises:
        IndexDamagedError: The file is missing, damaged or of another commit.
    """
    import faiss

    try:
        data = path.read_bytes()
    except OSError as error:
        raise IndexDamagedError(f"The dense index '{path.name}' is missing or cannot be read.") from error
    start = len(_MAGIC) + _DIGEST_BYTES
    body = memoryview(data)[start:]
    if data[: len(_MAGIC)] != _MAGIC or hashlib.sha256(body).digest() != data[len(_MAGIC) : start]:
        raise IndexDamagedError(f"The dense index '{path.name}' is damaged.")
    header_end = data.index(b"\n", start) + 1
    header = json.loads(data[start:header_end])
    if header.get("state") != state:
        raise IndexDamagedError(f"The dense index '{path.name}' belongs to another state of the index.")
    vectors_start = header_end + 2 * 8 * int(header["count"])
    ids, contents = np.frombuffer(data[header_end:vectors_start], dtype=np.int64).reshape(2, -1)
    index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8, offset=vectors_start))
    if index.ntotal != len(ids):
        raise IndexDamagedError(f"The dense index '{path.name}' is damaged.")
    return DenseIndex(ids, contents, index)
