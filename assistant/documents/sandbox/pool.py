"""A pool of child processes that read files: one that hangs, crashes or eats memory fails alone."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from assistant.documents.sandbox.child import ChildProcess, Deadline
from assistant.documents.sandbox.messages import decode_message, receive, send
from assistant.documents.sandbox.outcomes import Outcome, decode_outcome
from assistant.errors import ExtractionError, TransientError

Key = TypeVar("Key")

# -P: a module that lies beside the documents must not be imported in place of ours.
_WORKER = (sys.executable, "-P", "-m", "assistant.documents.sandbox.worker")
# A child that a hostile file took over could ask for more time forever.
_MAX_SCANNED_PAGES = 30_000


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
        command: Sequence[str] = _WORKER,
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
        self._limits = _Limits(seconds, page_seconds)
        self._command = (*command, str(memory_mb), str(seconds), str(page_seconds))
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

    def extract_many(self, items: Iterable[tuple[Key, Path]]) -> Iterator[tuple[Key, Outcome]]:
        """Read files in parallel and yield each result as soon as it is there.

        Reading pauses while twice as many results as there are children wait to be consumed.

        Args:
            items: Pairs of a key, which identifies the result, and the path of a file.

        Yields:
            The key, and the extraction or the error that says why there is none.
        """
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
        child = ChildProcess(self._command)
        self._children.append(child)
        reader = _Reader(child, self._limits)
        try:
            while (task := tasks.next()) is not None:
                key, path = task
                tasks.put((key, reader.read(path)))
        finally:
            tasks.put(None)


class _TaskQueue(Generic[Key]):
    """The files to read and the results not consumed yet, shared by one thread a child."""

    def __init__(self, items: Iterable[tuple[Key, Path]], max_waiting: int) -> None:
        self._items = iter(items)
        self._lock = threading.Lock()
        self._results: queue.Queue[tuple[Key, Outcome] | None] = queue.Queue(maxsize=max_waiting)
        self._stopped = threading.Event()
        self.stopped_early = False

    def next(self) -> tuple[Key, Path] | None:
        with self._lock:
            return None if self._stopped.is_set() else next(self._items, None)

    def put(self, result: tuple[Key, Outcome] | None) -> None:
        while not self._stopped.is_set():
            try:
                self._results.put(result, timeout=0.2)
            except queue.Full:
                continue
            return

    def results(self, threads: int) -> Iterator[tuple[Key, Outcome]]:
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


@dataclass(frozen=True, slots=True)
class _Limits:
    """Time limits in seconds: of a file, and of each page that needs text recognition (0: not read)."""

    seconds: float
    page_seconds: float


@dataclass(slots=True)
class _Reader:
    """A child process that reads one file after another."""

    child: ChildProcess
    limits: _Limits

    def read(self, path: Path) -> Outcome:
        """Read a file; one that failed in a used child is tried again in a new one."""
        outcome, is_final = self._read_once(path)
        return outcome if is_final or self.child.is_shut_down else self._read_once(path)[0]

    def _read_once(self, path: Path) -> tuple[Outcome, bool]:
        """Return the outcome, and whether a new child would give the same one."""
        try:
            process = self.child.ensure_running()
        except OSError as error:
            return TransientError(f"The process that reads files cannot start ({error.strerror})."), True
        is_new = self.child.requests == 0
        self.child.requests += 1
        deadline = Deadline(process)
        try:
            reply = self._exchange(process, os.fsencode(path.absolute()), deadline)
        finally:
            deadline.cancel()
        if reply is not None and not reply.get("restart"):
            return decode_outcome(reply), True
        self.child.stop()
        if reply is not None:
            return decode_outcome(reply), is_new
        if deadline.reason:
            return ExtractionError(deadline.reason), True
        return ExtractionError("Reading it made the parser crash; it may be damaged or too large."), is_new

    def _exchange(
        self, process: subprocess.Popen[bytes], request: bytes, deadline: Deadline
    ) -> dict[str, Any] | None:
        """Send a path and wait for the reply; None if the child ended instead."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            self._restart_deadline(0, deadline)
            send(process.stdin, request)
            for _ in range(_MAX_SCANNED_PAGES):
                reply = decode_message(receive(process.stdout) or b"")
                if reply is None or "scanned_page" not in reply:
                    return reply
                self._restart_deadline(reply["scanned_page"], deadline)
        except (OSError, ValueError):
            return None
        return None

    def _restart_deadline(self, page: object, deadline: Deadline) -> None:
        """Restart the time limit for a scanned page (number from 1), or (0) for the rest of the file."""
        if type(page) is int and page > 0 and self.limits.page_seconds:
            late = f"Text recognition took longer than {self.limits.page_seconds:g} seconds on page {page}"
            deadline.restart(self.limits.page_seconds, f"{late} (setting ocr_seconds).")
        else:
            late = f"Reading it took longer than {self.limits.seconds:g} seconds (setting parse_seconds)."
            deadline.restart(self.limits.seconds, late)
