"""The questions that are being answered, one for each visitor, which can be stopped.

Gradio's own `cancels` works only once, and the last value of a cancelled generator would still be shown;
so a handler checks the flag of its question before each update.
"""

from __future__ import annotations

import threading


class RunningQuestions:
    """A stop flag for each visitor (session hash) whose question is being answered; thread-safe."""

    def __init__(self) -> None:
        """Start with nobody asking."""
        self._flags: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def begin(self, visitor: str) -> threading.Event | None:
        """Return a flag that `stop` sets, or None while another question of the visitor is being answered."""
        with self._lock:
            if visitor in self._flags:
                return None
            return self._flags.setdefault(visitor, threading.Event())

    def is_running(self, visitor: str) -> bool:
        """Return whether a question of the visitor is being answered."""
        with self._lock:
            return visitor in self._flags

    def stop(self, visitor: str) -> None:
        """Set the visitor's flag, if there is one, and allow the next question at once."""
        with self._lock:
            flag = self._flags.pop(visitor, None)
        if flag is not None:
            flag.set()

    def end(self, visitor: str, flag: threading.Event) -> None:
        """Release a flag that `begin` returned, unless a newer question of the visitor has replaced it."""
        with self._lock:
            if self._flags.get(visitor) is flag:
                del self._flags[visitor]
