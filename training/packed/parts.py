"""A folder as one archive in numbered parts, each of which is checked before it is used.

Needs nothing but Python, so that it also runs where nothing can be installed.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

MANIFEST = "manifest.json"
_BLOCK = 1 << 20


class DamagedPartError(Exception):
    """A part is missing or not what was packed."""


def write_parts(folder: Path, target: Path, part_bytes: int) -> list[Path]:
    """Pack the files of a folder into parts of at most so many bytes, and `manifest.json`.

    Args:
        folder: What to pack.
        target: Folder for the parts; older ones there are removed.
        part_bytes: Most bytes of a part.

    Returns:
        The parts in order.
    """
    target.mkdir(parents=True, exist_ok=True)
    for old in [*target.glob("part-*.bin"), target / MANIFEST]:
        old.unlink(missing_ok=True)
    whole = target / "whole.tar"
    with tarfile.open(whole, "w") as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            member = tarfile.TarInfo(path.relative_to(folder).as_posix())
            member.size = path.stat().st_size
            with path.open("rb") as file:
                archive.addfile(member, file)
    parts, described = [], []
    with whole.open("rb") as file:
        while data := file.read(part_bytes):
            parts.append(target / f"part-{len(parts) + 1:02d}.bin")
            parts[-1].write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            described.append({"name": parts[-1].name, "bytes": len(data), "sha256": digest})
    whole.unlink()
    # Last, so that a manifest always describes parts that are all there.
    (target / MANIFEST).write_text(json.dumps({"parts": described}, indent=1) + "\n", encoding="utf-8")
    return parts


def join_parts(folder: Path, target: Path) -> None:
    """Check all parts in a folder and unpack them to another.

    Raises:
        DamagedPartError: A part is missing or damaged; nothing was unpacked.
    """
    names = check_parts(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(
        fileobj=io.BufferedReader(_Joined([folder / name for name in names])), mode="r|"
    ) as archive:
        archive.extractall(target, filter="data")


def check_parts(folder: Path) -> list[str]:
    """Return the names of the parts in order, all checked; raises DamagedPartError."""
    path = folder / MANIFEST
    try:
        described = json.loads(path.read_text(encoding="utf-8"))["parts"]
    except (OSError, ValueError, KeyError, TypeError):
        raise DamagedPartError(f"'{path}' is missing or damaged; copy it here again.") from None
    for part in described:
        own = folder / part["name"]
        if not own.is_file():
            raise DamagedPartError(f"'{own}' is missing; copy it here and join again.")
        if _sha256(own) != part["sha256"]:
            raise DamagedPartError(f"'{own}' is damaged; copy it here again and join again.")
    return [part["name"] for part in described]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Joined(io.RawIOBase):
    """The bytes of several files, one after the other."""

    def __init__(self, paths: list[Path]) -> None:
        self._blocks = self._read(paths)
        self._left = b""

    @staticmethod
    def _read(paths: list[Path]) -> Iterator[bytes]:
        for path in paths:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer, as far as the next block goes."""
        self._left = self._left or next(self._blocks, b"")
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
