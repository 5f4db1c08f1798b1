"""What every index can search: passages near a vector, passages with words, and how rare words are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.index.store.embeddings import Ids


class DenseSearch(Protocol):
    """Cosine search over the passages of one commit; safe to use from several threads."""

    @property
    def count(self) -> int:
        """The number of passages."""

    @property
    def passages(self) -> Ids:
        """The ids of all passages, document by document."""

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, contents: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Return the nearest passages as cosines by passage id, best first.

        Args:
            vector: The question's unit vector, of shape (dimension,).
            limit: The most passages to return.
            contents: If given, only passages of these contents are searched.
        """

    def cosines(self, vector: npt.NDArray[np.float32], passages: Sequence[int]) -> list[float]:
        """Return the cosine of each of these passages with a unit vector."""

    def vectors(self, passages: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return the unit vectors of some passages, at least one, of shape (n, dimension)."""

    def contents(self, passages: Sequence[int]) -> list[int]:
        """Return the content that each of these passages belongs to."""


class WordRarity(Protocol):
    """How rare words are among the passages of one commit; safe to use from several threads."""

    def idf(self, term: str) -> float:
        """Return the inverse passage frequency of a term, its weight in BM25."""


class LexicalSearch(WordRarity, Protocol):
    """BM25 search over the passages of one commit; safe to use from several threads."""

    @property
    def count(self) -> int:
        """The number of passages."""

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        contents: Sequence[int] | None = None,
        compounds: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[int, float]:
        """Return BM25 scores by passage id of the best passages that hold any of the terms.

        Args:
            terms: Analyzed terms with their weights.
            limit: The most passages to return.
            contents: If given, only passages of these contents are searched.
            compounds: Terms of which two are written as one in names, and which two.
        """

    def scores(
        self,
        terms: Mapping[str, float],
        passages: Sequence[int],
        compounds: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[int, float]:
        """Return the BM25 scores of those of these passages that hold any of the terms, by passage id."""

    def holds(self, term: str) -> bool:
        """Whether any passage has a term in its text, its title or its heading."""

    def passages_with_similar(self, term: str, edits: int, limit: int) -> list[int]:
        """Return passages whose text holds a term that differs from another by a few letters.

        Args:
            term: An analyzed term.
            edits: The most letters that are put in, left out or replaced, or neighbours that are exchanged.
            limit: The most passages to return.
        """
