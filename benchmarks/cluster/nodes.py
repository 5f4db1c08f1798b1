"""A Ray cluster of processes on this machine: nodes with a core each, which `kill -9` can end.

In network namespaces nothing but a virtual cable joins a node to the others, and the folder with the corpus
and all that Ray keeps is empty in it; this needs root and the program `ip` (iproute2).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_SECONDS = 120
_STORE_BYTES = 100_000_000
_START = (sys.executable, "-c", "from ray.scripts.scripts import main; main()", "start")
_NETWORK, _BRIDGE = "10.213.77", "assistant-ray"
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0"}

Process = subprocess.Popen[bytes]


class RayNodes:
    """A head without cores of its own, and nodes that are added; telemetry and dashboard are off."""

    def __init__(self, *, namespaces: bool = False) -> None:
        """Start the head.

        Args:
            namespaces: Whether every node is in a network namespace of its own.
        """
        # A short path: sockets of the system lie in it.
        self.folder = Path(tempfile.mkdtemp(prefix="ray", dir="/tmp"))
        self.nodes: list[Process] = []
        self._network = _Network(self.folder) if namespaces else None
        self._host = f"{_NETWORK}.1" if namespaces else "127.0.0.1"
        with socket.socket() as probe:
            probe.bind((self._host, 0))
            port = probe.getsockname()[1]
        self.address = f"{self._host}:{port}"
        flags = ("--head", f"--port={port}", "--num-cpus=0", "--include-dashboard=false")
        self._head = self._start((), self._host, *flags, f"--temp-dir={self.folder / 'head'}")

    def __enter__(self) -> Self:
        """Return the cluster."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all of it."""
        for process in (*self.nodes, self._head):
            self.kill(process)
        if self._network is not None:
            self._network.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, count: int = 1) -> None:
        """Start nodes and wait until they are there."""
        for _ in range(count):
            number = len(self.nodes) + 1
            inside = self._network.add(number) if self._network is not None else ()
            host = f"{_NETWORK}.{number + 1}" if self._network is not None else self._host
            self.nodes.append(self._start(inside, host, f"--address={self.address}", "--num-cpus=1"))

    @staticmethod
    def is_preparing(process: Process) -> bool:
        """Whether a node works on a file at this moment: Ray names its processes by what they do."""
        titles = (Path(f"/proc/{pid}/cmdline") for pid in _descendants(process.pid))
        return any(title.is_file() and b"ray::prepare_file" in title.read_bytes() for title in titles)

    def _start(self, inside: Sequence[str], host: str, *flags: str) -> Process:
        more = (f"--node-ip-address={host}", f"--object-store-memory={_STORE_BYTES}", "--block")
        log = self.folder / f"{time.monotonic_ns()}.log"
        with log.open("wb") as out:
            command = (*inside, *_START, *flags, *more, "--disable-usage-stats")
            process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | _QUIET)
        until = time.monotonic() + _SECONDS
        while "Ray runtime started" not in (said := log.read_text(errors="replace")):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The node does not start: {said}")
            time.sleep(0.05)
        return process

    @staticmethod
    def kill(process: Process) -> None:
        """End all processes of a node at once, as a power cut does."""
        if process.poll() is None:
            for pid in (process.pid, *_descendants(process.pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()


class _Network:
    """A bridge, and a namespace with a virtual cable to it for each node."""

    def __init__(self, hidden: Path) -> None:
        self._hidden = hidden
        self._names: list[str] = []
        _ip("link", "add", _BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{_NETWORK}.1/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")

    def add(self, number: int) -> tuple[str, ...]:
        """Make a namespace; return the words before a command that runs in it."""
        name = f"{_BRIDGE}-{number}"
        _ip("netns", "add", name)
        self._names.append(name)
        _ip("link", "add", f"ray{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("link", "set", f"ray{number}", "master", _BRIDGE, "up")
        for words in (
            ("addr", "add", f"{_NETWORK}.{number + 1}/24", "dev", "eth0"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", name, *words)
        _ip("-n", name, "link", "set", "eth0", "up")
        hide = 'for each in /dev/shm "$0"; do mount -t tmpfs tmpfs "$each" || exit; done; exec "$@"'
        return ("ip", "netns", "exec", name, "unshare", "--mount", "sh", "-c", hide, str(self._hidden))

    def close(self) -> None:
        """Remove all of it."""
        for number, name in enumerate(self._names, start=1):
            _ip("link", "del", f"ray{number}")  # with its other end
            _ip("netns", "del", name)
        _ip("link", "del", _BRIDGE)


def _ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True)


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(status.parent.name))
    found, waiting = [], [pid]
    while waiting:
        own = children.get(waiting.pop(), [])
        found += own
        waiting += own
    return found
