"""People first: work that nobody waits for pauses while somebody's question is being answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ActiveQuestions:
    """Counts whose question is being answered; safe to use from several threads."""

    def __init__(self) -> None:
        """Start with nobody asking."""
        self._asking = 0
        self._changed = threading.Condition()

    @contextmanager
    def track(self) -> Iterator[None]:
        """Count one person until the block ends."""
        self._count(+1)
        try:
            yield
        finally:
            self._count(-1)

    @property
    def several(self) -> bool:
        """Whether more than one person is being answered."""
        return self._asking > 1

    def wait_until_none(self) -> None:
        """Wait until nobody is being answered."""
        with self._changed:
            self._changed.wait_for(lambda: not self._asking)

    def _count(self, change: int) -> None:
        with self._changed:
            self._asking += change
            self._changed.notify_all()
