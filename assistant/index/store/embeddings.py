"""Embeddings of passages as arrays, as they leave the store and as segments keep them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Unit vectors of n passages.

    `ids` and `contents`, int64 of shape (n,), are the passages' ids and the contents they belong to;
    `vectors` is float16 of shape (n, dimension).
    """

    ids: Ids
    contents: Ids
    vectors: npt.NDArray[np.float16]

    def at(self, positions: Ids) -> Embeddings:
        """Return those at some positions, in that order."""
        return Embeddings(self.ids[positions], self.contents[positions], self.vectors[positions])


def concatenate(parts: Sequence[Embeddings]) -> Embeddings:
    """Return several embeddings, at least one, as one."""
    if len(parts) == 1:
        return parts[0]
    return Embeddings(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.contents for part in parts]),
        np.concatenate([part.vectors for part in parts]),
    )


def embeddings_from_rows(rows: Iterable[Sequence[Any]], count: int) -> Embeddings:
    """Return the embeddings of `count` rows of the table `passages`, without holding all rows in memory."""
    ids, contents = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    vectors = np.empty((count, 0), dtype=np.float16)
    for position, row in enumerate(rows):
        vector = np.frombuffer(row[-2], dtype=np.float16)
        if not vectors.shape[1]:
            vectors = np.empty((count, len(vector)), dtype=np.float16)
        ids[position], contents[position], vectors[position] = row[0], row[1], vector
    return Embeddings(ids, contents, vectors)
