"""The guard in front of formats that are zip archives: is it one, is it open, how much is inside."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from contextlib import nullcontext
from os import SEEK_END
from pathlib import Path
from typing import IO

from assistant.errors import ExtractionError

_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of the stream that an encrypted Office file keeps its real content in.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_LOOKED_AT = 1_000_000
_STEP = 1 << 20
_IS_ENCRYPTED = 0x1

# What a damaged archive makes the library raise; OSError comes from impossible positions.
_UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)

_EMPTY = "It is empty (0 bytes); get a complete copy of it."
_PROTECTED = "It is protected with a password; remove the protection and index again."
_OLD_OFFICE = "It is in the old Office format; save it in the current one and index again."
_NO_ARCHIVE = "It is not what its suffix says, or it is damaged; open it in its program and save it again."
_DAMAGED = "It is damaged (its archive cannot be unpacked); get a new copy of it."


def check_archive(file: Path | IO[bytes], most_bytes: int = 300_000_000) -> None:
    """Check that a file is a whole zip archive that unpacks to a bearable size.

    The sizes that an archive declares prove nothing, so everything in it is unpacked and counted,
    one step at a time and without being kept.

    Args:
        file: The file, or one that stands inside another and was opened.
        most_bytes: The most bytes that all of its members may unpack to.

    Raises:
        ExtractionError: It is no zip archive, damaged, protected with a password, or too large.
    """
    with file.open("rb") if isinstance(file, Path) else nullcontext(file) as opened:
        _refuse_other_formats(opened)
        opened.seek(0)
        try:
            with zipfile.ZipFile(opened) as archive:
                _count(archive, most_bytes)
        except _UNPACKING_ERRORS as error:
            raise ExtractionError(_DAMAGED) from error


def _refuse_other_formats(file: IO[bytes]) -> None:
    head = file.read(_LOOKED_AT)
    if not head:
        raise ExtractionError(_EMPTY)
    if head.startswith(_OLE_MARK):
        raise ExtractionError(_PROTECTED if _is_encrypted_office(file, head) else _OLD_OFFICE)
    if not head.startswith(b"PK"):
        raise ExtractionError(_NO_ARCHIVE)


def _is_encrypted_office(file: IO[bytes], head: bytes) -> bool:
    """Look for the stream's name at both ends; the directory may lie before or behind the content."""
    file.seek(max(0, file.seek(0, SEEK_END) - _LOOKED_AT))
    return _ENCRYPTED_STREAM in head or _ENCRYPTED_STREAM in file.read()


def _count(archive: zipfile.ZipFile, most_bytes: int) -> None:
    unpacked = 0
    for member in archive.infolist():
        if member.flag_bits & _IS_ENCRYPTED:
            raise ExtractionError(_PROTECTED)
        with archive.open(member) as stream:
            while step := stream.read(_STEP):
                unpacked += len(step)
                if unpacked > most_bytes:
                    raise ExtractionError(
                        f"It unpacks to more than {most_bytes // 1_000_000:,} MB; "
                        "divide it, or take large pictures and films out of it."
                    )
