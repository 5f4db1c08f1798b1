"""Putting files into the corpus and taking them out again, never outside it and never half."""

from __future__ import annotations

import os
import re
import shutil
import threading
import unicodedata
import uuid
from pathlib import Path, PurePosixPath

from assistant.errors import AssistantError

LONGEST_NAME = 200  # bytes of UTF-8
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DRIVE = re.compile(r"^[A-Za-z]:")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_PLACING = threading.Lock()  # two people may add files of one name at the same moment
_UNSEEN = ("C", "Zl", "Zp")  # categories: control, format, surrogate, private, unassigned, line ends


class UploadError(AssistantError):
    """A file was not taken; the message says why."""


def safe_name(name: str) -> str:
    """Return a file name that is harmless on every system, or "" if nothing of it is left.

    Args:
        name: What the browser called the file; may hold a path of any system.
    """
    base = _DRIVE.sub("", unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(c for c in base if not unicodedata.category(c).startswith(_UNSEEN))
    clean = _trim(_FORBIDDEN.sub("_", seen))
    if _RESERVED.fullmatch(clean.split(".", 1)[0].rstrip()):
        clean = f"_{clean}"
    return _trim(_at_most(clean, LONGEST_NAME))


def store(upload: Path, name: str, corpus: Path, *, replace: bool, max_bytes: int) -> Path:
    """Copy an upload into the corpus under a `safe_name`, complete or not at all.

    Args:
        upload: The uploaded file.
        name: The name to give it, made by `safe_name`.
        corpus: The folder of documents; made if it is not there.
        replace: Whether a file of that name may be replaced.
        max_bytes: Larger files are refused.

    Returns:
        The file in the corpus.

    Raises:
        FileExistsError: A file of that name is there and `replace` is not set.
        UploadError: The file is too large or no longer there, or the folder cannot be written to.
    """
    if not upload.is_file():
        raise UploadError(f"'{name}' is no longer waiting to be added; add it again.")
    if upload.stat().st_size > max_bytes:
        raise UploadError(f"'{name}' is larger than the {max_bytes // 1_000_000} MB that are allowed.")
    target = corpus / name
    if target.is_dir():
        raise UploadError(f"'{name}' is the name of a folder among the documents; rename the file first.")
    if os.path.lexists(target) and not replace:
        raise FileExistsError(name)
    beside = corpus / f".{uuid.uuid4().hex}.part"
    try:
        corpus.mkdir(parents=True, exist_ok=True)
        with upload.open("rb") as source, beside.open("xb") as copy:
            shutil.copyfileobj(source, copy, 2**20)
            copy.flush()
            os.fsync(copy.fileno())
        with _PLACING:
            if os.path.lexists(target) and not replace:
                raise FileExistsError(name)
            beside.replace(target)
    except FileExistsError:
        beside.unlink(missing_ok=True)
        raise
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UploadError(f"Cannot write '{name}' into the folder of documents: {error.strerror}.") from error
    return target


def remove(path: str, corpus: Path) -> None:
    """Delete one file of the corpus.

    Args:
        path: The document's path relative to the corpus.
        corpus: The folder of documents.

    Raises:
        UploadError: The path does not lie in the corpus, is no file, or cannot be deleted.
    """
    parts = PurePosixPath(path)
    inside = bool(parts.parts) and not parts.is_absolute() and ".." not in parts.parts and "\\" not in path
    file = corpus / parts
    if not inside or "\0" in path or not file.parent.resolve().is_relative_to(corpus.resolve()):
        raise UploadError("Only files in the folder of documents can be removed.")
    try:
        file.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise UploadError(f"Cannot remove '{path}': {error.strerror}.") from error


def _trim(name: str) -> str:
    return name.lstrip(". ").rstrip(". ").strip()


def _at_most(name: str, count: int) -> str:
    """Shorten a name to a number of bytes, keeping its suffix when that is a short one."""
    if len(name.encode()) <= count:
        return name
    suffix = Path(name).suffix
    if len(suffix.encode()) > 20:
        suffix = ""
    stem = name[: len(name) - len(suffix)].encode()[: count - len(suffix.encode())]
    return stem.decode(errors="ignore") + suffix
