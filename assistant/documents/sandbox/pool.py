"""A pool of child processes that read files: one that hangs, crashes or eats memory fails alone."""

from __future__ import annotations

import queue
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from assistant.documents.sandbox.child_handle import ChildProcess
from assistant.documents.sandbox.outcomes import Listing, Outcome
from assistant.documents.sandbox.reader import WORKER, FileReader, Limits
from assistant.documents.sandbox.requests import ListAttachedFiles, ReadFile, Request

Key = TypeVar("Key")


class ExtractionPool:
    """Child processes that read files, each with limits on time and memory; reused while they live.

    When this process ends, in whatever way, the children's standard input ends, and they exit.
    On Windows there is no limit on memory.
    """

    def __init__(
        self,
        workers: int,
        seconds: float,
        memory_mb: int,
        command: Sequence[str] = WORKER,
        *,
        page_seconds: float = 0.0,
    ) -> None:
        """Set up the pool; children start with the first files.

        Args:
            workers: The number of children, at least 1.
            seconds: Time limit of one file, in seconds.
            memory_mb: Memory limit of one child in megabytes, 0 for none.
            command: The command of a child, to which the limits are added.
            page_seconds: Time limit of each page that needs text recognition, in seconds, on top of
                `seconds`; 0 leaves such pages unread.
        """
        self._count = max(1, workers)
        self._limits = Limits(seconds, memory_mb, page_seconds)
        self._command = command
        self._children: list[ChildProcess] = []

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Shut down the children."""
        for child in self._children:
            child.shut_down()

    def extract_many(self, items: Iterable[tuple[Key, Path | ReadFile]]) -> Iterator[tuple[Key, Outcome]]:
        """Read files in parallel and yield each result as soon as it is there.

        Reading pauses while twice as many results as there are children wait to be consumed.

        Args:
            items: Pairs of a key, which identifies the result, and a file: its path, or how to read it.

        Yields:
            The key, and the extraction or the error that says why there is none.
        """
        return self._run((key, ReadFile(file) if isinstance(file, Path) else file) for key, file in items)

    def list_attached_files(
        self, items: Iterable[tuple[Key, ListAttachedFiles]]
    ) -> Iterator[tuple[Key, Listing]]:
        """List the files attached to files, like `extract_many`; yields keys with lists or errors."""
        return self._run(items)

    def _run(self, items: Iterable[tuple[Key, Request]]) -> Iterator[tuple[Key, Any]]:
        tasks = _TaskQueue(items, max_waiting=2 * self._count)
        threads = [
            threading.Thread(target=self._work, args=(tasks,), name=f"reader-{n}", daemon=True)
            for n in range(self._count)
        ]
        for thread in threads:
            thread.start()
        try:
            yield from tasks.results(len(threads))
        finally:
            tasks.stop()
            for child in list(self._children):
                if tasks.stopped_early:
                    child.shut_down()
            for thread in threads:
                thread.join()

    def _work(self, tasks: _TaskQueue[Any]) -> None:
        try:
            with _temporary_folder() as folder:
                reader = FileReader.with_limits(self._limits, folder, self._command)
                self._children.append(reader.child)
                while (task := tasks.next()) is not None:
                    key, request = task
                    tasks.put((key, reader.read(request)))
        finally:
            tasks.put(None)


def _temporary_folder() -> AbstractContextManager[str]:
    """Provide a folder for a child's temporary files, since a killed child does not remove its own."""
    try:
        return tempfile.TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True)
    except OSError:
        return nullcontext("")


class _TaskQueue(Generic[Key]):
    """The requests and the results not consumed yet, shared by one thread a child."""

    def __init__(self, items: Iterable[tuple[Key, Request]], max_waiting: int) -> None:
        self._items = iter(items)
        self._lock = threading.Lock()
        self._results: queue.Queue[tuple[Key, Any] | None] = queue.Queue(maxsize=max_waiting)
        self._stopped = threading.Event()
        self.stopped_early = False

    def next(self) -> tuple[Key, Request] | None:
        with self._lock:
            return None if self._stopped.is_set() else next(self._items, None)

    def put(self, result: tuple[Key, Any] | None) -> None:
        while not self._stopped.is_set():
            try:
                self._results.put(result, timeout=0.2)
            except queue.Full:
                continue
            return

    def results(self, threads: int) -> Iterator[tuple[Key, Any]]:
        self.stopped_early = True
        while threads:
            result = self._results.get()
            if result is None:
                threads -= 1
            else:
                yield result
        self.stopped_early = False

    def stop(self) -> None:
        self._stopped.set()
