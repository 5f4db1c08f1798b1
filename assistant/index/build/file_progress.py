"""The progress of single files in a build: being read, being embedded, done or failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from assistant.types import FileProgress

# So few are reported at a time, since every step of a build reports them again.
_MOST_IN_PROGRESS = 8
_MOST_FINISHED = 5


class FileProgressTracker:
    """Tracks the files that are in progress and those finished last.

    `start_reading` is called from other threads; everything else from the thread of the build.
    """

    def __init__(self) -> None:
        """Start with no file."""
        self._in_progress: dict[str, FileProgress] = {}
        self._finished: deque[FileProgress] = deque(maxlen=_MOST_FINISHED)

    def start_reading(self, path: str) -> None:
        """Note that a file is being read."""
        self._in_progress[path] = FileProgress(path, "read")

    def start_embedding(self, path: str, passages: int) -> None:
        """Note that a file was read and has so many passages to embed."""
        self._in_progress[path] = FileProgress(path, "embed", passages_total=passages)

    def count_embedded(self, paths: Iterable[str]) -> None:
        """Count one passage of each of these paths, which may come more than once."""
        for path in paths:
            before = self._in_progress[path]
            self._in_progress[path] = replace(before, passages_done=before.passages_done + 1)

    def finish(self, path: str, reason: str = "") -> None:
        """Note that a file is stored, or why it is not."""
        before = self._in_progress.pop(path, FileProgress(path, "read"))
        self._finished.appendleft(replace(before, stage="failed" if reason else "done", reason=reason))

    def report(self, seconds_per_passage: float | None) -> tuple[FileProgress, ...]:
        """Return the progress to report: files in progress, then those finished last, newest first.

        Args:
            seconds_per_passage: The pace of embedding, None if it is not known yet. Passages of several files
                are embedded together, so the time left of each is that of all of them.
        """
        in_progress = list(self._in_progress.copy().values())
        in_progress.sort(key=lambda file: file.stage)  # those being embedded first
        waiting = sum(f.passages_total - f.passages_done for f in in_progress if f.stage == "embed")
        left = None if seconds_per_passage is None else seconds_per_passage * waiting
        shown = [
            replace(f, seconds_left=left) if f.stage == "embed" else f
            for f in in_progress[:_MOST_IN_PROGRESS]
        ]
        return (*shown, *self._finished)
