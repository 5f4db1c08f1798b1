"""The dense index of a commit: segments, most of them shared with earlier commits, searched as one.

A manifest lists the segments of a commit. As in Lucene, segments are immutable and merged by a policy.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.common.files import write_durably
from assistant.errors import IndexDamagedError
from assistant.index.search.segment import Mask, Segment, make_segment, open_segment
from assistant.index.store.digest import digest
from assistant.index.store.embeddings import Embeddings, Ids, concatenate
from assistant.index.store.rows import ContentPaths

# Segments of up to this many passages are always merged with what is added: it takes a moment, and a small
# index is then the same file however it came about.
SMALL = 5_000
# A larger segment is merged into a new one of at least this share of its size, so that few remain ...
_MERGE_SHARE = 0.25
# ... and when this share of its passages is deleted.
_DELETED_SHARE = 0.25
# So many more are fetched, so that passages with equal cosines are ranked in the order of their documents.
_EXTRA_FOR_TIES = 20


@dataclass(frozen=True, slots=True, eq=False)
class _SegmentView:
    """A segment and a mask of the passages that the commit has; None is all of them."""

    segment: Segment
    live: Mask | None

    @property
    def count(self) -> int:
        return self.segment.count if self.live is None else int(self.live.sum())

    def select(self, values: Ids) -> Ids:
        return values if self.live is None else values[self.live]

    def embeddings(self) -> Embeddings:
        return self.segment.embeddings(self.select(np.arange(self.segment.count)))


class DenseIndex:
    """Cosine search over the passages of one commit; safe to use from several threads."""

    def __init__(self, segments: Iterable[Segment], paths: ContentPaths) -> None:
        """Search segments for the passages of one commit.

        Args:
            segments: Hold all contents of the commit, and perhaps others, which are not searched.
            paths: The documents of each content of the commit, in the order that ties are ranked by.
        """
        self._rank = {content: rank for rank, content in enumerate(paths)}
        self._views = [_view(segment, paths) for segment in segments]
        self.count = sum(view.count for view in self._views)

    @property
    def segments(self) -> list[Segment]:
        """The segments that are searched."""
        return [view.segment for view in self._views]

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, contents: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return the nearest passages as cosines by passage id, best first.

        Args:
            vector: The question's unit vector, of shape (dimension,).
            limit: The most passages to return.
            contents: If given, only passages of these contents are searched.
        """
        found: list[tuple[float, int, int]] = []
        for view in self._views:
            wanted = _intersect(
                view.live, None if contents is None else _membership(view.segment.contents, contents)
            )
            positions, cosines = view.segment.search(vector, limit + _EXTRA_FOR_TIES, wanted)
            ids, owners = view.segment.ids[positions], view.segment.contents[positions]
            found += [
                (-float(cosine), self._rank[int(content)], int(passage))
                for cosine, content, passage in zip(cosines, owners, ids, strict=True)
            ]
        return {passage: -negative for negative, _, passage in sorted(found)[:limit]}

    def cosines(self, vector: npt.NDArray[np.float32], passages: Sequence[int]) -> list[float]:
        """Return the cosine of each of these passages with a unit vector."""
        return [float(cosine) for cosine in self.vectors(passages) @ vector] if passages else []

    @property
    def passages(self) -> Ids:
        """The ids of all passages, document by document."""
        if not self._views:
            return np.empty(0, dtype=np.int64)
        ids, contents = (
            np.concatenate([view.select(getattr(view.segment, name)) for view in self._views])
            for name in ("ids", "contents")
        )
        return ids[np.lexsort((ids, _ranks(contents, self._rank)))]

    def vectors(self, passages: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return the unit vectors of some passages, at least one, of shape (n, dimension)."""
        found = [
            (places, segment.vectors(positions)) for segment, places, positions in self._locate(passages)
        ]
        vectors = np.zeros((len(passages), found[0][1].shape[1] if found else 0), dtype=np.float32)
        for places, some in found:
            vectors[places] = some
        return vectors

    def contents(self, passages: Sequence[int]) -> list[int]:
        """Return the content that each of these passages belongs to."""
        found = np.zeros(len(passages), dtype=np.int64)
        for segment, places, positions in self._locate(passages):
            found[places] = segment.contents[positions]
        return [int(content) for content in found]

    def _locate(self, passages: Sequence[int]) -> Iterable[tuple[Segment, Ids, Ids]]:
        """Yield, segment by segment, which of the passages it holds (indices) and their positions in it."""
        wanted = np.asarray(passages, dtype=np.int64)
        for view in self._views if len(wanted) else ():
            positions = view.segment.positions(wanted)
            places = np.flatnonzero(positions >= 0)
            if len(places):
                yield view.segment, places, positions[places]

    def missing(self, paths: ContentPaths) -> list[int]:
        """Return the contents of a commit that no segment holds, in ascending order."""
        held = [_distinct(segment.contents) for segment in self.segments]
        return sorted(paths.keys() - set().union(*held))

    def updated(self, new: Embeddings, paths: ContentPaths) -> DenseIndex:
        """Return the index of the next commit, with segments merged where that pays.

        Args:
            new: The passages of the contents that no segment holds yet.
            paths: The documents of each content of the next commit, in path order.
        """
        after = DenseIndex(self.segments, paths)
        kept, merged = _choose_merges(after._views, len(new.ids), after._rank)
        group = [view.embeddings() for view in merged if view.count]
        if len(new.ids):
            group.append(new)
        if not group and not merged:
            return after
        segments = [view.segment for view in kept]
        if group:
            segments.append(make_segment(_sorted(concatenate(group), after._rank)))
        return DenseIndex(segments, paths)

    def save(self, folder: Path, commit_id: str) -> None:
        """Write the index as that of a commit, complete and on disk when this returns; raises OSError."""
        for segment in self.segments:
            if not (segment.name and (folder / segment.name).is_file()):
                segment.save(folder)
        names = [segment.name for segment in self.segments]
        manifest = {"state": commit_id, "segments": names, "digest": _digest(commit_id, names)}
        write_durably(dense_path(folder, commit_id), json.dumps(manifest).encode())


def dense_path(folder: Path, commit_id: str) -> Path:
    """Return the path of the manifest that lists the segments of a commit."""
    return folder / f"dense-{commit_id}.json"


def new_dense(embeddings: Embeddings, paths: ContentPaths) -> DenseIndex:
    """Return the dense index of a commit, in memory, from all its embeddings."""
    return DenseIndex((), {}).updated(embeddings, paths)


def open_dense(
    folder: Path, commit_id: str, paths: ContentPaths, known: Iterable[Segment] = ()
) -> DenseIndex:
    """Open the dense index of a commit.

    Args:
        folder: The folder of the index.
        commit_id: The id of the commit.
        paths: The documents of each content of the commit, in path order.
        known: Segments that are open already.

    Raises:
        IndexDamagedError: A file is missing, damaged or of another commit.
    """
    opened = {segment.name: segment for segment in known}
    segments = [opened.get(name) or open_segment(folder, name) for name in segment_names(folder, commit_id)]
    dense = DenseIndex(segments, paths)
    if dense.missing(paths):
        raise IndexDamagedError(
            f"The dense index '{dense_path(folder, commit_id).name}' lacks some documents."
        )
    return dense


def segment_names(folder: Path, commit_id: str) -> list[str]:
    """Return the names of the segment files of a commit; raises IndexDamagedError."""
    path = dense_path(folder, commit_id)
    try:
        manifest = json.loads(path.read_bytes())
        names = [str(name) for name in manifest["segments"]]
        intact = manifest["digest"] == _digest(manifest["state"], names)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(f"The dense index '{path.name}' is missing or damaged.") from error
    if not intact:
        raise IndexDamagedError(f"The dense index '{path.name}' is damaged.")
    if manifest["state"] != commit_id:
        raise IndexDamagedError(f"The dense index '{path.name}' belongs to another state of the index.")
    return names


def _digest(commit_id: str, names: Sequence[str]) -> str:
    return digest((commit_id, *names)).hex()


def _view(segment: Segment, paths: ContentPaths) -> _SegmentView:
    mask = _membership(segment.contents, paths)
    return _SegmentView(segment, None if mask.all() else mask)


def _membership(contents: Ids, some: Collection[int]) -> Mask:
    """Return a mask of the positions whose content is one of `some`."""
    numbers = np.fromiter(some, dtype=np.int64, count=len(some))
    is_there = np.zeros(max(int(contents.max(initial=0)), int(numbers.max(initial=0))) + 1, dtype=np.bool_)
    is_there[numbers] = True
    mask: Mask = is_there[contents]
    return mask


def _intersect(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _choose_merges(
    views: Sequence[_SegmentView], new: int, rank: Mapping[int, int]
) -> tuple[list[_SegmentView], list[_SegmentView]]:
    """Return the segments to keep, and those to merge into a new one together with `new` passages."""
    merged = [view for view in views if _needs_rewriting(view, rank)]
    kept = [view for view in views if view not in merged]
    size = new + sum(view.count for view in merged)
    for view in sorted(kept, key=lambda view: view.count) if size else ():
        if view.count > SMALL and size < _MERGE_SHARE * view.count:
            break
        kept.remove(view)
        merged.append(view)
        size += view.count
    return kept, merged


def _needs_rewriting(view: _SegmentView, rank: Mapping[int, int]) -> bool:
    """Whether too many passages of a segment are deleted, or a small one is not in the commit's order."""
    if view.segment.count > SMALL:
        return view.count < (1 - _DELETED_SHARE) * view.segment.count
    return view.live is not None or not _is_sorted(view.segment.contents, rank)


def _distinct(contents: Ids) -> list[int]:
    """Return each content at least once; those of adjacent passages are mostly equal."""
    each: list[int] = contents[np.diff(contents, prepend=-1) != 0].tolist()
    return each


def _is_sorted(contents: Ids, rank: Mapping[int, int]) -> bool:
    ranks = _ranks(contents, rank)
    return bool((ranks[1:] >= ranks[:-1]).all())


def _ranks(contents: Ids, rank: Mapping[int, int]) -> Ids:
    each, where = np.unique(contents, return_inverse=True)
    ranks: Ids = np.array([rank[int(content)] for content in each], dtype=np.int64)[where]
    return ranks


def _sorted(embeddings: Embeddings, rank: Mapping[int, int]) -> Embeddings:
    """Sort by the paths of the documents, and inside a document as it is read."""
    order = np.lexsort((embeddings.ids, _ranks(embeddings.contents, rank)))
    return embeddings if (order == np.arange(len(order))).all() else embeddings.at(order)
