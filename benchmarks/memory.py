"""The most memory that a process and its children held at one time (Linux only)."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Self

_PROC = Path("/proc")
_PAUSE = 0.1


class PeakMemory:
    """Looks ten times a second at the resident memory of a process with all its children.

    Pages that processes share are counted for each of them. The largest moment of the first process is
    also read from the system's own record, which no pause can miss.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._stop = threading.Event()
        self._peak = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look a last time and stop."""
        self._stop.set()
        self._thread.join()
        self._peak = max(self._peak, _status(self._pid, "VmHWM"))

    @property
    def bytes(self) -> int | None:
        """The peak so far, or None where the system does not tell."""
        return self._peak or None

    def _watch(self) -> None:
        while not self._stop.wait(_PAUSE):
            self._peak = max(self._peak, sum(_status(pid, "VmRSS") for pid in family(self._pid)))


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for each in found:
        for children in _PROC.glob(f"{each}/task/*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:  # it ended meanwhile
                continue
    return found


def _status(pid: int, field: str) -> int:
    try:
        lines = (_PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(field + ":")), 0)
