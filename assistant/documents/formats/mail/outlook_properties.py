"""The numbered properties of an Outlook item (MS-OXPROPS): those that are read, and their values."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant.documents.formats.decoding import decode

if TYPE_CHECKING:
    from oxmsg.domain.model import PropertyT
    from oxmsg.storage import Storage

MESSAGE_CLASS, SUBJECT, HEADERS = 0x001A, 0x0037, 0x007D
SENT, DELIVERED = 0x0039, 0x0E06
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
DISPLAY_CC, DISPLAY_TO = 0x0E03, 0x0E04
BODY, FORMATTED, PAGE = 0x1000, 0x1009, 0x1013
RECEIVER_KIND, NAME, ADDRESS, SMTP_ADDRESS = 0x0C15, 0x3001, 0x3003, 0x39FE
ATTACH_DATA, FILE_NAME, ATTACH_METHOD, LONG_FILE_NAME, MIME_TYPE = 0x3701, 0x3704, 0x3705, 0x3707, 0x370E

# Bytes before the properties of a message within a message, and of one that some programs write.
_INNER_HEADER, _OUTER_HEADER = 24, 32
_STRINGS = {0x001F: "utf-16-le", 0x001E: ""}
_BINARY = 0x0102


def inner_header_size(storage: Storage) -> int:
    """Return how many bytes stand before the properties of a message within a message, of 16 bytes each."""
    with suppress(KeyError):
        if len(storage.properties_stream_bytes) % 16 == 0:
            return _OUTER_HEADER
    return _INNER_HEADER


class ItemProperties:
    """The properties of a message, receiver or attachment; what is missing or damaged is empty.

    The library raises errors of many kinds at lists that are too short and encodings that Python lacks.
    """

    def __init__(self, storage: Storage, header_size: int) -> None:
        """Read the list of properties.

        Args:
            storage: Holds the item.
            header_size: The bytes before the first property.
        """
        from oxmsg.properties import Properties

        self._storage = storage
        self._found = Properties(storage, header_size)
        self._listed: list[PropertyT] = []
        with suppress(Exception):
            self._listed = list(self._found)

    def text(self, *numbers: int) -> str:
        """Return the first of these texts that there is."""
        return next((text for number in numbers if (text := self._text(number))), "")

    def number(self, number: int) -> int:
        """Return a whole number, 0 if there is none."""
        value = self._value(number)
        return value if isinstance(value, int) else 0

    def date(self, *numbers: int) -> datetime | None:
        """Return the first of these dates that there is."""
        dates = (value for number in numbers if isinstance(value := self._value(number), datetime))
        return next(dates, None)

    def data(self, number: int) -> bytes:
        """Return some bytes."""
        with suppress(KeyError):
            return bytes(self._storage.property_stream_bytes(number, _BINARY))
        return b""

    def page(self) -> str:
        """Return the body as a page, in whichever of two forms it is kept."""
        data = self.data(PAGE)
        with suppress(Exception):
            return data.decode(self._found.body_encoding) if data else self._text(PAGE)
        return decode(data)[0]

    def formatted_text(self) -> str:
        """Return the words of the body as rich text, which old programs keep alone."""
        from compressed_rtf import decompress
        from striprtf.striprtf import rtf_to_text

        data = self.data(FORMATTED)
        if not data:
            return ""
        source = decompress(data).decode("latin-1")
        return str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]

    def _text(self, number: int) -> str:
        value = self._value(number)
        if isinstance(value, str):
            return value.rstrip("\0")
        for kind, encoding in _STRINGS.items():
            with suppress(KeyError):
                data = self._storage.property_stream_bytes(number, kind)
                return data.decode(encoding, "replace") if encoding else decode(data)[0]
        return ""

    def _value(self, number: int) -> Any:
        """Return what a property holds; None if the library does not find or understand it."""
        for each in self._listed:
            if each.pid == number:
                with suppress(Exception):
                    return each.value
        return None
