"""File names that are valid and harmless on every operating system."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_NAME_BYTES = 200  # bytes of UTF-8
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DRIVE = re.compile(r"^[A-Za-z]:")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_UNSEEN = ("C", "Zl", "Zp")  # categories: control, format, surrogate, private, unassigned, line ends
_LONGEST_SUFFIX = 20  # bytes of UTF-8; what is longer after a dot is no suffix


def safe_file_name(name: str) -> str:
    """Return a file name that is valid and harmless on every operating system, "" if no character is left.

    Args:
        name: What somebody else called the file; may hold a path of any system.
    """
    base = without_drive(unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(c for c in base if not unicodedata.category(c).startswith(_UNSEEN))
    clean = _trim(_FORBIDDEN.sub("_", seen))
    if _RESERVED.fullmatch(clean.split(".", 1)[0].rstrip()):
        clean = f"_{clean}"
    return _trim(_at_most(clean, MAX_NAME_BYTES))


def without_drive(name: str) -> str:
    """Return a path without the drive that Windows puts before it."""
    return _DRIVE.sub("", name)


def numbered_file_name(name: str, number: int) -> str:
    """Return a file name with a number before its suffix, as "report (2).pdf", not longer than any other."""
    stem, suffix = _divided(name)
    mark = f" ({number})"
    room = MAX_NAME_BYTES - len(mark) - len(suffix.encode())
    return f"{_cut(stem, room).rstrip()}{mark}{suffix}"


def _trim(name: str) -> str:
    return name.lstrip(". ").rstrip(". ").strip()


def _at_most(name: str, count: int) -> str:
    """Shorten a name to a number of bytes, keeping its suffix when that is a short one."""
    if len(name.encode()) <= count:
        return name
    stem, suffix = _divided(name)
    return _cut(stem, count - len(suffix.encode())) + suffix


def _divided(name: str) -> tuple[str, str]:
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix.encode()) <= _LONGEST_SUFFIX else ""
    return name[: len(name) - len(suffix)], suffix


def _cut(text: str, count: int) -> str:
    return text.encode()[:count].decode(errors="ignore")
