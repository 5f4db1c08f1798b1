"""Hashes of files that were read before, so that only files that may have changed are read again."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from xxhash import xxh3_128

from assistant.common.files import write_durably

# A file that was changed less than this before it was hashed may have been changed once more since,
# with the very same times.
_SETTLED_NS = 2_000_000_000


class SeenFiles:
    """What is known of the files of one corpus on this machine; what is doubtful is not used."""

    def __init__(self, cache: Path, corpus: Path) -> None:
        """Read what was noted of a corpus.

        Args:
            cache: The folder for what can be made again.
            corpus: The folder of the documents.
        """
        name = hashlib.sha256(os.fsencode(corpus.resolve())).hexdigest()[:16]
        self._path = cache / f"seen-{name}.json"
        self._before = _read(self._path)
        self._now: dict[str, list[Any]] = {}

    def recall(self, path: str, info: os.stat_result) -> str | None:
        """Return the hash of a file if it is surely what it was when it was hashed.

        Only the time at which the system noted a change counts for sure: nobody can set it. Windows has no
        such time, so everything is read there.
        """
        known = self._before.get(path)
        if known is None or known[:-2] != _marks(info) or os.name == "nt":
            return None
        *_, hashed_at, sha256 = known
        if hashed_at - info.st_ctime_ns < _SETTLED_NS:
            return None
        self._now[path] = known
        return str(sha256)

    def note(self, path: str, info: os.stat_result, hashed_at: int, sha256: str) -> None:
        """Keep the hash of a file.

        Args:
            path: Its name in the corpus.
            info: What the system said of it before it was hashed.
            hashed_at: When that was, in nanoseconds since 1970.
            sha256: Its hash.
        """
        self._now[path] = [*_marks(info), hashed_at, sha256]

    def save(self) -> None:
        """Keep what is known now; where that cannot be done everything is read the next time."""
        if self._now != self._before:
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                text = json.dumps(self._now).encode()
                write_durably(self._path, xxh3_128(text).hexdigest().encode() + b"\n" + text)


def _marks(info: os.stat_result) -> list[int]:
    return [info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, info.st_dev]


def _read(path: Path) -> dict[str, list[Any]]:
    try:
        seal, _, text = path.read_bytes().partition(b"\n")
        found: dict[str, list[Any]] = json.loads(text) if xxh3_128(text).hexdigest().encode() == seal else {}
    except (OSError, ValueError):
        return {}
    return found
