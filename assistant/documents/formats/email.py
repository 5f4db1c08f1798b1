"""E-mail messages: who wrote what to whom and when; attachments are named, not read."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from assistant.documents.checking import single_line
from assistant.documents.formats.decoding import decode
from assistant.documents.formats.html import readable
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading

_SHOWN = ("From", "To", "Cc", "Date")
_TELLING = ("From", "To", "Subject", "Date", "Message-ID", "Received")
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class _Body:
    """What a message says; `line_breaks` as in `Extraction`."""

    text: str = ""
    headings: tuple[Heading, ...] = ()
    line_breaks: Literal["hard", "wrapped"] = "wrapped"
    warnings: tuple[str, ...] = ()


def parse(path: Path) -> Extraction:
    """Read a message: its subject as title and heading, who and when, and the body as written.

    Raises:
        ExtractionError: The file is not a message.
    """
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage) or not any(_header(message, name) for name in _TELLING):
        raise ExtractionError("It is not an e-mail message; give it the suffix of its real format.")
    subject = _header(message, "Subject")
    facts = "\n".join(f"{name}: {value}" for name in _SHOWN if (value := _header(message, name)))
    body = _body(message)
    names = ", ".join(_attachment_names(message))
    before = [part for part in (subject, facts) if part]
    after = [f"Attachments: {names}"] if names else []
    offset = sum(len(part) + len(_BETWEEN) for part in before)
    headings = [Heading(0, len(subject))] if subject else []
    headings += [Heading(h.start + offset, h.end + offset, h.level) for h in body.headings]
    return Extraction(
        _BETWEEN.join((*before, *filter(None, [body.text]), *after)),
        title=subject,
        headings=tuple(headings),
        line_breaks=body.line_breaks,
        warnings=body.warnings,
    )


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as one line; the parser of the library fails on some that are malformed."""
    try:
        return single_line(str(message.get(name, "")))
    except Exception:  # any of IndexError, ValueError, AttributeError, ... by the kind of damage
        raw = (value for key, value in message.raw_items() if key.lower() == name.lower())
        return single_line(str(next(raw, "")))


def _body(message: EmailMessage) -> _Body:
    """Return the plain text if there is some, else what the web page in the message shows."""
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        if not isinstance(part, EmailMessage):
            continue
        body = _as_written(part) if kind == "plain" else _as_page(part)
        if body.text:
            return body
    return _Body()


def _as_written(part: EmailMessage) -> _Body:
    text, warnings = _content(part)
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _Body("\n".join(lines).strip("\n"), warnings=warnings)


def _as_page(part: EmailMessage) -> _Body:
    markup, warnings = _content(part)
    page = readable(markup)
    return _Body(page.text, page.headings, "hard", (*warnings, *page.warnings))


def _content(part: EmailMessage) -> tuple[str, tuple[str, ...]]:
    """Decode a part by the encoding it states, or by its bytes where that is missing or unknown."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset("ascii")), ()
    except (LookupError, UnicodeError):
        text, warnings = decode(data)
        return text, warnings


def _attachment_names(message: EmailMessage) -> Iterator[str]:
    for part in message.walk():
        name = part.get_filename() if part is not message else None
        if name or part.get_content_disposition() == "attachment":
            yield single_line(name or "") or part.get_content_type()
