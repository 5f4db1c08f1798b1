"""A file of the corpus, or one attached to it, as a scan finds it."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath

from assistant.documents import ReadFile

CHANGED = "It changed while it was being read; index again."
"""Why a file that is no longer what the scan found is not read."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus: relative path with forward slashes, size in bytes, SHA-256 (hex).

    `kind` is the family of its format. `reason` says why it cannot be read; kind and hash are
    then "". A name that is not valid Unicode is shown with its wrong bytes as numbers.

    A file that is attached to another has the path of that and its own name ("mail.eml/contract.pdf");
    `attached_to` is the path of the other one, and `location` where that lies.
    """

    path: str
    location: Path
    size: int = 0
    sha256: str = ""
    kind: str = ""
    reason: str = ""
    has_valid_name: bool = True
    attached_to: str = ""

    @property
    def request(self) -> ReadFile:
        """How to read it."""
        if not self.attached_to:
            return ReadFile(self.location)
        return ReadFile(self.location, self.sha256, PurePosixPath(self.path).suffix)

    def has_changed(self) -> bool:
        """Whether it is no longer the file that was found; an attached one is found by its hash alone."""
        if self.attached_to:
            return False
        try:
            return hash_file(self.location) != self.sha256
        except OSError:
            return True


def hash_file(location: Path) -> str:
    """Return the SHA-256 (hex) of a regular file.

    Raises:
        OSError: It cannot be read, or is something else by now; a pipe would be waited for forever.
    """
    with open_regular(location) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_regular(location: Path) -> BufferedReader:
    """Open a file for reading unless it is a pipe, a device or the like; raises OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(location, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is not a regular file")
    return file
