"""reStructuredText, LaTeX and Org: the file itself, character for character, with its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.documents.formats.decoding import read_text
from assistant.types import Extraction, Heading

_RST = re.compile(
    r"^(?:(?P<over>([^\w\s])\2{2,})[ \t]*\n[ \t]*)?"
    r"(?P<title>\S[^\n]*?)[ \t]*\n(?P<under>([^\w\s])\5{2,})[ \t]*$",
    re.MULTILINE,
)
_LATEX = re.compile(
    r"^[ \t]*\\(?P<kind>part|chapter|section|subsection|subsubsection|paragraph|title)\*?\s*(?:\[[^\]]*\])?"
    r"\{(?P<title>(?:[^{}\n]|\{[^{}]*\})+)\}",
    re.MULTILINE,
)
_LATEX_LEVELS = {
    "title": 1,
    "part": 1,
    "chapter": 1,
    "section": 2,
    "subsection": 3,
    "subsubsection": 4,
    "paragraph": 5,
}
_ORG = re.compile(
    r"^(?P<stars>\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING)[ \t]+)?"
    r"(?P<title>\S[^\n]*?)[ \t]*(?::[\w:@]+:)?[ \t]*$",
    re.MULTILINE,
)
_ORG_TITLE = re.compile(r"^#\+title:[ \t]*(\S[^\r\n]*)", re.MULTILINE | re.IGNORECASE)


def parse(path: Path) -> Extraction:
    """Read a file by the markup that its suffix names.

    Raises:
        ExtractionError: The file is not text.
    """
    decoded = read_text(path)
    # Of the same length, so that offsets stay.
    text = decoded.text.replace("\r\n", " \n").replace("\r", "\n")
    headings = tuple(_READERS[path.suffix.lower()](text))
    title = next((" ".join(text[h.start : h.end].split()) for h in headings if h.level == 1), "")
    if found := _ORG_TITLE.search(text):
        title = found[1].strip()
    return Extraction(decoded.text, title, (), headings, "wrapped", decoded.warnings)


def _rst(text: str) -> Iterator[Heading]:
    """Find titles by their underlines; the order in which the kinds of lines come up gives the levels."""
    levels: dict[tuple[str, bool], int] = {}
    for found in _RST.finditer(text):
        title, under, over = found["title"], found["under"], found["over"]
        if len(under) < 0.8 * len(title) or (over and over[0] != under[0]) or set(title) == {under[0]}:
            continue
        level = levels.setdefault((under[0], bool(over)), len(levels) + 1)
        yield Heading(*found.span("title"), level=min(level, 6))


def _latex(text: str) -> Iterator[Heading]:
    for found in _LATEX.finditer(text):
        yield Heading(*found.span("title"), level=_LATEX_LEVELS[found["kind"]])


def _org(text: str) -> Iterator[Heading]:
    for found in _ORG.finditer(text):
        yield Heading(*found.span("title"), level=min(len(found["stars"]), 6))


_READERS = {".rst": _rst, ".tex": _latex, ".org": _org}
