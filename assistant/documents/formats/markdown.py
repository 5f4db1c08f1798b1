"""Markdown: the file itself, character for character, with its headings and title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.documents.formats.decoding import decode
from assistant.documents.formats.markdown_tables import tables_of
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading

# The lines that the parser counts; a "line" of str.splitlines ends at other characters too.
_LINE_END = re.compile(r"\r\n?|\n")
_FRONT_MATTER = re.compile(
    r"\A(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)(?P<fields>.*?)^(?:(?P=fence)|\.\.\.)[ \t]*(?=[\r\n]|\Z)",
    re.DOTALL | re.MULTILINE,
)
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(?P<title>[^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_LONGEST_TITLE = 500


def parse(path: Path) -> Extraction:
    """Read a Markdown file; its text is the decoded file but for a byte order mark.

    Raises:
        ExtractionError: The file is not text, or empty.
    """
    text, warnings = decode(path.read_bytes())
    if not text.strip():
        raise ExtractionError("It holds no text; write something into it or remove it.")
    front_matter = _FRONT_MATTER.match(text)
    start = front_matter.end() if front_matter else 0
    headings = tuple(_headings(text, start))
    title = _title_field(front_matter["fields"]) if front_matter else ""
    return Extraction(
        text,
        title or _title_heading(text, headings),
        headings=headings,
        warnings=warnings,
        tables=tuple(tables_of(_without_nul(text), _line_starts(text, start))),
    )


def headings_of(text: str) -> tuple[Heading, ...]:
    """Return the headings of Markdown that has no front matter."""
    return tuple(_headings(text, 0))


def front_matter_end(text: str) -> int:
    """Return where Markdown begins in a file: after its front matter, 0 without one."""
    front_matter = _FRONT_MATTER.match(text)
    return front_matter.end() if front_matter else 0


def _headings(text: str, start: int) -> Iterator[Heading]:
    """Find the headings behind the front matter, whose last line would pass for an underline."""
    source = _without_nul(text)
    lines = _line_starts(source, start)
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    tokens = parser.parse(source[start:])
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open" and opening.map and words.content.strip():
            first, last = opening.map
            span = _words(source, opening, words.content, (lines[first], lines[min(last, len(lines) - 1)]))
            if span is not None:
                yield Heading(*span, level=int(opening.tag[1]))


def _without_nul(text: str) -> str:
    """Return the text with the mark that the parser puts in the place of NULs; of the same length."""
    return text.replace("\0", "\ufffd")


def _line_starts(text: str, start: int) -> list[int]:
    """Return where each line begins from `start` on, and where the text ends."""
    return [start, *(end.end() for end in _LINE_END.finditer(text, start)), len(text)]


def _words(source: str, opening: Token, content: str, lines: tuple[int, int]) -> tuple[int, int] | None:
    """Find where a heading's words lie within its lines, markers and underline left out."""
    start, end = lines
    if opening.markup.startswith("#"):
        start = source.find(opening.markup, start, end) + len(opening.markup)
    written = content.split("\n")
    begin = source.find(written[0], start, end)
    stop = begin
    for line in written:
        stop = source.find(line, stop, end)
        if stop < 0:
            return None
        stop += len(line)
    return begin, stop


def _title_field(fields: str) -> str:
    found = _TITLE.search(fields)
    return found["title"].strip().strip("\"'").strip()[:_LONGEST_TITLE] if found else ""


def _title_heading(text: str, headings: tuple[Heading, ...]) -> str:
    """Return the words of the first heading of the highest level, without their markup."""
    first = next((heading for heading in headings if heading.level == 1), None)
    if first is None:
        return ""
    written = " ".join(text[first.start : first.end].split())[:_LONGEST_TITLE]
    inline = MarkdownIt("commonmark").parseInline(written)[0].children or []
    return "".join(token.content for token in inline if token.type in ("text", "code_inline")).strip()
