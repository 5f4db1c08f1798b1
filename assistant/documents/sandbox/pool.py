"""A pool of child processes that read files: one that hangs, crashes or eats memory fails alone."""

from __future__ import annotations

import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from assistant.documents.sandbox.child_handle import ChildProcess, Deadline
from assistant.documents.sandbox.messages import decode_message, receive, send
from assistant.documents.sandbox.outcomes import Listing, Outcome, decode_attached_files, decode_outcome
from assistant.documents.sandbox.requests import ListAttachedFiles, ReadFile, Request, encode_request
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
                child = ChildProcess(self._command, temporary=folder)
                self._children.append(child)
                reader = _Reader(child, self._limits)
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

    def read(self, request: Request) -> Outcome | Listing:
        """Read a file or list; what failed in a used child is tried again in a new one."""
        outcome, is_final = self._read_once(request)
        return outcome if is_final or self.child.is_shut_down else self._read_once(request)[0]

    def _read_once(self, request: Request) -> tuple[Outcome | Listing, bool]:
        """Return the outcome, and whether a new child would give the same one."""
        try:
            process = self.child.ensure_running()
        except OSError as error:
            return TransientError(f"The process that reads files cannot start ({error.strerror})."), True
        decode = decode_attached_files if isinstance(request, ListAttachedFiles) else decode_outcome
        is_new = self.child.requests == 0
        self.child.requests += 1
        deadline = Deadline(process)
        try:
            reply = self._exchange(process, encode_request(request), deadline)
        finally:
            deadline.cancel()
        if reply is not None and not reply.get("restart"):
            return decode(reply), True
        self.child.stop()
        if reply is not None:
            return decode(reply), is_new
        if deadline.reason:
            return ExtractionError(deadline.reason), True
        return ExtractionError("Reading it made the parser crash; it may be damaged or too large."), is_new

    def _exchange(
        self, process: subprocess.Popen[bytes], request: bytes, deadline: Deadline
    ) -> dict[str, Any] | None:
        """Send a request and wait for the reply; None if the child ended instead."""
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
