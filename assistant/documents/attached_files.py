"""Files attached to a file, such as those of a message: listed, and read one by one, by their hash.

They lie nowhere on disk, so each is taken out of its holder when it is needed. All this parses what others
wrote: outside of tests it runs in child processes (`sandbox/`, `page_images/`).
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.documents.registry import SUPPORTED
from assistant.errors import TransientError

if TYPE_CHECKING:
    from assistant.documents.formats.mail.attachments import Attachments

MAX_ATTACHED_FILES = 1000
"""No holder has more; a longer list from a child process is not believed."""

_CHANGED = "It changed while it was being read; index again."


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file within another: a harmless name that is unique in its holder, SHA-256 (hex), size in bytes."""

    name: str
    sha256: str
    size: int


def list_attached_files(holder: Path, sha256: str) -> tuple[AttachedFile, ...]:
    """Return the files attached to a file that can be read, in the order in which they are attached.

    Args:
        holder: The file that they are attached to.
        sha256: Its hash (hex); another file in its place is not listed.

    Raises:
        TransientError: It cannot be read now, or is another file.
    """
    data = _read(holder)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise TransientError(_CHANGED)
    from assistant.documents.formats.mail.attachments import attachment_bytes

    found = _attachments(data)
    return tuple(
        AttachedFile(name, each.sha256, len(attachment_bytes(each.part)))
        for name, each in found.files.items()
    )


def find_attached(holder: bytes, sha256: str) -> bytes | None:
    """Return the bytes of an attached file, None if it is not attached.

    Args:
        holder: The bytes of the file that it is attached to.
        sha256: The hash (hex) of the attached file.
    """
    from assistant.documents.formats.mail.attachments import attachment_bytes

    for each in _attachments(holder).files.values():
        if each.sha256 == sha256:
            return attachment_bytes(each.part)
    return None


class AttachedCopies:
    """Copies on disk of the files attached to one file, the last that was asked for.

    So a message with many files is taken apart once, not once for each of them.
    """

    def __init__(self) -> None:
        """Start without copies."""
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._holder: tuple[object, ...] = ()

    def __enter__(self) -> Self:
        """Return the copies."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the copies."""
        self._clear()

    def path(self, holder: Path, sha256: str, suffix: str) -> Path:
        """Return a copy of an attached file; it is there until the files of another are asked for.

        Args:
            holder: The file that it is attached to.
            sha256: The hash (hex) of the attached file.
            suffix: The suffix of its name, which tells its format.

        Raises:
            TransientError: The holder cannot be read now, or no longer has this file attached.
        """
        try:
            status = holder.stat()
            signature = (holder, status.st_ino, status.st_size, status.st_mtime_ns)
            if self._folder is None or signature != self._holder:
                self._copy_all(holder)
                self._holder = signature
        except OSError as error:
            self._clear()
            raise _cannot_be_read(error) from error
        assert self._folder is not None
        path = Path(self._folder.name) / f"{sha256}{suffix}"
        if not path.is_file():
            self._clear()  # a file may change without a sign
            raise TransientError(_CHANGED)
        return path

    def _copy_all(self, holder: Path) -> None:
        from assistant.documents.formats.mail.attachments import attachment_bytes

        self._clear()
        self._folder = tempfile.TemporaryDirectory()
        for name, each in _attachments(holder.read_bytes()).files.items():
            copy = Path(self._folder.name) / f"{each.sha256}{Path(name).suffix}"
            copy.write_bytes(attachment_bytes(each.part))

    def _clear(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
        self._folder, self._holder = None, ()


def _attachments(data: bytes) -> Attachments:
    # Messages are the only holders so far; their parser loads when the first one needs it.
    from assistant.documents.formats.mail.attachments import attachments_of
    from assistant.documents.formats.mail.structure import parsed
    from assistant.documents.formats.mail.tree import message_tree

    return attachments_of(message_tree(parsed(data)), SUPPORTED)


def _read(holder: Path) -> bytes:
    try:
        return holder.read_bytes()
    except OSError as error:
        raise _cannot_be_read(error) from error


def _cannot_be_read(error: OSError) -> TransientError:
    reason = error.strerror or type(error).__name__
    return TransientError(f"It cannot be read ({reason}); see that it is there and not locked.")
