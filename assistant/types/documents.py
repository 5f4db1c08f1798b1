"""A document: the text extracted from its file, and what the index has of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.types.tables import Table

DocumentState = Literal["indexed", "failed"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a scanned page, read by text recognition: its offset range and bounding box.

    `box` is (left, top, right, bottom) in shares (0..1) of the page's width and height, from the upper
    left corner of the page as it is shown.
    """

    start: int
    end: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide, sheet or chapter: number (from 1), offset range, and its label, such as "iv".

    `lines` are the recognised lines of a scanned page, in reading order.
    """

    number: int
    start: int
    end: int
    label: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a document: offset range and level (1 is the highest)."""

    start: int
    end: int
    level: int = 1

    def shifted(self, by: int) -> Heading:
        """Return the heading as it lies in a text with `by` characters before it."""
        return Heading(self.start + by, self.end + by, self.level)


@dataclass(frozen=True, slots=True)
class Extraction:
    """The text extracted from a file, with the ranges of its pages and headings.

    `title` is the title in the document itself, "" if it has none. `pages` are in reading order, do not
    overlap, and are empty for formats without pages. `line_breaks` is "hard" if a single newline
    always ends a line (HTML, Word, CSV, ...), and "wrapped" if it may be where a long line was wrapped
    (PDF, plain text, ...). `unread_scans` is the number of pages that need text recognition and did
    not get it. `quoted` are the offset ranges, in order, of what is not the author's new text: quoted older
    messages and signatures of e-mails. `tables` are those whose cells are known, in order.
    `warnings` say what was left out or is doubtful, one sentence each. `date` is what the file's properties
    say, "2025-12-03", "2025-12" or "2025"; "" if they say none.
    """

    text: str
    title: str = ""
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    line_breaks: Literal["hard", "wrapped"] = "wrapped"
    warnings: tuple[str, ...] = ()
    unread_scans: int = 0
    quoted: tuple[tuple[int, int], ...] = ()
    tables: tuple[Table, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One file of the corpus in the index, or one attached to a file.

    `reason` says why a file failed, `size` is in bytes, `characters` is the length of the extracted text.
    `warnings` say what was left out or is doubtful, one sentence each. `attached_to` is the path of the
    message that the file is attached to, "" for a file of its own. `date` is that of the document as far
    as it is known, "2025-12-03", "2025-12" or "2025": when a page of the web was fetched or a message was
    sent, else what the file's name says, else its properties. `address` is where a page of the web was
    fetched from, else "".
    """

    path: str
    title: str
    state: DocumentState
    reason: str = ""
    size: int = 0
    characters: int = 0
    pages: int = 0
    passages: int = 0
    warnings: tuple[str, ...] = ()
    attached_to: str = ""
    date: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """One document in the index: SHA-256 (hex) of its file, extracted text, pages and headings.

    `attached_to` is the path of the message that the file is attached to, "" for a file of its own.
    """

    document: str
    sha256: str
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    attached_to: str = ""
