"""Links to ranges of documents: the fragment of an address that opens a citation again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_LINK = re.compile(r"source=([^&=]{1,12000})&range=(\d{1,10})-(\d{1,10})&check=([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """A range of a document.

    Attributes:
        document: The path of the document.
        start: The first character.
        end: The character after the last.
        check: The first 16 hex digits of the SHA-256 of the text of the range.
    """

    document: str
    start: int
    end: int
    check: str

    def __str__(self) -> str:
        """Return the link as a fragment."""
        name = quote(self.document, safe="")
        return f"source={name}&range={self.start}-{self.end}&check={self.check}"

    def holds(self, text: str) -> bool:
        """Return whether the range of a text equals the one that the link was made for."""
        return self.start < self.end <= len(text) and check_of(text[self.start : self.end]) == self.check


def check_of(quoted: str) -> str:
    """Return the checksum of a quote."""
    return hashlib.sha256(quoted.encode()).hexdigest()[:16]


def link_to(document: str, start: int, end: int, quoted: str) -> Link:
    """Return the link to a range with the text `quoted`."""
    return Link(document, start, end, check_of(quoted))


def parse_link(text: object) -> Link | None:
    """Return the link that a browser sent, or None if it is not one."""
    match = _LINK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    return Link(unquote(match[1]), int(match[2]), int(match[3]), match[4])
