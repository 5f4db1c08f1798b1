"""Reading files in child processes: one that hangs, crashes or eats memory costs only itself."""

from __future__ import annotations

import json
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

from assistant.documents.worker import LENGTH
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Page

Key = TypeVar("Key")
Outcome = Extraction | ExtractionError

_WORKER = (sys.executable, "-m", "assistant.documents.worker")
_MOST_REPLY_BYTES = 2_000_000_000


class ExtractionPool:
    """Child processes that read files, each with limits on time and memory; reused while they live.

    Children see their input end when this process dies, however it dies, and then end themselves.
    On Windows there is no limit on memory.
    """

    def __init__(
        self, workers: int, seconds: float, memory_mb: int, command: Sequence[str] = _WORKER
    ) -> None:
        """Prepare the pool; children start with the first files.

        Args:
            workers: Children at the same time, at least 1.
            seconds: Time limit of one file.
            memory_mb: Memory limit of one child in megabytes, 0 for none.
            command: What a child runs.
        """
        self._count = max(1, workers)
        self._seconds = seconds
        self._command = (*command, str(memory_mb))
        self._children: list[_Child] = []

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        for child in self._children:
            child.stop()

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
                    child.stop()
            for thread in threads:
                thread.join()

    def _work(self, tasks: _Tasks[Any]) -> None:
        child = _Child(self._command, self._seconds)
        self._children.append(child)
        try:
            while (task := tasks.next()) is not None:
                key, path = task
                tasks.put((key, child.read(path)))
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


@dataclass(slots=True)
class _Child:
    """One child process, started again whenever it had to be ended."""

    command: Sequence[str]
    seconds: float
    process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path) -> Outcome:
        process = self._running()
        timed_out = threading.Event()

        def end() -> None:
            timed_out.set()
            process.kill()

        timer = threading.Timer(self.seconds, end)
        timer.start()
        try:
            reply = self._exchange(process, os.fsencode(path.absolute()))
        finally:
            timer.cancel()
        if reply is not None:
            return reply
        self.stop()
        if timed_out.is_set():
            return ExtractionError(
                f"Reading it took longer than {self.seconds:g} seconds (setting parse_seconds)."
            )
        return ExtractionError("Reading it made the parser crash; it may be damaged or too large.")

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self.process

    def _exchange(self, process: subprocess.Popen[bytes], request: bytes) -> Outcome | None:
        """Send a path and wait for the reply; None if the child ended instead."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(LENGTH.pack(len(request)) + request)
            process.stdin.flush()
            head = process.stdout.read(LENGTH.size)
            if len(head) < LENGTH.size:
                return None
            length = LENGTH.unpack(head)[0]
            body = process.stdout.read(length) if length <= _MOST_REPLY_BYTES else b""
        except (OSError, ValueError):
            return None
        return _outcome(body) if len(body) == length else None

    def stop(self) -> None:
        """End the child and give back what it held."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was not sent yet cannot be sent any more
        process.wait()


def _outcome(body: bytes) -> Outcome | None:
    """Return what a reply says, or None if it is none."""
    try:
        reply: dict[str, Any] = json.loads(body)
        if "error" in reply:
            return ExtractionError(str(reply["error"]))
        fields = reply["extraction"]
        return Extraction(
            text=fields["text"],
            title=fields["title"],
            pages=tuple(Page(**page) for page in fields["pages"]),
            headings=tuple(Heading(**heading) for heading in fields["headings"]),
            line_breaks=fields["line_breaks"],
            warnings=tuple(fields["warnings"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
