"""Which visitors have a question on its way: it can be stopped, and none is asked twice at once.

Gradio's own `cancels` stops only the first time, and a stopped generator's last value would still
replace what the page shows; so a question looks at its own flag before it shows anything more.
"""

from __future__ import annotations

import threading


class RunningQuestions:
    """One flag for each visitor whose question is being answered."""

    def __init__(self) -> None:
        """Start with nobody asking."""
        self._flags: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def begin(self, visitor: str) -> threading.Event | None:
        """Return a flag that `stop` sets, or None while another question of the visitor is on its way."""
        with self._lock:
            if visitor in self._flags:
                return None
            return self._flags.setdefault(visitor, threading.Event())

    def is_running(self, visitor: str) -> bool:
        """Say whether a question of the visitor is on its way."""
        with self._lock:
            return visitor in self._flags

    def stop(self, visitor: str) -> None:
        """Set the visitor's flag, if any; the next question may begin at once."""
        with self._lock:
            flag = self._flags.pop(visitor, None)
        if flag is not None:
            flag.set()

    def end(self, visitor: str, flag: threading.Event) -> None:
        """Forget a flag that `begin` gave, unless it was stopped and another took its place."""
        with self._lock:
            if self._flags.get(visitor) is flag:
                del self._flags[visitor]
