"""Clusters of vectors, by k-means; beside `segment.py` the only module that imports faiss."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_KMEANS_RUNS, _KMEANS_STEPS, _KMEANS_TRIES = 4, 12, 4


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
