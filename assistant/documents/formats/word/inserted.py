"""Files that are inserted into a Word file as they are (`w:altChunk`): web pages, texts, other Word files."""

from __future__ import annotations

import email
from email import policy
from io import BytesIO
from typing import Any

from assistant.documents.formats.archive import check_archive
from assistant.documents.formats.decoding import decode
from assistant.documents.formats.html import readable
from assistant.documents.formats.ooxml.namespaces import qn
from assistant.documents.formats.ooxml.writer import Writer, clean
from assistant.documents.formats.word.context import Context, related_part
from assistant.errors import ExtractionError
from assistant.types import Extraction

_DEEPEST = 3
_MOST_BYTES = 100_000_000


def read_inserted(element: Any, part: Any, context: Context, writer: Writer) -> None:
    """Read the file of a `w:altChunk` in its place; one that cannot be read is counted as left out."""
    inserted = related_part(part, element.get(qn("r:id")))
    if inserted is None:
        context.left_out.count("embedded part")
        return
    data: bytes = inserted.blob
    try:
        if data.startswith(b"PK"):
            _document(data, context, writer)
        else:
            _page(data, inserted.content_type.partition(";")[0].strip().lower(), context, writer)
    except ExtractionError:
        context.left_out.count("embedded part")


def _document(data: bytes, context: Context, writer: Writer) -> None:
    if context.depth >= _DEEPEST:
        raise ExtractionError("It is nested too deeply.")
    file = BytesIO(data)
    check_archive(file, _MOST_BYTES)
    context.read_document(file, writer, context)


def _page(data: bytes, content_type: str, context: Context, writer: Writer) -> None:
    if data.lstrip().startswith(b"{\\rtf"):
        raise ExtractionError("It is in the Rich Text Format.")
    if content_type in ("message/rfc822", "multipart/related") or _is_message(data):
        page = _archived_page(data)
    elif "html" in content_type or data.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html")):
        page = readable(data)
    else:
        text, warnings = decode(data)
        page = Extraction(clean(text), warnings=warnings)
    if not page.text.strip():
        raise ExtractionError("It holds no text.")
    for warning in page.warnings:
        context.left_out.say(warning)
    writer.append(page.text, page.headings, page.tables)


def _is_message(data: bytes) -> bool:
    return b"mime-version:" in data[:1000].lower()


def _archived_page(data: bytes) -> Extraction:
    """Return the web page of an archive (mht), else its plain text."""
    message = email.message_from_bytes(data, policy=policy.default)
    for kind in ("text/html", "text/plain"):
        for part in message.walk():
            payload = part.get_payload(decode=True) if part.get_content_type() == kind else None
            if not isinstance(payload, bytes):
                continue
            try:
                text = payload.decode(part.get_content_charset("utf-8"))
            except (LookupError, UnicodeError):
                text = decode(payload)[0]
            return readable(text) if kind == "text/html" else Extraction(clean(text))
    return Extraction("")
