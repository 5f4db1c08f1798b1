"""Themes: passages that are alike, found by their embeddings, and the key phrases that tell them apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from assistant.index.search.clusters import cluster_centres
from assistant.index.search.dense import DenseIndex
from assistant.index.snapshot import Snapshot
from assistant.index.store.rows import StoredPassage
from assistant.passages.table_context import BETWEEN_HEADINGS
from assistant.themes.phrases import Phrases, Text, count_phrases
from assistant.types import Theme

MOST_THEMES = 24
MOST_PHRASES = 4
_FEWEST_PASSAGES = 8
_CLUSTERED, _READ = 5_000, 800  # the most passages that are clustered, and that phrases are taken from
_AT_ONCE = 20_000  # vectors in memory
_MOST_HEADINGS = 4
_STRAY = 4  # what is so many times smaller than the others is no theme


def find_themes(snapshot: Snapshot) -> tuple[Theme, ...]:
    """Return what the documents are about, the largest theme first, the same for the same documents.

    Args:
        snapshot: The state of the index.

    Returns:
        At most `MOST_THEMES`, each with one key phrase at least; none for very few passages.
    """
    dense = snapshot.caches.dense
    if dense.count < _FEWEST_PASSAGES:
        return ()
    centres = cluster_centres(dense.vectors(_sample(dense, _CLUSTERED)), _how_many(dense.count))
    passages = snapshot.passages(_sample(dense, _READ))
    clusters = _nearest(dense, [passage.id for passage in passages], centres).tolist()
    phrases = count_phrases(map(Text, map(_read, passages), clusters))
    sizes = _sizes(snapshot, centres)
    least = dense.count / len(centres) / _STRAY
    themes = []
    for group in _alike([{c} for c in sizes if sizes[c].total() >= least], sizes, phrases):
        own = [p for p, cluster in zip(passages, clusters, strict=True) if cluster in group]
        if found := phrases.best(group, MOST_PHRASES):
            counted = _summed(sizes, group)
            names = _main(counted, sizes.values())
            themes.append(Theme(found, counted.total(), names, _headings(own)))
    return tuple(sorted(themes, key=lambda theme: (-theme.passages, theme.phrases)))


def _sample(dense: DenseIndex, most: int) -> list[int]:
    """Return passages of all documents evenly."""
    places = np.linspace(0, dense.count - 1, min(dense.count, most)).astype(int)
    chosen: list[int] = dense.passages[places].tolist()
    return chosen


def _how_many(passages: int) -> int:
    """Return the number of clusters for a number of passages."""
    return max(2, min(MOST_THEMES, round(math.sqrt(passages / 2))))


def _nearest(
    dense: DenseIndex, passages: Sequence[int], centres: npt.NDArray[np.float32]
) -> npt.NDArray[np.int64]:
    """Return the nearest centre of each passage."""
    parts = [passages[first : first + _AT_ONCE] for first in range(0, len(passages), _AT_ONCE)]
    return np.concatenate([np.argmax(dense.vectors(part) @ centres.T, axis=1) for part in parts])


def _sizes(snapshot: Snapshot, centres: npt.NDArray[np.float32]) -> dict[int, Counter[str]]:
    """Return, for each centre, how many passages of each document are near it; all passages count."""
    dense, names = snapshot.caches.dense, snapshot.caches.paths
    passages = dense.passages.tolist()
    found: dict[int, Counter[str]] = {cluster: Counter() for cluster in range(len(centres))}
    nearest = _nearest(dense, passages, centres).tolist()
    for content, cluster in zip(dense.contents(passages), nearest, strict=True):
        found[cluster][names[content][0]] += 1
    return found


def _alike(groups: list[set[int]], sizes: Mapping[int, Counter[str]], phrases: Phrases) -> list[set[int]]:
    """Return the groups, those joined that come from the same documents and have a key phrase in common."""
    known = [
        (g, _main(_summed(sizes, g), sizes.values()), set(phrases.best(g, MOST_PHRASES))) for g in groups
    ]
    joined: list[tuple[set[int], tuple[str, ...], set[str]]] = []
    for group, documents, best in known:
        same = next((j for j in joined if set(j[1]) == set(documents) and j[2] & best), None)
        if same is None:
            joined.append((group, documents, best))
        else:
            same[0].update(group)
    return [group for group, _, _ in joined]


def _summed(sizes: Mapping[int, Counter[str]], group: Collection[int]) -> Counter[str]:
    return sum((sizes[cluster] for cluster in group), Counter())


def _main(sizes: Counter[str], all_sizes: Collection[Counter[str]]) -> tuple[str, ...]:
    """Return the documents of which a theme has a good part, or the one that it has most of."""
    ordered = sorted(sizes, key=lambda name: (-sizes[name], name))
    whole = {name: sum(each[name] for each in all_sizes) for name in ordered}
    return tuple(name for name in ordered if 4 * sizes[name] >= whole[name]) or tuple(ordered[:1])


def _read(passage: StoredPassage) -> str:
    """Return a passage below its own heading, which often names what it is about."""
    return "\n".join((passage.heading.rpartition(BETWEEN_HEADINGS)[2], passage.text))


def _headings(passages: Sequence[StoredPassage]) -> tuple[str, ...]:
    counted = Counter(passage.heading for passage in passages if passage.heading)
    return tuple(heading for heading, _ in counted.most_common(_MOST_HEADINGS))
