"""A cache of file hashes, so that only files that may have changed are read again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from assistant.common.sealed_json import read_sealed, write_sealed

# A file that was changed less than this before it was hashed may have been changed once more since,
# with the very same times.
_SETTLED_NS = 2_000_000_000


class FileHashCache:
    """The hashes of the files of one corpus, each valid while size, times and inode are the same."""

    def __init__(self, cache: Path, corpus: Path) -> None:
        """Load the hashes of a corpus.

        Args:
            cache: The cache folder of the user.
            corpus: The folder of the documents.
        """
        name = hashlib.sha256(os.fsencode(corpus.resolve())).hexdigest()[:16]
        self._path = cache / f"seen-{name}.json"
        self._before: dict[str, list[Any]] = read_sealed(self._path)
        self._now: dict[str, list[Any]] = {}

    def get(self, path: str, info: os.stat_result) -> str | None:
        """Return the hash of a file that has certainly not changed since it was hashed, else None.

        Only the time of the last status change (ctime) is reliable: programs cannot set it. Windows has no
        such time, so every file is hashed again there.
        """
        known = self._before.get(path)
        if known is None or known[:-2] != _marks(info) or os.name == "nt":
            return None
        *_, hashed_at, sha256 = known
        if hashed_at - info.st_ctime_ns < _SETTLED_NS:
            return None
        self._now[path] = known
        return str(sha256)

    def put(self, path: str, info: os.stat_result, hashed_at: int, sha256: str) -> None:
        """Store the hash of a file.

        Args:
            path: Its path in the corpus.
            info: Its status before it was hashed.
            hashed_at: When it was hashed, in nanoseconds since 1970.
            sha256: Its SHA-256 (hex).
        """
        self._now[path] = [*_marks(info), hashed_at, sha256]

    def save(self) -> None:
        """Save the hashes; if that fails, every file is hashed again the next time."""
        if self._now != self._before:
            write_sealed(self._path, self._now)


def _marks(info: os.stat_result) -> list[int]:
    return [info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, info.st_dev]
