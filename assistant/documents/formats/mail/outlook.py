"""Messages that Outlook saved (.msg), written anew as the messages that everybody else sends (.eml).

So one reader takes both apart. What Outlook keeps is a list of numbered properties for the message, each
receiver and each attachment (MS-OXMSG); `python-oxmsg` reads these with their encodings.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import HeaderParser
from email.utils import format_datetime
from typing import TYPE_CHECKING

from assistant.documents.checking import single_line
from assistant.documents.formats.mail import outlook_properties as tags

if TYPE_CHECKING:
    from oxmsg.storage import Storage

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of Outlook, and of old versions of Word and Excel, begins."""

KIND_HEADER = "X-Outlook-Kind"
"""Names what an Outlook item is that is no message, such as an appointment."""

_INNER_MESSAGE = "__substg1.0_3701000D"
_KINDS = {
    "IPM.Appointment": "appointment",
    "IPM.Schedule": "invitation to a meeting",
    "IPM.Contact": "contact",
    "IPM.Task": "task",
}
# What stands in no name or address that a parser of headers could stumble over.
_UNUSUAL = re.compile(r"[^\w .@-]")
_RECEIVERS = {1: "To", 2: "Cc"}
_BY_VALUE, _INNER, _OBJECT = 1, 5, 6

Parse = Callable[[bytes], EmailMessage]


def is_outlook_message(data: bytes) -> bool:
    """Whether a file is one that Outlook saved, or else an Office file of the same old form."""
    return data.startswith(COMPOUND_FILE)


def outlook_message(data: bytes, parse: Parse) -> EmailMessage:
    """Return a message that Outlook saved as a message with parts.

    Args:
        data: The bytes of the file.
        parse: Reads a message of the usual form, for those that Outlook keeps whole.
    """
    from olefile import OleFileIO
    from oxmsg.domain.model import MSG_HDR_OFFSET
    from oxmsg.storage import Storage

    with OleFileIO(data) as file:
        storage = Storage.from_ole(file)
    return _message(storage, MSG_HDR_OFFSET, parse)


def _message(storage: Storage, header_size: int, parse: Parse) -> EmailMessage:
    found = tags.ItemProperties(storage, header_size)
    message = EmailMessage()
    for name, value in _headers(found, storage):
        _set_header(message, name, single_line(value))
    message_class = found.text(tags.MESSAGE_CLASS)
    for prefix, kind in _KINDS.items():
        if message_class.startswith(prefix):
            message[KIND_HEADER] = kind
    _add_body(message, found)
    for attached in storage.iter_attachment_storages():
        _add_attachment(message, attached, parse)
    return message


def _set_header(message: EmailMessage, name: str, value: str) -> None:
    if not value:
        return
    try:
        message[name] = value
    except Exception:  # the library fails on some that are malformed
        with suppress(Exception):
            message[name] = _UNUSUAL.sub(" ", value)


def _headers(found: tags.ItemProperties, storage: Storage) -> Iterator[tuple[str, str]]:
    """Yield who, when and what; as the message was sent where that is known."""
    sent = HeaderParser(policy=policy.compat32).parsestr(found.text(tags.HEADERS))
    receivers = _receivers(storage)
    kept = {
        "Subject": found.text(tags.SUBJECT),
        "From": _person(found.text(tags.SENDER_NAME), found.text(tags.SENDER_SMTP, tags.SENDER_ADDRESS)),
        "To": ", ".join(receivers["To"]) or found.text(tags.DISPLAY_TO),
        "Cc": ", ".join(receivers["Cc"]) or found.text(tags.DISPLAY_CC),
        "Date": _date(found.date(tags.SENT, tags.DELIVERED)),
    }
    for name, value in kept.items():
        as_sent = sent.get(name, "")
        yield name, _decoded(name, str(as_sent)) if as_sent and name != "Subject" else value


def _decoded(name: str, value: str) -> str:
    """Return a header with its encoded words ("=?GBK?B?…?=") read."""
    message = policy.default.header_fetch_parse
    try:
        return str(message(name, " ".join(value.split())))
    except Exception:  # the library fails on some that are malformed
        return value


def _receivers(storage: Storage) -> dict[str, list[str]]:
    from oxmsg.domain.model import RECIP_HDR_OFFSET

    found: dict[str, list[str]] = {name: [] for name in _RECEIVERS.values()}
    for each in storage.iter_recipient_storages():
        person = tags.ItemProperties(each, RECIP_HDR_OFFSET)
        name = _RECEIVERS.get(person.number(tags.RECEIVER_KIND))
        if name:
            said = _person(person.text(tags.NAME), person.text(tags.SMTP_ADDRESS, tags.ADDRESS))
            found[name] += [said] if said else []
    return found


def _person(name: str, address: str) -> str:
    """Return a name with its address; the internal addresses of an Exchange server say nothing."""
    name, address = single_line(name).strip("'\""), single_line(address)
    if "@" not in address or address == name:
        return name
    try:
        return str(Address(name, addr_spec=address))
    except Exception:  # any of ValueError, IndexError, ... by what is wrong with the address
        return f"{name} <{address}>" if name else address


def _date(sent: datetime | None) -> str:
    return format_datetime(sent) if sent else ""


def _add_body(message: EmailMessage, found: tags.ItemProperties) -> None:
    """Add the body; Outlook's plain text is made from the page, with the addresses of links in between."""
    page = found.page()
    if page.strip():
        message.set_content(_storable(page), subtype="html")
    else:
        plain = found.text(tags.BODY)
        message.set_content(_storable(plain if plain.strip() else found.formatted_text()))
    message.make_mixed()


def _storable(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\0").encode("utf-8", "replace").decode()


def _add_attachment(message: EmailMessage, storage: Storage, parse: Parse) -> None:
    from oxmsg.domain.model import ATTACH_HDR_OFFSET

    found = tags.ItemProperties(storage, ATTACH_HDR_OFFSET)
    inner = next((each for each in storage.storages if each.name == _INNER_MESSAGE), None)
    method = found.number(tags.ATTACH_METHOD) or _BY_VALUE
    if method == _INNER and inner is not None:
        part = EmailMessage()
        part.set_content(_message(inner, tags.inner_header_size(inner), parse))
        message.attach(part)
        return
    name = single_line(found.text(tags.LONG_FILE_NAME, tags.FILE_NAME, tags.NAME))
    kind = found.text(tags.MIME_TYPE).strip().lower()
    data = found.data(tags.ATTACH_DATA)
    if kind == "multipart/signed" and data:  # the message as it was sent, with its parts
        message.attach(parse(data))
    elif method in (_BY_VALUE, _INNER):
        message.attach(_file_part(name, kind, data))
    elif method == _OBJECT:
        message.attach(_file_part(name or "embedded object", "application/x-ole-object", data))
    else:
        part = EmailMessage()
        part["Content-Type"] = "message/external-body"
        message.attach(part)


def _file_part(name: str, kind: str, data: bytes) -> EmailMessage:
    if kind in ("", "application/octet-stream"):
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    main, _, sub = kind.partition("/")
    part = EmailMessage()
    usual = main.isalnum() and sub.replace("-", "").replace(".", "").replace("+", "").isalnum()
    if not usual or main in ("multipart", "message"):
        main, sub = "application", "octet-stream"
    part.set_content(data, main, sub, disposition="attachment", filename=name or None)
    return part
