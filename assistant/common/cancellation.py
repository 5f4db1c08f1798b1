"""Stopping work from another thread, also while it waits for something."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancellation:
    """A request to stop; thread-safe, and once made it is never taken back."""

    def __init__(self) -> None:
        """Start without a request."""
        self._lock = threading.Lock()
        self._is_requested = False
        self._callbacks: list[Callable[[], None]] = []

    @property
    def is_requested(self) -> bool:
        """Whether somebody asked to stop."""
        return self._is_requested

    def request(self) -> None:
        """Ask to stop: whoever waits inside `calling` is woken up."""
        with self._lock:
            self._is_requested = True
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()

    @contextmanager
    def calling(self, callback: Callable[[], None]) -> Iterator[None]:
        """Call a function when a stop is requested inside the block, or at once where it was before.

        Args:
            callback: Ends what the block waits for; may be called in any thread.
        """
        with self._lock:
            self._callbacks.append(callback)
            is_late = self._is_requested
        try:
            if is_late:
                callback()
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)
