"""The progress bar of a build on the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import NoReturn, Self

from tqdm import tqdm

from assistant.types import Progress

_SECONDS_BETWEEN = 0.1


class ProgressBar:
    """Shows files, passages, tokens per second and the time left on standard error."""

    def __init__(self) -> None:
        """Start without a bar; one appears when there is something to read."""
        self._bar: tqdm[NoReturn] | None = None
        self._shown_at = 0.0

    def __enter__(self) -> Self:
        """Return the bar."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the bar."""
        self.finish()

    def finish(self) -> None:
        """End the bar of a build; the next build starts a new one."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def write(self, text: str) -> None:
        """Write a line above the bar."""
        tqdm.write(text, file=sys.stderr)

    def update(self, progress: Progress) -> None:
        """Show how far a build is."""
        if not progress.files_total:
            return
        if self._bar is None:
            self._bar = tqdm(
                total=progress.files_total,
                unit="file",
                file=sys.stderr,
                bar_format="{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} files{postfix}",
                desc=_STAGES["read"],
            )
        due = time.monotonic() - self._shown_at >= _SECONDS_BETWEEN
        if not due and progress.stage != "done":
            return
        self._shown_at = time.monotonic()
        self._bar.n = progress.files_done
        self._bar.set_description_str(_STAGES[progress.stage], refresh=False)
        self._bar.set_postfix_str(_details(progress), refresh=False)
        self._bar.refresh()


@contextmanager
def progress_counter(total: int, unit: str) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error while the block runs; calling the function it provides counts one."""
    with tqdm(total=total, unit=unit, file=sys.stderr) as bar:
        yield lambda: _step(bar)


def _step(bar: tqdm[NoReturn]) -> None:
    bar.update()


_STAGES = {"plan": "Planning", "read": "Reading", "embed": "Embedding", "commit": "Saving", "done": "Done"}


def _details(progress: Progress) -> str:
    parts = [f"{progress.passages_done}/{progress.passages_total} passages"]
    if progress.seconds and progress.tokens:
        parts.append(f"{progress.tokens / progress.seconds:,.0f} tokens/s")
    if progress.nodes:
        parts.append(f"{progress.nodes} node{'' if progress.nodes == 1 else 's'}")
    if progress.seconds_left is not None and progress.stage in ("read", "embed"):
        parts.append(f"{_duration(progress.seconds_left)} left")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
