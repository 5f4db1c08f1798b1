"""Reading files in child processes: one that hangs, crashes or eats memory costs only itself."""

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
from assistant.documents.sandbox.messages import Outcome, outcome_of, receive, send, unpacked
from assistant.errors import ExtractionError, TransientError

Key = TypeVar("Key")

# -P: a module beside the documents must not pass for one of ours.
_WORKER = (sys.executable, "-P", "-m", "assistant.documents.sandbox.worker")
# A child that was taken over could ask for time forever.
_MOST_SCANNED_PAGES = 30_000


class ExtractionPool:
    """Child processes that read files, each with limits on time and memory; reused while they live.

    Children see their input end when this process dies, however it dies, and then end themselves.
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
        """Prepare the pool; children start with the first files.

        Args:
            workers: Children at the same time, at least 1.
            seconds: Time limit of one file.
            memory_mb: Memory limit of one child in megabytes, 0 for none.
            command: What a child runs.
            page_seconds: Time limit of each page that needs text recognition, on top of `seconds`; 0
                leaves such pages unread.
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
        """End the children."""
        for child in self._children:
            child.end()

    def extract_many(self, items: Iterable[tuple[Key, Path]]) -> Iterator[tuple[Key, Outcome]]:
        """Read files, yielding each with its text or the reason why there is none, as they are done.

        Reading waits when twice as many results as children are waiting to be taken.
        """
        tasks = _Tasks(items, ahead=2 * self._count)
        threads = [
            threading.Thread(target=self._work, args=(tasks,), name=f"reader-{n}", daemon=True)
            for n in range(self._count)
        ]
        for thread in threads:
            thread.start()
        try:
            yield from tasks.results(len(threads))
        finally:
            tasks.abandon()
            for child in list(self._children):
                if tasks.abandoned_early:
                    child.end()
            for thread in threads:
                thread.join()

    def _work(self, tasks: _Tasks[Any]) -> None:
        child = ChildProcess(self._command)
        self._children.append(child)
        reader = _Reader(child, self._limits)
        try:
            while (task := tasks.next()) is not None:
                key, path = task
                tasks.put((key, reader.read(path)))
        finally:
            tasks.put(None)


class _Tasks(Generic[Key]):
    """The files to read and the results not taken yet, shared by the threads that feed the children."""

    def __init__(self, items: Iterable[tuple[Key, Path]], ahead: int) -> None:
        self._items = iter(items)
        self._lock = threading.Lock()
        self._results: queue.Queue[tuple[Key, Outcome] | None] = queue.Queue(maxsize=ahead)
        self._abandoned = threading.Event()
        self.abandoned_early = False

    def next(self) -> tuple[Key, Path] | None:
        with self._lock:
            return None if self._abandoned.is_set() else next(self._items, None)

    def put(self, result: tuple[Key, Outcome] | None) -> None:
        while not self._abandoned.is_set():
            try:
                self._results.put(result, timeout=0.2)
            except queue.Full:
                continue
            return

    def results(self, threads: int) -> Iterator[tuple[Key, Outcome]]:
        self.abandoned_early = True
        while threads:
            result = self._results.get()
            if result is None:
                threads -= 1
            else:
                yield result
        self.abandoned_early = False

    def abandon(self) -> None:
        self._abandoned.set()


@dataclass(frozen=True, slots=True)
class _Limits:
    """Seconds for a file, and for each page of it that needs text recognition (0: those are not read)."""

    seconds: float
    page_seconds: float


@dataclass(slots=True)
class _Reader:
    """A child process that reads one file after the other."""

    child: ChildProcess
    limits: _Limits

    def read(self, path: Path) -> Outcome:
        """Read a file; a failure that the files before may have caused is tried again afresh."""
        outcome, is_certain = self._read_once(path)
        return outcome if is_certain or self.child.ended else self._read_once(path)[0]

    def _read_once(self, path: Path) -> tuple[Outcome, bool]:
        """Return what came of a file, and whether it would come of it in a fresh child too."""
        try:
            process = self.child.running()
        except OSError as error:
            return TransientError(f"The process that reads files cannot start ({error.strerror})."), True
        is_fresh = self.child.requests == 0
        self.child.requests += 1
        deadline = Deadline(process)
        try:
            reply = self._exchange(process, os.fsencode(path.absolute()), deadline)
        finally:
            deadline.lift()
        if reply is not None and not reply.get("spent"):
            return outcome_of(reply), True
        self.child.stop()
        if reply is not None:
            return outcome_of(reply), is_fresh
        if deadline.reason:
            return ExtractionError(deadline.reason), True
        return ExtractionError("Reading it made the parser crash; it may be damaged or too large."), is_fresh

    def _exchange(
        self, process: subprocess.Popen[bytes], request: bytes, deadline: Deadline
    ) -> dict[str, Any] | None:
        """Send a path and wait for the reply; None if the child ended instead."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            self._count(0, deadline)
            send(process.stdin, request)
            for _ in range(_MOST_SCANNED_PAGES):
                reply = unpacked(receive(process.stdout) or b"")
                if reply is None or "scanned_page" not in reply:
                    return reply
                self._count(reply["scanned_page"], deadline)
        except (OSError, ValueError):
            return None
        return None

    def _count(self, page: object, deadline: Deadline) -> None:
        """Let time begin anew for a scanned page, or (0) for the rest of the file."""
        if type(page) is int and page > 0 and self.limits.page_seconds:
            late = f"Text recognition took longer than {self.limits.page_seconds:g} seconds on page {page}"
            deadline.set(self.limits.page_seconds, f"{late} (setting ocr_seconds).")
        else:
            late = f"Reading it took longer than {self.limits.seconds:g} seconds (setting parse_seconds)."
            deadline.set(self.limits.seconds, late)
