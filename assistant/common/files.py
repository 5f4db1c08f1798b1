"""Write files atomically and durably: a crash at any moment leaves the old file or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from xxhash import xxh3_128

# The suffix of files and folders that are not complete yet.
UNFINISHED_SUFFIX = ".new"


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file atomically; its data is on disk when this returns.

    Raises:
        OSError: It cannot be written; the old file is unchanged.
    """
    descriptor, temporary = tempfile.mkstemp(prefix=path.name, suffix=UNFINISHED_SUFFIX, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk (fsync), where the system can (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_digest(path: Path) -> str:
    """Return the XXH3 digest (hex, 128 bits) of a file, which detects damage, not malice.

    Raises:
        OSError: It cannot be read.
    """
    digest = xxh3_128()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
