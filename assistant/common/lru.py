"""A least recently used (LRU) cache that computes all missing values in one call."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LruCache(Generic[K, V]):
    """The most recently used results by key; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        """Keep at most `size` results."""
        self._size = size
        self._results: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get_or_compute(self, keys: Sequence[K], compute: Callable[[Sequence[K]], Sequence[V]]) -> list[V]:
        """Return the result of each key, in the order of the keys.

        Args:
            keys: The keys; they may repeat.
            compute: Returns the results of the keys that are not cached, each of which comes once.
        """
        with self._lock:
            known = {key: self._results[key] for key in keys if key in self._results}
        new = list(dict.fromkeys(key for key in keys if key not in known))
        if new:
            known |= zip(new, compute(new), strict=True)
        with self._lock:
            for key in keys:
                self._results[key] = known[key]
                self._results.move_to_end(key)
            while len(self._results) > self._size:
                self._results.popitem(last=False)
        return [known[key] for key in keys]
