"""A document: what its file says, and what the index knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DocumentState = Literal["indexed", "failed"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page that was read by text recognition: offset range, and where it stands on the page.

    `box` is (left, top, right, bottom) in shares of the page's width and height, from its upper left
    corner as it is shown.
    """

    start: int
    end: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide, sheet or chapter: number (from 1), offset range, and label as people call it.

    `lines` are those of a scanned page, in reading order.
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


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a file says: its text and where its pages and headings lie in that text.

    `title` is the one the document gives itself, or "" if it gives none. `pages` are in reading
    order, do not overlap, and are empty for formats without pages. `line_breaks` says whether a
    single newline in the text ends a line of its own ("hard": html, docx, csv, ...) or may be
    where a long line was wrapped ("wrapped": pdf, plain text, ...). `unread_scans` counts pages
    that only text recognition could read, and that it did not.
    """

    text: str
    title: str = ""
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    line_breaks: Literal["hard", "wrapped"] = "wrapped"
    warnings: tuple[str, ...] = ()
    unread_scans: int = 0


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One file of the corpus as the index knows it; `size` in bytes, `characters` of text."""

    path: str
    title: str
    state: DocumentState
    reason: str = ""
    size: int = 0
    characters: int = 0
    pages: int = 0
    passages: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What the index holds of one document: SHA-256 (hex) of its file, text, pages and headings."""

    document: str
    sha256: str
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
