"""Several texts in one document: a message with those in it, cells of a notebook, files of an archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from assistant.types import Extraction, Page

BETWEEN_PARTS = "\n\n"
_LINE_END = re.compile(r"\r\n?|\n")
# Items of lists, and fields such as "Subject: ...".
_LIST_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪–·>|]\s|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s|[A-Z][\w-]{0,20}:\s)")
_ENDS = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*\Z")
_WIDEST_WRAP = 120


@dataclass(frozen=True, slots=True)
class Part:
    """A text of its own: what was read of it, what it is called, whether it is a page of the document."""

    said: Extraction
    label: str = ""
    is_page: bool = True


def joined(parts: Sequence[Part], title: str = "", warnings: Sequence[str] = ()) -> Extraction:
    """Make one document of several texts.

    The pages of a part become pages of the document, named after both. If any part has line breaks that
    are meant, lines that were merely wrapped are put together in the others, and all line breaks are meant.

    Args:
        parts: The texts in reading order; those without text are left out.
        title: The title of the document.
        warnings: What is doubtful about the document as a whole; those of the parts follow.

    Returns:
        The document, its ranges moved to where the parts stand in it.
    """
    parts = [part for part in parts if part.said.text.strip()]
    line_breaks: Literal["hard", "wrapped"] = "wrapped"
    if any(part.said.line_breaks == "hard" for part in parts):
        line_breaks = "hard"
    lengths = (len(part.said.text) + len(BETWEEN_PARTS) for part in parts)
    placed = list(zip(accumulate(lengths, initial=0), parts, strict=False))
    pages: list[Page] = []
    for start, part in placed:
        if part.is_page:
            pages += _pages(part, start, len(pages))
    return Extraction(
        BETWEEN_PARTS.join(_text(part.said, line_breaks) for part in parts),
        title,
        tuple(pages),
        tuple(heading.shifted(start) for start, part in placed for heading in part.said.headings),
        line_breaks,
        tuple(dict.fromkeys((*warnings, *(w for part in parts for w in part.said.warnings)))),
        sum(part.said.unread_scans for part in parts),
        tuple((start + a, start + b) for start, part in placed for a, b in part.said.quoted),
        tuple(table.shifted(start) for start, part in placed for table in part.said.tables),
    )


def _text(said: Extraction, line_breaks: str) -> str:
    return unwrapped(said.text) if (line_breaks, said.line_breaks) == ("hard", "wrapped") else said.text


def _pages(part: Part, start: int, before: int) -> list[Page]:
    own = part.said.pages
    if not own:
        return [Page(before + 1, start, start + len(part.said.text), part.label)]
    labels = (f"{part.label}, {page.label or f'page {page.number}'}" for page in own)
    return [
        Page(before + number, start + page.start, start + page.end, label if part.label else page.label)
        for number, (page, label) in enumerate(zip(own, labels, strict=True), 1)
    ]


def unwrapped(text: str) -> str:
    """Put lines together that were broken because they were full, each break replaced by a space.

    The text keeps its length, so that offsets stay.
    """
    lines = _LINE_END.split(text)
    width = max((len(line.rstrip()) for line in lines), default=0)
    if width > _WIDEST_WRAP:
        return text
    breaks = list(_LINE_END.finditer(text))
    pieces: list[str] = []
    for (line, after), found in zip(pairwise(lines), breaks, strict=True):
        goes_on = _goes_on(line.rstrip(), after, width)
        pieces += [line, " " * len(found.group()) if goes_on else found.group()]
    return "".join([*pieces, lines[-1]])


def _goes_on(line: str, after: str, width: int) -> bool:
    """Whether a line ends where it does because the first word of the next had no room in it."""
    words = after.split(maxsplit=1)
    if not line.strip() or not words or _LIST_ITEM.match(after):
        return False
    if words[0][0].islower() and not _ENDS.search(line):
        return True
    return len(line) + 1 + len(words[0]) > width > len(words[0]) * 2
