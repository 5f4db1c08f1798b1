"""The runner's side of the protocol: one adapter in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Self

from benchmarks.errors import BenchmarkError
from benchmarks.registry import Peer

REPOSITORY = Path(__file__).parent.parent
MOST_SECONDS = 1800.0

# No peer may reach for a network or send usage reports while it is measured.
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}


def environment(cache: Path) -> dict[str, str]:
    """Return the variables of a measured process; `cache` is where Assistant keeps its exported model."""
    inherited = {name: v for name, v in os.environ.items() if not name.startswith("ASSISTANT_")}
    ours = {"PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1", "ASSISTANT_CACHE": str(cache)}
    return inherited | _QUIET | ours


class Child:
    """A peer's adapter, started and asked; `started` is when, on the clock of `time.perf_counter`."""

    def __init__(self, peer: Peer, python: Path, folder: Path, cache: Path) -> None:
        """Start the process.

        Args:
            peer: Whose adapter.
            python: The Python of the peer's environment.
            folder: Where it works; its log lies there.
            cache: Where Assistant keeps its exported model.
        """
        folder.mkdir(parents=True, exist_ok=True)
        command = [str(python), "-m", "benchmarks.peers", peer.name, *peer.packages]
        self._log = (folder / "log.txt").open("a", encoding="utf-8")
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=folder,
            env=environment(cache),
            text=True,
            encoding="utf-8",
        )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        """Wait until the adapter is imported; `ready` is what it says then."""
        try:
            self.ready = self._reply()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.stop()

    def call(self, do: str, **values: Any) -> dict[str, Any]:
        """Give a command and return the reply.

        Raises:
            BenchmarkError: The peer failed; the message is the last line of its error.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise BenchmarkError(f"The process ended with code {self._process.wait()}.") from error
        return self._reply()

    def stop(self) -> None:
        """End the process, kindly first."""
        try:
            self._process.communicate('{"do": "quit"}\n', timeout=30)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.communicate()
        self._log.close()

    def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        limit = threading.Timer(MOST_SECONDS, self._process.kill)
        limit.start()
        try:
            line = self._process.stdout.readline()
        finally:
            limit.cancel()
        if not line:
            code = self._process.wait()
            raise BenchmarkError(f"The process ended with code {code}; its log is {self._log.name}.")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise BenchmarkError(reply["error"])
        return reply
