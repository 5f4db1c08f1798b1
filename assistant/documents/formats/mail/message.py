"""E-mail messages: who wrote what to whom and when, with the messages and files attached to them.

A message, each message attached to it and each attached file is a page of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from assistant.documents.formats.html import readable
from assistant.documents.formats.mail.attachments import Attachments
from assistant.documents.formats.mail.labels import message_label
from assistant.documents.formats.mail.quoting import quoted_ranges, without_marks
from assistant.documents.formats.mail.structure import (
    Structure,
    bytes_of,
    content_of,
    header_of,
    name_of,
    parsed,
    structure_of,
)
from assistant.documents.formats.parts import InnerFiles, Part, joined
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading

_SHOWN = ("From", "To", "Cc", "Date")
_TELLING = ("From", "To", "Subject", "Date", "Message-ID", "Received")


def parse(path: Path, inner_files: InnerFiles) -> Extraction:
    """Read a message: its subject as title and heading, who and when, the body, and what is attached.

    Args:
        path: The message.
        inner_files: Reads the attached files.

    Raises:
        ExtractionError: The file is not a message.
    """
    message = parsed(path.read_bytes())
    if not isinstance(message, EmailMessage) or not any(header_of(message, name) for name in _TELLING):
        raise ExtractionError("It is not an e-mail message; give it the suffix of its real format.")
    attachments = Attachments(inner_files)
    parts = list(_parts(message, attachments, 0))
    return joined(parts, header_of(message, "Subject"), attachments.warnings())


def _parts(message: EmailMessage, attachments: Attachments, depth: int) -> Iterator[Part]:
    """Yield the message itself, then the messages and files attached to it."""
    found = structure_of(message)
    attachments.pictures += found.pictures
    attachments.encrypted += found.encrypted
    inner = [*found.messages, *(parsed(bytes_of(part)) for part in found.attachments if _is_message(part))]
    files = [part for part in found.attachments if not _is_message(part)]
    names = [*map(_name_of_message, inner), *map(name_of, files)]
    yield Part(_own_text(message, found, names), _label(message))
    for each in inner:
        if attachments.may_enter(depth + 1):
            yield from _parts(each, attachments, depth + 1)
    for part in files:
        yield from attachments.read(part)


def _own_text(message: EmailMessage, found: Structure, names: list[str]) -> Extraction:
    subject = header_of(message, "Subject")
    facts = "\n".join(f"{name}: {value}" for name in _SHOWN if (value := header_of(message, name)))
    bodies = [body for part in found.texts if (body := _body(part)).text]
    body = joined([Part(body, is_page=False) for body in bodies])
    head = Extraction(subject, headings=(Heading(0, len(subject)),) if subject else ())
    after = f"Attachments: {', '.join(names)}" if names else ""
    texts = [head, Extraction(facts), body, Extraction(after)]
    said = joined([Part(replace(text, line_breaks=body.line_breaks), is_page=False) for text in texts])
    return replace(said, line_breaks=body.line_breaks)


def _body(part: EmailMessage) -> Extraction:
    """Return the text of a part with what in it is quoted."""
    text, warnings = content_of(part)
    if part.get_content_type() == "text/html":
        page = readable(text, is_mail=True)
        return replace(
            page, quoted=quoted_ranges(page.text, page.quoted), warnings=(*warnings, *page.warnings), title=""
        )
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text, marked = without_marks("\n".join(lines).strip("\n"))
    return Extraction(text, quoted=quoted_ranges(text, marked), warnings=warnings)


def _is_message(part: EmailMessage) -> bool:
    return name_of(part).lower().endswith(".eml") and bool(bytes_of(part))


def _name_of_message(message: EmailMessage) -> str:
    return f'message "{header_of(message, "Subject")}"'


def _label(message: EmailMessage) -> str:
    sender = header_of(message, "From")
    name, address = parseaddr(sender)
    try:
        date = parsedate_to_datetime(header_of(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        date = None
    return message_label(name or address or sender, date)
