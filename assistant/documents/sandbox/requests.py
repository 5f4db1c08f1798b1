"""What a child process is asked for: to read a file, or to list the files attached to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.documents.sandbox.messages import decode_message, encode_message


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Read a file; or, if `attached` is the SHA-256 (hex) of one attached to it, that one.

    `suffix` tells the format of the attached file.
    """

    path: Path
    attached: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class ListAttachedFiles:
    """List the files attached to a file, whose SHA-256 (hex) is known."""

    path: Path
    sha256: str


Request = ReadFile | ListAttachedFiles


def encode_request(request: Request) -> bytes:
    """Return a request as the child gets it."""
    path = str(request.path.absolute())
    if isinstance(request, ListAttachedFiles):
        return encode_message({"list": path, "sha256": request.sha256})
    return encode_message({"read": path, "attached": request.attached, "suffix": request.suffix})


def decode_request(body: bytes) -> Request:
    """Return the request that the parent sent."""
    fields = decode_message(body) or {}
    if "list" in fields:
        return ListAttachedFiles(Path(fields["list"]), fields["sha256"])
    return ReadFile(Path(fields["read"]), fields["attached"], fields["suffix"])
