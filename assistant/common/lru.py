"""What costs time to make and is soon wanted again: the most recent results of a function."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """The results that were wanted last, by what they were made from; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        """Remember so many results."""
        self._most = most
        self._results: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def of(self, keys: Sequence[K], make: Callable[[Sequence[K]], Sequence[V]]) -> list[V]:
        """Return the result of each key.

        Args:
            keys: What results are wanted of.
            make: Returns the results of those keys that are not remembered, each of which comes once.
        """
        with self._lock:
            known = {key: self._results[key] for key in keys if key in self._results}
        new = list(dict.fromkeys(key for key in keys if key not in known))
        if new:
            known |= zip(new, make(new), strict=True)
        with self._lock:
            for key in keys:
                self._results[key] = known[key]
                self._results.move_to_end(key)
            while len(self._results) > self._most:
                self._results.popitem(last=False)
        return [known[key] for key in keys]
