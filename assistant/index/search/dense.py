"""The dense cache of a commit: segments, most of which earlier commits made, searched as one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.common.files import write_durably
from assistant.errors import IndexDamagedError
from assistant.index.search.segment import (
    Embeddings,
    Mask,
    Numbers,
    Segment,
    joined,
    make_segment,
    open_segment,
)
from assistant.index.store.digest import digest
from assistant.index.store.rows import Names

# Segments up to this many passages are written anew rather than joined by others: it takes a moment, and
# a small index is then the same however it came to be.
SMALL = 5_000
# A segment is taken into a new one of at least this share of its size, so that few remain ...
_TAKEN_IN = 0.25
# ... and when this share of its passages is no longer wanted.
_WORN = 0.25
# Passages that are equally near are found in the order of their documents, unless more than this share
# the last place.
_TIES = 20


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A segment, with which of its passages the commit has; None is all."""

    segment: Segment
    live: Mask | None

    @property
    def count(self) -> int:
        return self.segment.count if self.live is None else int(self.live.sum())

    def of(self, values: Numbers) -> Numbers:
        return values if self.live is None else values[self.live]

    def embeddings(self) -> Embeddings:
        return self.segment.embeddings(self.of(np.arange(self.segment.count)))


class DenseIndex:
    """Cosine search over the passages of one commit; safe to use from several threads."""

    def __init__(self, segments: Iterable[Segment], names: Names) -> None:
        """Search what some segments hold of the contents that a commit has, in the order of `names`."""
        self._rank = {content: rank for rank, content in enumerate(names)}
        self._parts = [_part(segment, names) for segment in segments]
        self.count = sum(part.count for part in self._parts)

    @property
    def segments(self) -> list[Segment]:
        """The segments that are searched."""
        return [part.segment for part in self._parts]

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, contents: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return cosines by passage id of the nearest passages, at most `limit`, best first.

        Args:
            vector: The question's unit vector, of shape (dimension,).
            limit: The most passages to return.
            contents: If given, only passages of these contents are searched.
        """
        found: list[tuple[float, int, int]] = []
        for part in self._parts:
            wanted = _both(part.live, None if contents is None else _among(part.segment.contents, contents))
            positions, cosines = part.segment.search(vector, limit + _TIES, wanted)
            ids, owners = part.segment.ids[positions], part.segment.contents[positions]
            found += [
                (-float(cosine), self._rank[int(content)], int(passage))
                for cosine, content, passage in zip(cosines, owners, ids, strict=True)
            ]
        return {passage: -negative for negative, _, passage in sorted(found)[:limit]}

    def cosines(self, vector: npt.NDArray[np.float32], passages: Sequence[int]) -> list[float]:
        """Return the cosine of each of these passages with a unit vector."""
        return [float(cosine) for cosine in self.vectors(passages) @ vector] if passages else []

    @property
    def passages(self) -> Numbers:
        """The ids of all passages, document by document."""
        if not self._parts:
            return np.empty(0, dtype=np.int64)
        ids, contents = (
            np.concatenate([part.of(getattr(part.segment, name)) for part in self._parts])
            for name in ("ids", "contents")
        )
        return ids[np.lexsort((ids, _ranks(contents, self._rank)))]

    def vectors(self, passages: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return the unit vectors of some passages, at least one, of shape (n, dimension)."""
        found = [
            (places, segment.vectors(positions)) for segment, places, positions in self._located(passages)
        ]
        vectors = np.zeros((len(passages), found[0][1].shape[1] if found else 0), dtype=np.float32)
        for places, some in found:
            vectors[places] = some
        return vectors

    def contents(self, passages: Sequence[int]) -> list[int]:
        """Return the content that each of these passages belongs to."""
        found = np.zeros(len(passages), dtype=np.int64)
        for segment, places, positions in self._located(passages):
            found[places] = segment.contents[positions]
        return [int(content) for content in found]

    def _located(self, passages: Sequence[int]) -> Iterable[tuple[Segment, Numbers, Numbers]]:
        """Yield segments with which of the passages they hold, and where."""
        wanted = np.asarray(passages, dtype=np.int64)
        for part in self._parts if len(wanted) else ():
            positions = part.segment.positions(wanted)
            places = np.flatnonzero(positions >= 0)
            if len(places):
                yield part.segment, places, positions[places]

    def missing(self, names: Names) -> list[int]:
        """Return the contents of a commit that no segment holds."""
        held = [_each(segment.contents) for segment in self.segments]
        return sorted(names.keys() - set().union(*held))

    def with_contents(self, new: Embeddings, names: Names) -> DenseIndex:
        """Return the index of the next commit: what is new, and what stays, in as few segments as pays.

        Args:
            new: The passages that no segment holds yet.
            names: The contents of the next commit, in the order of their paths.
        """
        after = DenseIndex(self.segments, names)
        kept, taken = _divided(after._parts, len(new.ids), after._rank)
        group = [part.embeddings() for part in taken if part.count]
        if len(new.ids):
            group.append(new)
        if not group and not taken:
            return after
        segments = [part.segment for part in kept]
        if group:
            segments.append(make_segment(_in_order(joined(group), after._rank)))
        return DenseIndex(segments, names)

    def save(self, folder: Path, state: str) -> None:
        """Keep the index as that of a commit, complete and on disk when this returns."""
        for segment in self.segments:
            if not (segment.name and (folder / segment.name).is_file()):
                segment.save(folder)
        names = [segment.name for segment in self.segments]
        manifest = {"state": state, "segments": names, "digest": _seal(state, names)}
        write_durably(dense_path(folder, state), json.dumps(manifest).encode())


