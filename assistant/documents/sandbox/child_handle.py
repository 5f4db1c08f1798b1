"""The parent's handle of a child process: started when it is needed, killed at its deadline."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PROJECT_FOLDER = Path(__file__).resolve().parents[3]
# Libraries leak from file to file; a new child now and then gives the memory back.
_MAX_REQUESTS_PER_CHILD = 200


class Deadline:
    """A timer that kills a process; `reason` tells afterwards whether it did, and why."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Watch a process; nothing happens before the first `restart`."""
        self._process = process
        self._timer: threading.Timer | None = None
        self._passed = threading.Event()
        self.reason = ""

    def restart(self, seconds: float, reason: str) -> None:
        """Start the timer, or start it again from zero.

        Args:
            seconds: How long the process may go on from now.
            reason: The error message if it takes longer.
        """
        self.cancel()
        if not self._passed.is_set():
            self._timer = threading.Timer(seconds, self._kill, (reason,))
            self._timer.start()

    def cancel(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()

    def _kill(self, reason: str) -> None:
        self.reason = reason
        self._passed.set()
        self._process.kill()


@dataclass(slots=True)
class ChildProcess:
    """A process with pipes to its standard input and output; `requests` counts those sent to it.

    `temporary` is the folder for its temporary files, "" for that of the system.
    """

    command: Sequence[str]
    temporary: str = ""
    process: subprocess.Popen[bytes] | None = None
    requests: int = 0
    is_shut_down: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ensure_running(self) -> subprocess.Popen[bytes]:
        """Return the process; a new one if there is none, or if it has served its number of requests.

        Raises:
            OSError: It cannot start, or `shut_down` was called.
        """
        with self.lock:
            if self.is_shut_down:
                raise OSError(errno.ESHUTDOWN, "reading was stopped")
            is_worn = self.requests >= _MAX_REQUESTS_PER_CHILD
            if self.process is None or self.process.poll() is not None or is_worn:
                self.stop()
                self.requests = 0
                self.process = subprocess.Popen(
                    self.command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(self.temporary),
                )
            return self.process

    def shut_down(self) -> None:
        """Kill the child whatever it is doing, and start no other."""
        with self.lock:
            self.is_shut_down = True
            process = self.process
        if process is not None:
            process.kill()  # this unblocks the thread that waits for its reply
        self.stop()

    def stop(self) -> None:
        """Kill the child and release its pipes; `ensure_running` may start another."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # data that is still buffered cannot be sent any more
        process.wait()


def _environment(temporary: str) -> dict[str, str]:
    """Return an environment in which the child imports this package, and libraries start no threads."""
    paths = (str(_PROJECT_FOLDER), os.environ.get("PYTHONPATH", ""))
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    folders = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary) if temporary else {}
    python_path = os.pathsep.join(path for path in paths if path)
    return {**os.environ, **threads, **folders, "PYTHONPATH": python_path}
