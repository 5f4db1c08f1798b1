"""The candidates of questions with their features, and which of them are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant import build_index, open_index
from assistant.api import Index
from assistant.documents.tables import TableText
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.search import make_query, measure_candidates
from training.kept_back import Part
from training.ranking.corpora import Asked, Corpus, drawn

# Each question of these kinds is asked of its document alone: policies all say much the same.
ASKED_WITHIN = frozenset({"policies"})


@dataclass(frozen=True, slots=True)
class Example:
    """A question's candidates in the order of their fused scores.

    `features` are those of `ranking_features`, each of shape (candidates,); `right` has that shape, too.
    """

    features: dict[str, np.ndarray]
    right: np.ndarray


def examples(kind: str, corpus: Corpus, folder: Path, part: Part, count: int) -> list[Example]:
    """Return examples of one part of a kind; its index is built if need be.

    Args:
        kind: The name of the kind.
        corpus: Its files and questions.
        folder: Where they and the index are written.
        part: The part of the documents.
        count: The most questions.
    """
    corpus.write(folder / "corpus")
    build_index(folder / "corpus", folder / "index")
    with open_index(folder / "index") as index:
        found = []
        for asked, is_right in _with_gold(index, drawn(corpus.asked, part, 2 * count)):
            found.append(_measure(index, asked, is_right, within=kind in ASKED_WITHIN))
            if len(found) == count:
                break
        return found


def _with_gold(
    index: Index, asked: Sequence[Asked]
) -> Iterator[tuple[Asked, Callable[[StoredPassage], bool]]]:
    """Yield the questions whose gold is found in their document, and what tells which passages are right."""
    texts: dict[str, str] = {}
    for each in asked:
        if each.document not in texts:
            texts[each.document] = index.document_text(each.document)
        ranges = _gold_ranges(index, each, texts[each.document])
        if ranges:
            yield each, _holds_one(each.document, ranges)


def _holds_one(document: str, ranges: Sequence[tuple[int, int]]) -> Callable[[StoredPassage], bool]:
    return lambda passage: (
        document in passage.documents
        and any(passage.start <= start and end <= passage.end for start, end in ranges)
    )


def _gold_ranges(index: Index, asked: Asked, text: str) -> list[tuple[int, int]]:
    if asked.text:
        at = text.find(asked.text)
        return [(at + start, at + end) for start, end in asked.ranges] if at >= 0 else []
    with index.newest() as (snapshot, _, _):
        tables = snapshot.store.tables(snapshot.content(asked.document))
    if asked.table >= len(tables):
        return []
    rows = TableText(tables[asked.table], text).body
    return [(rows[n].start, rows[n].end) for n in asked.rows] if max(asked.rows) < len(rows) else []


def _measure(
    index: Index, asked: Asked, is_right: Callable[[StoredPassage], bool], *, within: bool
) -> Example:
    with index.newest() as (snapshot, embedder, _):
        query = make_query(asked.question, embedder)
        contents = [snapshot.content(asked.document)] if within else None
        candidates, features = measure_candidates(snapshot, query, contents=contents)
    return Example(features, np.array([is_right(each.passage) for each in candidates]))
