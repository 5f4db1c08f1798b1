"""A count of the questions that are being answered, for which background work pauses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ActiveQuestions:
    """Counts the questions that are being answered; thread-safe."""

    def __init__(self) -> None:
        """Start with none."""
        self._asking = 0
        self._changed = threading.Condition()

    @contextmanager
    def track(self) -> Iterator[None]:
        """Count a question until the block ends."""
        self._count(+1)
        try:
            yield
        finally:
            self._count(-1)

    @property
    def several(self) -> bool:
        """Whether more than one question is being answered."""
        return self._asking > 1

    def wait_until_none(self) -> None:
        """Wait until no question is being answered."""
        with self._changed:
            self._changed.wait_for(lambda: not self._asking)

    def _count(self, change: int) -> None:
        with self._changed:
            self._asking += change
            self._changed.notify_all()
