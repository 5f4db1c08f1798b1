"""What a response holds: its body within limits, decompressed, the suffix of its format, and its charset."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from email.message import Message
from pathlib import PurePosixPath

from assistant.documents import SUPPORTED
from assistant.documents.formats.web.encoding import is_utf8_instead, text_codec
from assistant.errors import PageError

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "message/rfc822": ".eml",
}
# Types that say little: a suffix that the address ends in says more.
_VAGUE = ("text/plain", "application/octet-stream", "binary/octet-stream", "")
# Formats that are text without saying in which encoding, so that the header has to be believed.
_CHARSET_FROM_HEADER = (".html", ".xhtml", ".txt", ".md", ".csv", ".tsv")
_UTF8_MARK = b"\xef\xbb\xbf"


def suffix_of(content_type: str, path: str) -> str:
    """Return the suffix of the format that a response is in.

    Args:
        content_type: The header Content-Type.
        path: The path of the address.

    Raises:
        PageError: The format cannot be read.
    """
    kind = _parsed(content_type).get_content_type() if content_type else ""
    own = PurePosixPath(path).suffix.lower()
    if kind in _VAGUE and own in SUPPORTED:
        return own
    suffix = _SUFFIXES.get(kind, "")
    if suffix not in SUPPORTED:
        raise PageError(f"It is of the type '{kind[:80] or 'unknown'}', which cannot be read.")
    return suffix


def with_charset(data: bytes, suffix: str, content_type: str) -> bytes:
    """Return a text in UTF-8 if the header names a charset that it is valid in, else unchanged.

    A file has no header, so what the header says of the encoding would be lost.
    """
    name = _parsed(content_type).get_content_charset() if content_type else None
    codec = text_codec(str(name)) if name else None
    if codec is None or suffix not in _CHARSET_FROM_HEADER or data.startswith(_UTF8_MARK):
        return data
    if is_utf8_instead(codec, data):
        return data
    try:
        return _UTF8_MARK + data.decode(codec).encode("utf-8")
    except (UnicodeError, LookupError):
        return data


def limited_body(parts: Iterable[bytes], encoding: str, most_bytes: int) -> bytes:
    """Return a body, decompressed; neither what is sent nor what comes of it may be larger than the limit.

    Args:
        parts: The body as it comes.
        encoding: The header Content-Encoding.
        most_bytes: The limit.

    Raises:
        PageError: It is too large, damaged or compressed in a way that is not known.
    """
    body = bytearray()
    for part in _decompressed(_limited(parts, most_bytes), encoding.strip().lower(), most_bytes):
        body += part
        if len(body) > most_bytes:
            raise _too_large()
    return bytes(body)


def _limited(parts: Iterable[bytes], most_bytes: int) -> Iterator[bytes]:
    for part in parts:
        most_bytes -= len(part)
        if most_bytes < 0:
            raise _too_large()
        yield part


def _decompressed(parts: Iterable[bytes], encoding: str, most_bytes: int) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        yield from parts
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise PageError(f"It is compressed as '{encoding[:40]}', which was not asked for.")
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 32)  # tells gzip and zlib apart by itself
    try:
        for part in parts:
            yield decompressor.decompress(part, most_bytes + 1)
            if decompressor.unconsumed_tail:
                raise _too_large()
    except zlib.error as error:
        raise PageError("It is damaged: its compression cannot be undone.") from error
    if not decompressor.eof:
        raise PageError("It is damaged: its end is missing.")


def _too_large() -> PageError:
    return PageError("It is larger than the setting 'max_file_mb' allows.")


def _parsed(content_type: str) -> Message:
    message = Message()
    message["content-type"] = " ".join(content_type.split())
    return message
