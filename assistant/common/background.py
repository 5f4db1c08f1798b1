"""A value that a background thread computes while other work goes on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class BackgroundLoader(Generic[T]):
    """Computes a value once, in a thread of its own; safe to use from several threads."""

    def __init__(self, load: Callable[[], T]) -> None:
        """Start nothing yet.

        Args:
            load: Computes the value.
        """
        self._load = load
        self._future: Future[T] | None = None
        self._lock = Lock()

    def start(self) -> Future[T]:
        """Start the computation unless it was started; after a failure, start it again."""
        with self._lock:
            failed = self._future is not None and self._future.done() and self._future.exception() is not None
            if self._future is None or failed:
                self._future = Future()
                Thread(target=self._run, args=(self._future,), name="assistant-background").start()
            return self._future

    def get(self) -> T:
        """Return the value, waiting for it; raises what the computation raised."""
        return self.start().result()

    def _run(self, future: Future[T]) -> None:
        try:
            future.set_result(self._load())
        except BaseException as error:
            future.set_exception(error)
