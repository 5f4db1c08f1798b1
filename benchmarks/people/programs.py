"""Where programs of the system are that this room starts, and free ports for them."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

from benchmarks.errors import BenchmarkError

_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/lib/postgresql/*/bin")


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        BenchmarkError: It is not installed.
    """
    beside = (path for pattern in _FOLDERS for path in Path("/").glob(f"{pattern[1:]}/{name}"))
    found = shutil.which(name) or max(map(str, beside), default=None)
    if found is None:
        raise BenchmarkError(f"{name} is not installed.")
    return found


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
