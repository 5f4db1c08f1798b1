"""The dense cache: FAISS over the passages' embeddings, one file a commit, rebuilt from the store.

The only module that imports faiss.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexDamagedError
from assistant.files import write_durably

_MAGIC = b"ASSISTANT DENSE 1\n"
_DIGEST_BYTES = hashlib.sha256().digest_size


class DenseIndex:
    """Cosine search over the passages of one commit; safe to use from several threads."""

    def __init__(self, ids: npt.NDArray[np.int64], faiss_index: Any) -> None:
        """Join passage ids (by position) with their FAISS index."""
        self._ids = ids
        self._faiss = faiss_index
        self.count = len(ids)

    @classmethod
    def from_vectors(cls, ids: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32]) -> DenseIndex:
        """Build from passage ids of shape (n,) and unit vectors of shape (n, dimension)."""
        import faiss

        index = faiss.IndexFlatIP(int(vectors.shape[1]))
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(ids, index)

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, passages: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return cosines by passage id of the nearest passages, at most `limit`.

        Args:
            vector: The question's unit vector, of shape (dimension,).
            limit: The most passages to return.
            passages: If given, only these passage ids are searched.
        """
        import faiss

        if not self.count:
            return {}
        parameters = None
        if passages is not None:
            positions = np.flatnonzero(np.isin(self._ids, np.fromiter(passages, dtype=np.int64)))
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

    def save(self, path: Path, state: str) -> None:
        """Write to a file, complete and on disk when this returns."""
        import faiss

        header = json.dumps({"state": state, "count": self.count}).encode() + b"\n"
        body = header + self._ids.tobytes() + faiss.serialize_index(self._faiss).tobytes()
        write_durably(path, _MAGIC + hashlib.sha256(body).digest() + body)


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
    vectors_start = header_end + 8 * int(header["count"])
    ids = np.frombuffer(data[header_end:vectors_start], dtype=np.int64)
    index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8, offset=vectors_start))
    if index.ntotal != len(ids):
        raise IndexDamagedError(f"The dense index '{path.name}' is damaged.")
    return DenseIndex(ids, index)
