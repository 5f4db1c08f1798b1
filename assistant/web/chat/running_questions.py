"""The questions that are being answered, one for each visitor, which can be stopped.

Gradio's own `cancels` works only once, and the last value of a cancelled generator would still be shown;
so a handler checks the cancellation of its question before each update. It also stops a language model.
"""

from __future__ import annotations

import threading

from assistant.common.cancellation import Cancellation


class RunningQuestions:
    """A cancellation for each visitor (session hash) whose question is being answered; thread-safe."""

    def __init__(self) -> None:
        """Start with nobody asking."""
        self._running: dict[str, Cancellation] = {}
        self._lock = threading.Lock()

    def begin(self, visitor: str) -> Cancellation | None:
        """Return what `stop` requests, or None while another question of the visitor is being answered."""
        with self._lock:
            if visitor in self._running:
                return None
            return self._running.setdefault(visitor, Cancellation())

    def is_running(self, visitor: str) -> bool:
        """Return whether a question of the visitor is being answered."""
        with self._lock:
            return visitor in self._running

    def stop(self, visitor: str) -> None:
        """Stop the visitor's question, if there is one, and allow the next question at once."""
        with self._lock:
            cancellation = self._running.pop(visitor, None)
        if cancellation is not None:
            cancellation.request()

    def end(self, visitor: str, cancellation: Cancellation) -> None:
        """Release what `begin` returned, unless a newer question of the visitor has replaced it."""
        with self._lock:
            if self._running.get(visitor) is cancellation:
                del self._running[visitor]
