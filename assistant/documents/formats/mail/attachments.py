"""Files attached to a message: read as parts of it where their format can be read, within bounds."""

from __future__ import annotations

import mimetypes
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from assistant.documents.formats.mail.structure import bytes_of, content_of, name_of
from assistant.documents.formats.parts import InnerFiles, Part
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Line, Page

# What is read of one message with all messages in it; the rest is named in a warning.
_MOST_FILES, _MOST_MESSAGES, _DEEPEST = 50, 200, 8
_MOST_BYTES, _MOST_CHARACTERS = 100_000_000, 20_000_000


class Attachments:
    """Reads attached files while they are few and small, and counts what is left out."""

    def __init__(self, inner_files: InnerFiles) -> None:
        """Read nothing yet; `inner_files` reads each file by its format."""
        self._inner_files = inner_files
        self.pictures = 0
        self.encrypted = 0
        self._left_out: Counter[str] = Counter()
        self._files, self._messages, self._bytes, self._characters = 0, 0, 0, 0

    def may_enter(self, depth: int) -> bool:
        """Whether one more message within the message may be read, so many levels below it."""
        self._messages += 1
        allowed = depth <= _DEEPEST and self._messages <= _MOST_MESSAGES
        if not allowed:
            self._left_out["An attached message is too deeply nested or one too many, and was left out."] += 1
        return allowed

    def read(self, part: EmailMessage) -> Iterator[Part]:
        """Yield an attached file as a part, nothing if it cannot be read."""
        name = name_of(part)
        suffix = _suffix(part, name)
        if not self._inner_files.can_read(suffix):
            self._left_out[f"An attachment of a format that cannot be read was left out: {name}."] += 1
            return
        data = _as_utf8(part)
        self._files += 1
        self._bytes += len(data)
        if self._files > _MOST_FILES or self._bytes > _MOST_BYTES or self._characters > _MOST_CHARACTERS:
            self._left_out[f"An attachment is one too many or too large and was left out: {name}."] += 1
            return
        try:
            said = self._inner_files.read(data, suffix)
        except ExtractionError as error:
            self._left_out[f"The attachment {name} was left out: {error}"] += 1
            return
        self._characters += len(said.text)
        yield Part(_under_its_name(said, name), f"attachment {name}")

    def warnings(self) -> tuple[str, ...]:
        """Return what was left out, a sentence each."""
        said = [
            text if count == 1 else f"{text[:-1]} ({count} times)." for text, count in self._left_out.items()
        ]
        if self.pictures:
            said.append(f"{self.pictures} picture{'s' * (self.pictures > 1)} without text.")
        if self.encrypted:
            said.append("A part of it is encrypted and was left out.")
        return tuple(said)


def _under_its_name(said: Extraction, name: str) -> Extraction:
    """Put the name of a file above its text, as a heading that keeps apart what stands before it."""
    moved = len(name) + 2
    return Extraction(
        f"{name}\n\n{said.text}",
        said.title,
        tuple(_moved_page(page, moved) for page in said.pages),
        (
            Heading(0, len(name)),
            *(Heading(h.start + moved, h.end + moved, h.level + 1) for h in said.headings),
        ),
        said.line_breaks,
        tuple(f"{name}: {warning}" for warning in said.warnings),
        said.unread_scans,
        tuple((start + moved, end + moved) for start, end in said.quoted),
        tuple(table.shifted(moved) for table in said.tables),
    )


def _moved_page(page: Page, by: int) -> Page:
    lines = tuple(Line(line.start + by, line.end + by, line.box) for line in page.lines)
    start = 0 if page.number == 1 else page.start + by
    return Page(page.number, start, page.end + by, page.label, lines)


def _suffix(part: EmailMessage, name: str) -> str:
    """Return the suffix that tells the format of an attachment: that of its name, else of its type."""
    suffix = Path(name).suffix.lower()
    return suffix or mimetypes.guess_extension(part.get_content_type()) or ""


def _as_utf8(part: EmailMessage) -> bytes:
    """Return the bytes of a file; text in an encoding that only the message states is encoded anew."""
    if part.get_content_type() == "text/plain" and part.get_content_charset():
        return content_of(part)[0].encode("utf-8", "replace")
    return bytes_of(part)
