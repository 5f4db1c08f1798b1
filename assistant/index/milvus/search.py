"""Dense and lexical search of one commit on Milvus: filters are pushed down, and each search is one call.

A search brings all that is needed of the passages that it finds, so that the other score of each, the
passages themselves and what they cite cost no further call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from assistant.common.lru import LruCache
from assistant.index.milvus.bm25 import engine_word, inverse_frequency, score
from assistant.index.milvus.rows import PASSAGE_FIELDS, half
from assistant.index.milvus.schema import alive, among
from assistant.index.milvus.similar import similar_words
from assistant.index.milvus.store import MilvusStore
from assistant.index.search.caches import Caches, paths_by_content
from assistant.index.store.attachments import holders_by_content
from assistant.index.store.embeddings import Ids
from assistant.index.store.rows import ContentPaths

# So many more are fetched: the order of passages with equal cosines is ours, and so are the lexical scores.
_EXTRA_DENSE, _EXTRA_LEXICAL = 20, 60
_KEPT_WORDS = 100_000
_WORDS_AT_ONCE = 1_000


class MilvusDense:
    """Cosine search over the passages of one commit; safe to use from several threads."""

    def __init__(self, store: MilvusStore, paths: ContentPaths) -> None:
        """Search a store whose contents have these documents, in the order that ties are ranked by."""
        self._store = store
        self._rank = {content: rank for rank, content in enumerate(paths)}
        self._ids: Ids | None = None
        self.count = store.passage_count()

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, contents: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Return the nearest passages as cosines by passage id, best first."""
        if not self.count or (contents is not None and not contents):
            return {}
        rows = self._store.engine.search(
            self._store.names.passages(self._store.shown.dimension),
            "vector",
            vector.astype(np.float32),
            _shown(self._store, contents),
            limit + _EXTRA_DENSE,
            PASSAGE_FIELDS,
        )
        self._store.keep(rows)
        stray = next((row["content"] for row in rows if row["content"] not in self._rank), None)
        if stray is not None:
            raise self._store.damaged_error("A passage", stray)
        cosines = _cosines(rows, vector)
        found = sorted(
            (-cosine, self._rank[row["content"]], int(row["passage"]))
            for row, cosine in zip(rows, cosines, strict=True)
        )
        return {passage: -negative for negative, _, passage in found[:limit]}

    def cosines(self, vector: npt.NDArray[np.float32], passages: Sequence[int]) -> list[float]:
        """Return the cosine of each of these passages with a unit vector."""
        return _cosines(self._store.passage_rows(passages), vector)

    @property
    def passages(self) -> Ids:
        """The ids of all passages, document by document."""
        if self._ids is None:
            rows: Iterator[Mapping[str, int]] = iter(())
            if self.count:
                name = self._store.names.passages(self._store.shown.dimension)
                rows = self._store.engine.all(name, alive(self._store.shown.number), ("passage", "content"))
            ordered = sorted((self._rank[row["content"]], row["passage"]) for row in rows)
            self._ids = np.array([passage for _, passage in ordered], dtype=np.int64)
        return self._ids

    def vectors(self, passages: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return the unit vectors of some passages, at least one, of shape (n, dimension)."""
        return _vectors(self._store.passage_rows(passages))

    def contents(self, passages: Sequence[int]) -> list[int]:
        """Return the content that each of these passages belongs to."""
        return [int(row["content"]) for row in self._store.passage_rows(passages)]


class MilvusLexical:
    """BM25 search over the passages of one commit; safe to use from several threads."""

    def __init__(self, store: MilvusStore) -> None:
        """Search a store."""
        self._store = store
        self._totals = store.shown.totals
        self._rarity: LruCache[str, tuple[int, int]] = LruCache(_KEPT_WORDS)
        self.count = store.passage_count()

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        contents: Sequence[int] | None = None,
        compounds: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[int, float]:
        """Return BM25 scores by passage id of the best passages that hold any of the terms."""
        if not terms or not self.count or (contents is not None and not contents):
            return {}
        words = [engine_word(term) for term in (*terms, *(compounds or {}))]
        with self._rarity_meanwhile(words):
            rows = self._store.engine.search(
                self._store.names.passages(self._store.shown.dimension),
                "sparse",
                " ".join(words),
                _shown(self._store, contents),
                limit + _EXTRA_LEXICAL,
                PASSAGE_FIELDS,
            )
        self._store.keep(rows)
        found = self.scores(terms, [row["passage"] for row in rows], compounds)
        rank = {row["passage"]: number for number, row in enumerate(rows)}
        best = sorted(found, key=lambda passage: (-found[passage], rank[passage]))[:limit]
        return {passage: found[passage] for passage in best}

    def scores(
        self,
        terms: Mapping[str, float],
        passages: Sequence[int],
        compounds: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[int, float]:
        """Return the BM25 scores of those of these passages that hold any of the terms, by passage id."""
        if not terms:
            return {}
        rarity = self._rarity_of([engine_word(term) for term in terms])
        found = {
            int(row["passage"]): score(row["words"], terms, compounds or {}, self._totals, rarity)
            for row in self._store.passage_rows(passages)
        }
        return {passage: each for passage, each in found.items() if each > 0}

    def holds(self, term: str) -> bool:
        """Whether any passage has a term in its text, its title or its heading."""
        word = engine_word(term)
        return self._rarity_of([word])[word] != (0, 0)

    def passages_with_similar(self, term: str, edits: int, limit: int) -> list[int]:
        """Return passages whose text holds a term that differs from another by a few letters.

        Args:
            term: An analyzed term.
            edits: The most letters that are put in, left out or replaced, or neighbours that are exchanged.
            limit: The most passages to return.
        """
        store = self._store
        if not self.count:
            return []
        words = similar_words(store.engine, store.names.words, store.shown.number, engine_word(term), edits)
        # Words of ASCII letters are terms as they stand.
        return list(self.search(dict.fromkeys(words, 1.0), limit))

    def passage_frequency(self, term: str) -> int:
        """Return how many passages hold a term in their text."""
        word = engine_word(term)
        return self._rarity_of([word])[word][0]

    def idf(self, term: str) -> float:
        """Return the inverse passage frequency of a term, its weight in BM25."""
        return inverse_frequency(self.passage_frequency(term), self.count)

    def _rarity_of(self, words: Sequence[str]) -> dict[str, tuple[int, int]]:
        return dict(zip(words, self._rarity.get_or_compute(words, self._load_rarity), strict=True))

    @contextmanager
    def _rarity_meanwhile(self, words: Sequence[str]) -> Iterator[None]:
        """Fetch how rare words are beside a search, so that both take the time of one call."""
        with ThreadPoolExecutor(1) as pool:
            fetched = pool.submit(self._rarity_of, words)
            yield
            fetched.result()

    def _load_rarity(self, words: Sequence[str]) -> list[tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for start in range(0, len(words), _WORDS_AT_ONCE):
            quoted = ", ".join(f"'{word}'" for word in words[start : start + _WORDS_AT_ONCE])
            where = f"word in [{quoted}] and {alive(self._store.shown.number)}"
            for row in self._store.engine.few(self._store.names.words, where, ("word", "texts", "places")):
                found[row["word"]] = (row["texts"], row["places"])
        return [found.get(word, (0, 0)) for word in words]


def make_caches(store: MilvusStore) -> Caches:
    """Return what is kept in memory of a store's commit."""
    documents = store.documents()
    paths = paths_by_content(documents.values())
    dense, lexical = MilvusDense(store, paths), MilvusLexical(store)
    holders = holders_by_content(paths)
    return Caches(store.commit_id(), documents, paths, dense, lexical, holders, are_remote=True)


def _shown(store: MilvusStore, contents: Sequence[int] | None) -> str:
    shown = alive(store.shown.number)
    return shown if contents is None else f"{among('content', contents)} and {shown}"


def _vectors(rows: Sequence[Mapping[str, object]]) -> npt.NDArray[np.float32]:
    vectors = [half(row["vector"]) for row in rows]
    return np.stack(vectors).astype(np.float32) if vectors else np.zeros((0, 0), dtype=np.float32)


def _cosines(rows: Sequence[Mapping[str, object]], vector: npt.NDArray[np.float32]) -> list[float]:
    """Return cosines that do not depend on the order of the rows, as single precision would."""
    if not rows:
        return []
    exact = _vectors(rows).astype(np.float64) @ vector.astype(np.float64)
    return [float(cosine) for cosine in exact.astype(np.float32)]
