"""How far each file of a build is: being read, being embedded, done or failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from assistant.types import FileProgress

# So few are told of at a time: every step of a build tells them again.
_IN_WORK = 8
_FINISHED = 5


class Following:
    """Keeps the files that are in work and the last ones that were finished.

    Files begin to be read in other threads; everything else happens in the thread of the build.
    """

    def __init__(self) -> None:
        """Start with no file."""
        self._in_work: dict[str, FileProgress] = {}
        self._finished: deque[FileProgress] = deque(maxlen=_FINISHED)

    def reading(self, path: str) -> None:
        """Note that a file is being read."""
        self._in_work[path] = FileProgress(path, "read")

    def cut(self, path: str, passages: int) -> None:
        """Note that a file was read and has so many passages to embed."""
        self._in_work[path] = FileProgress(path, "embed", passages_total=passages)

    def embedded(self, paths: Iterable[str]) -> None:
        """Count one passage of each of these paths, which may come more than once."""
        for path in paths:
            before = self._in_work[path]
            self._in_work[path] = replace(before, passages_done=before.passages_done + 1)

    def finished(self, path: str, reason: str = "") -> None:
        """Note that a file is stored, or why it is not."""
        before = self._in_work.pop(path, FileProgress(path, "read"))
        self._finished.appendleft(replace(before, stage="failed" if reason else "done", reason=reason))

    def told(self, seconds_a_passage: float | None) -> tuple[FileProgress, ...]:
        """Return what to tell, with the time that each file still takes where that can be said.

        Passages are embedded by their length, not file by file, so a file is done when all those are that
        wait with it.
        """
        in_work = list(self._in_work.copy().values())
        in_work.sort(key=lambda file: file.stage)  # those being embedded first
        waiting = sum(f.passages_total - f.passages_done for f in in_work if f.stage == "embed")
        left = None if seconds_a_passage is None else seconds_a_passage * waiting
        shown = [replace(f, seconds_left=left) if f.stage == "embed" else f for f in in_work[:_IN_WORK]]
        return (*shown, *self._finished)
