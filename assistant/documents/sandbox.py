"""Reading files in child processes: one that hangs, crashes or eats memory costs only itself."""

from __future__ import annotations

import errno
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from assistant.documents.checking import checked, one_line
from assistant.documents.worker import LENGTH
from assistant.errors import ExtractionError, PassingError
from assistant.types import Extraction, Heading, Page

Key = TypeVar("Key")
Kind = TypeVar("Kind")
Outcome = Extraction | ExtractionError

# -P: a module beside the documents must not pass for one of ours.
_WORKER = (sys.executable, "-P", "-m", "assistant.documents.worker")
_OUR_FOLDER = Path(__file__).resolve().parents[2]
_MOST_REPLY_BYTES = 2_000_000_000
# Libraries keep things from file to file; a fresh child now and then gives the memory back.
_FILES_PER_CHILD = 200


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
        self._command = (*command, str(memory_mb), str(seconds))
        self._children: list[_Child] = []

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
    files_read: int = 0
    ended: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, path: Path) -> Outcome:
        """Read a file; a failure that the files before may have caused is tried again afresh."""
        outcome, is_certain = self._read_once(path)
        return outcome if is_certain or self.ended else self._read_once(path)[0]

    def _read_once(self, path: Path) -> tuple[Outcome, bool]:
        """Return what came of a file, and whether it would come of it in a fresh child too."""
        try:
            with self.lock:
                process = self._running()
        except OSError as error:
            return PassingError(f"The process that reads files cannot start ({error.strerror})."), True
        is_fresh = self.files_read == 0
        self.files_read += 1
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
        if reply is not None and not reply.get("spent"):
            return _outcome(reply), True
        self.stop()
        if reply is not None:
            return _outcome(reply), is_fresh
        if timed_out.is_set():
            late = f"Reading it took longer than {self.seconds:g} seconds (setting parse_seconds)."
            return ExtractionError(late), True
        return ExtractionError("Reading it made the parser crash; it may be damaged or too large."), is_fresh

    def _running(self) -> subprocess.Popen[bytes]:
        if self.ended:
            raise OSError(errno.ESHUTDOWN, "reading was stopped")
        worn = self.files_read >= _FILES_PER_CHILD
        if self.process is None or self.process.poll() is not None or worn:
            self.stop()
            self.files_read = 0
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        return self.process

    def _exchange(self, process: subprocess.Popen[bytes], request: bytes) -> dict[str, Any] | None:
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
        return _message(body) if len(body) == length else None

    def end(self) -> None:
        """End the child for good, whatever it is doing."""
        with self.lock:
            self.ended = True
            process = self.process
        if process is not None:
            process.kill()  # the thread that waits for it lets go of the rest
        self.stop()

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


def _environment() -> dict[str, str]:
    """Let a child find this very package, and keep libraries from starting threads they do not need."""
    paths = (str(_OUR_FOLDER), os.environ.get("PYTHONPATH", ""))
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, **threads, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def _message(body: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def _outcome(reply: dict[str, Any]) -> Outcome:
    """Return what a reply says, trusting nothing in it: a hostile file may have taken the child over."""
    try:
        if "error" in reply:
            return ExtractionError(one_line(_of_type(str, reply["error"])))
        fields = reply["extraction"]
        return checked(
            Extraction(
                text=_of_type(str, fields["text"]),
                title=_of_type(str, fields["title"]),
                pages=tuple(_page(**page) for page in fields["pages"]),
                headings=tuple(_heading(**heading) for heading in fields["headings"]),
                line_breaks="hard" if fields["line_breaks"] == "hard" else "wrapped",
                warnings=tuple(_of_type(str, warning) for warning in fields["warnings"]),
            )
        )
    except ExtractionError as error:
        return error
    except (ValueError, KeyError, TypeError):
        return ExtractionError("Reading it gave no sensible result; it may be damaged.")


def _page(number: object, start: object, end: object, label: object) -> Page:
    return Page(_of_type(int, number), _of_type(int, start), _of_type(int, end), _of_type(str, label))


def _heading(start: object, end: object, level: object) -> Heading:
    return Heading(_of_type(int, start), _of_type(int, end), _of_type(int, level))


def _of_type(kind: type[Kind], value: object) -> Kind:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}")
    return value
