"""Something that is made while other things are done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class InBackground(Generic[T]):
    """A value that a thread of its own makes once it is begun; safe to use from several threads."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Only remember how it is made."""
        self._make = make
        self._begun: Future[T] | None = None
        self._lock = Lock()

    def begin(self) -> Future[T]:
        """Begin to make it unless that was done; after a failure, anew."""
        with self._lock:
            failed = self._begun is not None and self._begun.done() and self._begun.exception() is not None
            if self._begun is None or failed:
                self._begun = Future()
                Thread(target=self._run, args=(self._begun,), name="assistant-background").start()
            return self._begun

    def get(self) -> T:
        """Return the value when it is there; raises what making it raised."""
        return self.begin().result()

    def _run(self, begun: Future[T]) -> None:
        try:
            begun.set_result(self._make())
        except BaseException as error:
            begun.set_exception(error)