def dense_path(folder: Path, state: str) -> Path:
    """Return where it is kept of which segments the dense index of a commit is made."""
    return folder / f"dense-{state}.json"


def new_dense(embeddings: Embeddings, names: Names) -> DenseIndex:
    """Return the dense index of a commit, in memory, from all its embeddings."""
    return DenseIndex((), {}).with_contents(embeddings, names)


def open_dense(folder: Path, state: str, names: Names, known: Iterable[Segment] = ()) -> DenseIndex:
    """Open the dense index of a commit.

    Args:
        folder: The folder of the index.
        state: The name of the commit.
        names: The contents of the commit, in the order of their paths.
        known: Segments that are open already.

    Raises:
        IndexDamagedError: A file is missing, damaged or of another commit.
    """
    opened = {segment.name: segment for segment in known}
    segments = [opened.get(name) or open_segment(folder, name) for name in segment_names(folder, state)]
    dense = DenseIndex(segments, names)
    if dense.missing(names):
        raise IndexDamagedError(f"The dense index '{dense_path(folder, state).name}' lacks some documents.")
    return dense


def segment_names(folder: Path, state: str) -> list[str]:
    """Return the files that the dense index of a commit is made of; raises IndexDamagedError."""
    path = dense_path(folder, state)
    try:
        manifest = json.loads(path.read_bytes())
        names = [str(name) for name in manifest["segments"]]
        intact = manifest["digest"] == _seal(manifest["state"], names)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(f"The dense index '{path.name}' is missing or damaged.") from error
    if not intact:
        raise IndexDamagedError(f"The dense index '{path.name}' is damaged.")
    if manifest["state"] != state:
        raise IndexDamagedError(f"The dense index '{path.name}' belongs to another state of the index.")
    return names


def _seal(state: str, names: Sequence[str]) -> str:
    return digest((state, *names)).hex()


def _part(segment: Segment, names: Names) -> _Part:
    mask = _among(segment.contents, names)
    return _Part(segment, None if mask.all() else mask)


def _among(contents: Numbers, some: Collection[int]) -> Mask:
    """Return which of the contents are among some others."""
    numbers = np.fromiter(some, dtype=np.int64, count=len(some))
    is_there = np.zeros(max(int(contents.max(initial=0)), int(numbers.max(initial=0))) + 1, dtype=np.bool_)
    is_there[numbers] = True
    mask: Mask = is_there[contents]
    return mask


def _both(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _divided(parts: Sequence[_Part], new: int, rank: Mapping[int, int]) -> tuple[list[_Part], list[_Part]]:
    """Return the segments that stay, and those that become part of a new one with `new` passages."""
    taken = [part for part in parts if _is_worn(part, rank)]
    kept = [part for part in parts if part not in taken]
    size = new + sum(part.count for part in taken)
    for part in sorted(kept, key=lambda part: part.count) if size else ():
        if part.count > SMALL and size < _TAKEN_IN * part.count:
            break
        kept.remove(part)
        taken.append(part)
        size += part.count
    return kept, taken


def _is_worn(part: _Part, rank: Mapping[int, int]) -> bool:
    """Whether a segment holds too much that is no longer wanted, or a small one anything out of order."""
    if part.segment.count > SMALL:
        return part.count < (1 - _WORN) * part.segment.count
    return part.live is not None or not _is_in_order(part.segment.contents, rank)


def _each(contents: Numbers) -> list[int]:
    """Return each content at least once; passages of one mostly stand together."""
    each: list[int] = contents[np.diff(contents, prepend=-1) != 0].tolist()
    return each


def _is_in_order(contents: Numbers, rank: Mapping[int, int]) -> bool:
    ranks = _ranks(contents, rank)
    return bool((ranks[1:] >= ranks[:-1]).all())


def _ranks(contents: Numbers, rank: Mapping[int, int]) -> Numbers:
    each, where = np.unique(contents, return_inverse=True)
    ranks: Numbers = np.array([rank[int(content)] for content in each], dtype=np.int64)[where]
    return ranks


def _in_order(embeddings: Embeddings, rank: Mapping[int, int]) -> Embeddings:
    """Sort by the paths of the documents, and inside a document as it is read."""
    order = np.lexsort((embeddings.ids, _ranks(embeddings.contents, rank)))
    return embeddings if (order == np.arange(len(order))).all() else embeddings.at(order)
