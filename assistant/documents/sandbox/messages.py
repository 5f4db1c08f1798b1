"""What parent and child say to each other: JSON behind a length, so that no file's content is ever evaluated.

The parent trusts nothing in a reply: a hostile file may have taken the child over.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from typing import IO, Any, TypeVar

from assistant.documents.checking import checked, one_line
from assistant.errors import ExtractionError, PassingError
from assistant.types import Extraction, Heading, Line, Page

Kind = TypeVar("Kind")
Outcome = Extraction | ExtractionError

MOST_REPLY_BYTES = 2_000_000_000
_LENGTH = struct.Struct(">I")


def send(stream: IO[bytes], body: bytes) -> None:
    """Write one message; raises OSError or ValueError if nobody listens any more."""
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes], most_bytes: int = MOST_REPLY_BYTES) -> bytes | None:
    """Read one message; None at the end of the stream, or for one that is longer than `most_bytes`."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    body = stream.read(length) if length <= most_bytes else b""
    return body if len(body) == length else None


def packed(message: dict[str, Any]) -> bytes:
    """Return a message as bytes."""
    return json.dumps(message).encode()


def unpacked(body: bytes) -> dict[str, Any] | None:
    """Return a message from its bytes, or None if they are none."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def reply_of(outcome: Outcome) -> dict[str, Any]:
    """Return what a child says of a file it has read."""
    if isinstance(outcome, ExtractionError):
        return {"error": str(outcome), "passing": isinstance(outcome, PassingError)}
    return {"extraction": asdict(outcome)}


def outcome_of(reply: dict[str, Any]) -> Outcome:
    """Return what a reply says of a file, every part of it checked."""
    try:
        if "error" in reply:
            kind = PassingError if reply.get("passing") is True else ExtractionError
            return kind(one_line(_of_type(str, reply["error"])))
        fields = reply["extraction"]
        return checked(
            Extraction(
                text=_of_type(str, fields["text"]),
                title=_of_type(str, fields["title"]),
                pages=tuple(_page(**page) for page in fields["pages"]),
                headings=tuple(_heading(**heading) for heading in fields["headings"]),
                line_breaks="hard" if fields["line_breaks"] == "hard" else "wrapped",
                warnings=tuple(_of_type(str, warning) for warning in fields["warnings"]),
                unread_scans=_of_type(int, fields["unread_scans"]),
                quoted=tuple(_range(*quoted) for quoted in fields["quoted"]),
            )
        )
    except ExtractionError as error:
        return error
    except (ValueError, KeyError, TypeError):
        return ExtractionError("Reading it gave no sensible result; it may be damaged.")


def _page(number: object, start: object, end: object, label: object, lines: Any) -> Page:
    return Page(
        _of_type(int, number),
        _of_type(int, start),
        _of_type(int, end),
        _of_type(str, label),
        tuple(_line(**line) for line in lines),
    )


def _line(start: object, end: object, box: Any) -> Line:
    left, top, right, bottom = (_of_type(float, edge) for edge in box)
    return Line(_of_type(int, start), _of_type(int, end), (left, top, right, bottom))


def _heading(start: object, end: object, level: object) -> Heading:
    return Heading(_of_type(int, start), _of_type(int, end), _of_type(int, level))


def _range(start: object, end: object) -> tuple[int, int]:
    return _of_type(int, start), _of_type(int, end)


def _of_type(kind: type[Kind], value: object) -> Kind:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}")
    return value
