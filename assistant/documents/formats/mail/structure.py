"""What a message is made of: its body, messages in it and attachments, however its parts are nested."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage

from assistant.documents.checking import single_line
from assistant.documents.formats.decoding import decode
from assistant.documents.formats.mail.outlook import is_outlook_message, outlook_message

_PAGES = ("text/html", "multipart/related", "multipart/mixed")
_TEXTS = ("text/plain", "text/html")
_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
# What only programs read: no reader of a message misses it.
_UNSEEN = frozenset(("application/pgp-encrypted", "text/x-amp-html"))
_REFERENCES = frozenset(("message/external-body", "message/partial"))
_ENCRYPTED = frozenset(("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"))
# Plain text that is so much shorter than the page beside it only says that there is a page.
_HINT_SHARE = 0.2
# What a message within another is called that is damaged; only those of Outlook can be.
_DAMAGED_NAME = "message.msg"


@dataclass(slots=True)
class Structure:
    """The parts of a message by what becomes of them.

    `pictures` counts those without a text of their own, `signatures` the cryptographic ones, `elsewhere` the
    parts of which the message holds only a reference.
    """

    texts: list[EmailMessage] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    attachments: list[EmailMessage] = field(default_factory=list)
    pictures: int = 0
    signatures: int = 0
    elsewhere: int = 0
    encrypted: bool = False


def structure_of(message: EmailMessage) -> Structure:
    """Return what a message is made of; messages within it are not entered."""
    found = Structure()
    _collect(message, found)
    return found


def _collect(part: EmailMessage, found: Structure) -> None:
    kind = part.get_content_type()
    if kind in _ENCRYPTED:
        found.encrypted = True
    elif kind == "multipart/alternative":
        _collect_best(list(_children(part)), found)
    elif part.is_multipart() and part.get_content_maintype() == "multipart":
        for child in _children(part):
            _collect(child, found)
    elif kind in ("message/rfc822", "message/global"):
        _collect_messages(part, found)
    elif kind not in _UNSEEN:
        _collect_single(part, kind, found)


def _collect_single(part: EmailMessage, kind: str, found: Structure) -> None:
    """Collect a part that has no parts of its own."""
    if kind in _SIGNATURES:
        found.signatures += 1
    elif kind in _REFERENCES:
        found.elsewhere += 1
    elif kind == "message/delivery-status" or (kind in _TEXTS and not _is_attached(part)):
        found.texts.append(part)
    elif part.get_content_maintype() == "image":
        found.pictures += 1
    else:
        found.attachments.append(part)


def _collect_best(alternatives: list[EmailMessage], found: Structure) -> None:
    """Collect the best of several forms of one text; files within the others are not lost with them."""
    chosen = _best_alternative(alternatives)
    if chosen is not None:
        _collect(chosen, found)
    for other in alternatives:
        if other is not chosen and other.is_multipart():
            beside = structure_of(other)
            found.messages += beside.messages
            found.attachments += beside.attachments


def _children(part: EmailMessage) -> Iterator[EmailMessage]:
    payload = part.get_payload()
    for child in payload if isinstance(payload, list) else ():
        if isinstance(child, EmailMessage):
            yield child


def _best_alternative(parts: list[EmailMessage]) -> EmailMessage | None:
    """Return plain text if it says as much as the page beside it, else what holds the page."""
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    pages = [
        part
        for part in parts
        if part.get_content_type() in ("text/html", "multipart/related", "multipart/mixed")
    ]
    words = len(content_of(plain)[0].split()) if plain is not None else 0
    if plain is not None and words and words >= _HINT_SHARE * max(map(_words_of_page, pages), default=0):
        return plain
    return pages[-1] if pages else plain


def _words_of_page(part: EmailMessage) -> int:
    from assistant.documents.formats.html import readable

    if part.is_multipart():
        return max(map(_words_of_page, _children(part)), default=0)
    return len(readable(content_of(part)[0]).text.split()) if part.get_content_type() == "text/html" else 0


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _collect_messages(part: EmailMessage, found: Structure) -> None:
    """Collect the message in a part; some programs encode it, which the standard forbids."""
    for inner in _children(part):
        coding = part.get("Content-Transfer-Encoding", "")
        if inner.keys() or coding.lower() not in ("base64", "quoted-printable"):
            found.messages.append(inner)
            continue
        inner["Content-Transfer-Encoding"] = coding
        message = parsed_or_none(bytes_of(inner))
        if message is None:
            inner.add_header("Content-Disposition", "attachment", filename=_DAMAGED_NAME)
            found.attachments.append(inner)
        else:
            found.messages.append(message)


def parsed(data: bytes) -> EmailMessage:
    """Return a message from its bytes, in the usual form or that of Outlook."""
    if is_outlook_message(data):
        return outlook_message(data, parsed)
    return email.message_from_bytes(data, policy=policy.default)


def parsed_or_none(data: bytes) -> EmailMessage | None:
    """Return a message within another, None if it is damaged, which costs nothing but itself."""
    with suppress(Exception):  # damaged files raise whatever the library did not foresee
        return parsed(data)
    return None


def bytes_of(part: EmailMessage) -> bytes:
    """Return what a part holds, decoded from the form in which it travelled."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def content_of(part: EmailMessage) -> tuple[str, tuple[str, ...]]:
    """Return the text of a part and warnings about its encoding.

    The encoding is the one it states, or guessed from its bytes where that is missing or unknown.
    """
    if part.get_content_type() == "message/delivery-status":
        return "\n\n".join(str(block).strip() for block in _children(part)), ()
    data = bytes_of(part)
    try:
        return data.decode(part.get_content_charset("ascii")), ()
    except (LookupError, UnicodeError):
        text, warnings = decode(data)
        return text, warnings


def header_of(message: EmailMessage, name: str) -> str:
    """Return a header as one line, "" without it; the library fails on some that are malformed."""
    try:
        return single_line(str(message.get(name, "")))
    except Exception:  # any of IndexError, ValueError, AttributeError, ... by the kind of damage
        raw = (value for key, value in message.raw_items() if key.lower() == name.lower())
        return single_line(str(next(raw, "")))


def name_of(part: EmailMessage) -> str:
    """Return what to call an attachment: its file name as one line, or its type where it has none."""
    return single_line(file_name_of(part)) or part.get_content_type()


def file_name_of(part: EmailMessage) -> str:
    """Return the file name that a message states for an attachment, "" without one."""
    try:
        return part.get_filename() or ""
    except Exception:  # as for headers
        return ""
