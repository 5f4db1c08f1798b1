"""The messages between parent and child: JSON behind a length of four bytes, big-endian.

As JSON, the content of a file is never evaluated as code.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

MAX_MESSAGE_BYTES = 2_000_000_000
_LENGTH = struct.Struct(">I")


def send(stream: IO[bytes], body: bytes) -> None:
    """Write one message.

    Args:
        stream: The pipe to the other process.
        body: The message, shorter than 4 GiB.

    Raises:
        OSError: The other process has ended.
        ValueError: The stream is closed.
    """
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes], max_bytes: int = MAX_MESSAGE_BYTES) -> bytes | None:
    """Read one message.

    Args:
        stream: The pipe from the other process.
        max_bytes: The longest message that is accepted.

    Returns:
        The message; None at the end of the stream, or for one that is longer than `max_bytes`.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    body = stream.read(length) if length <= max_bytes else b""
    return body if len(body) == length else None


def encode_message(message: dict[str, Any]) -> bytes:
    """Return a message as JSON."""
    return json.dumps(message).encode()


def decode_message(body: bytes) -> dict[str, Any] | None:
    """Return the message of some JSON, or None if it is not a JSON object."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
