"""Topic detection: clusters of passage embeddings, each described by key phrases."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from assistant.index.search.clusters import cluster_centres
from assistant.index.search.interface import DenseSearch
from assistant.index.snapshot import Snapshot
from assistant.index.store.rows import StoredPassage
from assistant.passages.table_context import HEADING_SEPARATOR
from assistant.themes.phrases import GroupedText, KeyPhrases, count_phrases
from assistant.types import Theme

MAX_THEMES = 24
MAX_PHRASES = 4
_MIN_PASSAGES = 8
# The most passages from which the centres are computed, and from which phrases are taken.
_MAX_CLUSTERED, _MAX_READ = 5_000, 800
_BATCH_SIZE = 20_000  # vectors in memory at a time
_MAX_HEADINGS = 4
_OUTLIER_RATIO = 4  # a cluster this many times smaller than the average is no theme


def find_themes(snapshot: Snapshot) -> tuple[Theme, ...]:
    """Return the themes of the documents, the largest first; the same for the same documents.

    Args:
        snapshot: The state of the index.

    Returns:
        At most `MAX_THEMES` themes, each with at least one key phrase; none for very few passages.
    """
    dense = snapshot.caches.dense
    if dense.count < _MIN_PASSAGES:
        return ()
    centres = cluster_centres(dense.vectors(_sample(dense, _MAX_CLUSTERED)), _cluster_count(dense.count))
    passages = snapshot.passages(_sample(dense, _MAX_READ))
    clusters = _nearest_centres(dense, [passage.id for passage in passages], centres).tolist()
    phrases = count_phrases(map(GroupedText, map(_text_with_heading, passages), clusters))
    sizes = _document_counts(snapshot, centres)
    min_size = dense.count / len(centres) / _OUTLIER_RATIO
    themes = []
    for group in _merge_similar([{c} for c in sizes if sizes[c].total() >= min_size], sizes, phrases):
        own = [p for p, cluster in zip(passages, clusters, strict=True) if cluster in group]
        if found := phrases.best(group, MAX_PHRASES):
            counted = _sum_counts(sizes, group)
            names = _main_documents(counted, sizes.values())
            themes.append(Theme(found, counted.total(), names, _frequent_headings(own)))
    return tuple(sorted(themes, key=lambda theme: (-theme.passages, theme.phrases)))


def _sample(dense: DenseSearch, max_count: int) -> list[int]:
    """Return up to `max_count` passage ids, evenly spread over all documents."""
    positions = np.linspace(0, dense.count - 1, min(dense.count, max_count)).astype(int)
    chosen: list[int] = dense.passages[positions].tolist()
    return chosen


def _cluster_count(passages: int) -> int:
    """Return the number of clusters for a number of passages: the usual sqrt(n / 2), within limits."""
    return max(2, min(MAX_THEMES, round(math.sqrt(passages / 2))))


def _nearest_centres(
    dense: DenseSearch, passages: Sequence[int], centres: npt.NDArray[np.float32]
) -> npt.NDArray[np.int64]:
    """Return the number of the nearest centre of each passage, of shape (passages,)."""
    parts = [passages[first : first + _BATCH_SIZE] for first in range(0, len(passages), _BATCH_SIZE)]
    return np.concatenate([np.argmax(dense.vectors(part) @ centres.T, axis=1) for part in parts])


def _document_counts(snapshot: Snapshot, centres: npt.NDArray[np.float32]) -> dict[int, Counter[str]]:
    """Return, for each centre, the number of passages of each document in its cluster."""
    dense, names = snapshot.caches.dense, snapshot.caches.paths
    passages = dense.passages.tolist()
    found: dict[int, Counter[str]] = {cluster: Counter() for cluster in range(len(centres))}
    nearest = _nearest_centres(dense, passages, centres).tolist()
    for content, cluster in zip(dense.contents(passages), nearest, strict=True):
        found[cluster][names[content][0]] += 1
    return found


def _merge_similar(
    groups: list[set[int]], sizes: Mapping[int, Counter[str]], phrases: KeyPhrases
) -> list[set[int]]:
    """Merge groups of clusters with the same main documents and a key phrase in common."""
    described = [
        (g, _main_documents(_sum_counts(sizes, g), sizes.values()), set(phrases.best(g, MAX_PHRASES)))
        for g in groups
    ]
    merged: list[tuple[set[int], tuple[str, ...], set[str]]] = []
    for group, documents, best in described:
        same = next((j for j in merged if set(j[1]) == set(documents) and j[2] & best), None)
        if same is None:
            merged.append((group, documents, best))
        else:
            same[0].update(group)
    return [group for group, _, _ in merged]


def _sum_counts(sizes: Mapping[int, Counter[str]], group: Collection[int]) -> Counter[str]:
    return sum((sizes[cluster] for cluster in group), Counter())


def _main_documents(sizes: Counter[str], all_sizes: Collection[Counter[str]]) -> tuple[str, ...]:
    """Return the documents with a quarter of their passages in a theme, or else the one with the most."""
    ordered = sorted(sizes, key=lambda name: (-sizes[name], name))
    whole = {name: sum(each[name] for each in all_sizes) for name in ordered}
    return tuple(name for name in ordered if 4 * sizes[name] >= whole[name]) or tuple(ordered[:1])


def _text_with_heading(passage: StoredPassage) -> str:
    """Return the text of a passage below its innermost heading, which often names the topic."""
    return "\n".join((passage.heading.rpartition(HEADING_SEPARATOR)[2], passage.text))


def _frequent_headings(passages: Sequence[StoredPassage]) -> tuple[str, ...]:
    counted = Counter(passage.heading for passage in passages if passage.heading)
    return tuple(heading for heading, _ in counted.most_common(_MAX_HEADINGS))
