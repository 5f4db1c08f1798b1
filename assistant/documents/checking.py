"""What holds for every extraction, whichever parser made it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Line, Page

MOST_CHARACTERS = 50_000_000
"""The longest text that is taken from one file; a larger library is no longer one document."""

# Lone surrogates cannot be written as UTF-8; a NUL ends the text for many a program.
_NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")
_MOST_LABEL = 200


def checked(extraction: Extraction) -> Extraction:
    """Return the extraction fit to be stored and shown, or refuse it.

    Lone surrogates and NULs become U+FFFD. Title, labels and warnings become single lines of sane
    length.

    Raises:
        ExtractionError: The text is blank or too long.
        ValueError: Pages, their lines, headings or quoted ranges are out of order or outside of the text.
    """
    text = storable(extraction.text)
    if not text.strip():
        raise ExtractionError("It holds no text; if it shows pictures of text, run a text recognition first.")
    if len(text) > MOST_CHARACTERS:
        limit = f"{MOST_CHARACTERS // 1_000_000} million characters"
        raise ExtractionError(f"Its text is longer than {limit}; split it into several files.")
    _check_ranges(extraction.pages, len(text))
    _check_ranges(extraction.headings, len(text))
    _check_ranges((Heading(*quoted) for quoted in extraction.quoted), len(text))
    for page in extraction.pages:
        _check_ranges(page.lines, page.end, page.start)
    return replace(
        extraction,
        text=text,
        title=one_line(extraction.title),
        pages=tuple(replace(page, label=one_line(page.label)) for page in extraction.pages),
        warnings=tuple(one_line(warning) for warning in extraction.warnings),
    )


def storable(text: str) -> str:
    """Return the text with each lone surrogate and NUL replaced by U+FFFD; offsets stay."""
    return _NOT_STORABLE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Return a title or label without control characters and line breaks, cut at a sane length."""
    words = "".join(char if char.isprintable() else " " for char in storable(text)).split()
    line = " ".join(words)
    return line if len(line) <= _MOST_LABEL else line[: _MOST_LABEL - 1].rstrip() + "…"


def _check_ranges(ranges: Iterable[Page | Heading | Line], length: int, position: int = 0) -> None:
    for item in ranges:
        if not position <= item.start <= item.end <= length:
            raise ValueError(f"the range {item.start}:{item.end} does not fit into the text")
        position = item.end
