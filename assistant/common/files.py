"""Writing files so that a crash at any moment leaves the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from xxhash import xxh3_128

# Ends the names of files and folders that are not complete yet.
BEING_WRITTEN = ".new"


def write_durably(path: Path, data: bytes) -> None:
    """Write a file beside, force it to disk, and put it in place in one step."""
    descriptor, beside = tempfile.mkstemp(prefix=path.name, suffix=BEING_WRITTEN, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk, where the system can (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_digest(path: Path) -> str:
    """Return a digest (hex) of what a file holds, which tells damage, not malice.

    Raises:
        OSError: It cannot be read.
    """
    sum_so_far = xxh3_128()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            sum_so_far.update(part)
    return sum_so_far.hexdigest()
