"""Digests of rows, which detect a flipped bit inside a value, as SQLite does not."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

Value = int | str | bytes | None

_BYTES = 8


def digest(fields: Iterable[Value], *long: Value) -> bytes:
    """Return the BLAKE2b digest, 8 bytes, of values, their types and their order.

    Args:
        fields: Short values.
        *long: Texts and blobs, which are hashed as they are.
    """
    blobs = [_as_bytes(value) for value in long]
    # ascii(), not repr(): which characters repr() escapes differs between versions of Python.
    head = ascii((*fields, *((type(v).__name__, len(b)) for v, b in zip(long, blobs, strict=True))))
    return blake2b(b"".join((head.encode(), *blobs)), digest_size=_BYTES).digest()


def _as_bytes(value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else ascii(value).encode()
