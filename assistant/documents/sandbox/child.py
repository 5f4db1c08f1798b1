"""A child process that works on files, with a clock that ends it; started again when it is needed."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_OUR_FOLDER = Path(__file__).resolve().parents[3]
# Libraries keep things from file to file; a fresh child now and then gives the memory back.
_REQUESTS_PER_CHILD = 200


class Deadline:
    """Ends a process that is late."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Watch a process, from the first `set` on."""
        self._process = process
        self._timer: threading.Timer | None = None
        self._passed = threading.Event()
        self.reason = ""

    def set(self, seconds: float, reason: str) -> None:
        """Begin to count anew; `reason` is what is said when the time is over."""
        self.lift()
        if not self._passed.is_set():
            self._timer = threading.Timer(seconds, self._end, (reason,))
            self._timer.start()

    def lift(self) -> None:
        """Stop counting."""
        if self._timer is not None:
            self._timer.cancel()

    def _end(self, reason: str) -> None:
        self.reason = reason
        self._passed.set()
        self._process.kill()


@dataclass(slots=True)
class ChildProcess:
    """A process with pipes to its input and from its output; `requests` counts what it was asked."""

    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    requests: int = 0
    ended: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def running(self) -> subprocess.Popen[bytes]:
        """Return the process, started anew if there is none or it is worn.

        Raises:
            OSError: It cannot start, or was ended for good.
        """
        with self.lock:
            if self.ended:
                raise OSError(errno.ESHUTDOWN, "reading was stopped")
            worn = self.requests >= _REQUESTS_PER_CHILD
            if self.process is None or self.process.poll() is not None or worn:
                self.stop()
                self.requests = 0
                self.process = subprocess.Popen(
                    self.command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                )
            return self.process

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
