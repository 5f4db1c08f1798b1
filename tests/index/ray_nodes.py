"""A Ray cluster of processes on this machine, for tests: nodes with a core each, which `kill -9` can end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_SECONDS = 90


class RayNodes:
    """A head without cores of its own, and nodes that are added; telemetry and dashboard are off."""

    def __init__(self, host="127.0.0.1"):
        # A short path: sockets of the system lie in it.
        self.folder, self.nodes = Path(tempfile.mkdtemp(prefix="ray")), []
        with socket.socket() as probe:
            probe.bind((host, 0))
            self.port = probe.getsockname()[1]
        self.host, self.address = host, f"{host}:{self.port}"
        flags = ["--head", f"--port={self.port}", "--num-cpus=0", "--include-dashboard=false"]
        self._head = self._start(*flags, f"--temp-dir={self.folder}")

    def add(self, count=1):
        """Start nodes and wait until they are there."""
        self.nodes += [self._start(f"--address={self.address}", "--num-cpus=1") for _ in range(count)]
        return self.nodes[-count:]

    def _start(self, *flags):
        command = [sys.executable, "-c", "from ray.scripts.scripts import main; main()", "start"]
        more = [f"--node-ip-address={self.host}", "--disable-usage-stats", "--block"]
        more.append("--object-store-memory=100000000")
        log = self.folder / f"node-{len(self.nodes)}-{time.monotonic()}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*command, *flags, *more],
                stdout=out,
                stderr=out,
                env=os.environ | {"RAY_USAGE_STATS_ENABLED": "0"},
            )
        until = time.monotonic() + _SECONDS
        while "Ray runtime started" not in log.read_text(errors="replace"):
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(log.read_text(errors="replace"))
            time.sleep(0.05)
        return process

    @staticmethod
    def kill(process):
        """End all processes of a node at once, as a power cut does."""
        pids = [process.pid, *_descendants(process.pid)]
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()

    def close(self):
        """End the cluster."""
        for process in (*self.nodes, self._head):
            if process.poll() is None:
                self.kill(process)
        shutil.rmtree(self.folder, ignore_errors=True)


def _descendants(pid):
    children = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found, waiting = [], [pid]
    while waiting:
        own = children.get(waiting.pop(), [])
        found += own
        waiting += own
    return found
