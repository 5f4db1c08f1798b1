"""Plain text: the decoded file itself, character for character; headings by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.formats.decoding import read_text
from assistant.types import Extraction, Heading

_LINE = re.compile(r"[^\r\n]*")
_RULE = re.compile(r"([=\-~^*#_])\1{2,}\Z")
_YEAR = re.compile(r"\d{4}\Z")
_LIST_ITEM = re.compile(r"([-*+•‣◦▪–·>|#]|\(?[a-zA-Z][.)]\s)")
_CLOSED = re.compile(r"[.!?…:;,。！？：；，—–-][\"'”’»)\]]*\Z|[\t|=<>{}]| {3,}|https?://|@\w")
_SENTENCE_END = re.compile(r"[.!?…:。！？][\"'”’»)\]]*\Z")
_LONGEST_HEADING = 80
_MOST_WORDS = 12
# A line this long was not wrapped at a terminal's or a page's width: it is a paragraph of its own.
_PARAGRAPH_LINE = 120
# The text under a heading has at least one line like this.
_TEXT_LINE = 50


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that holds words, and whether empty lines, or the ends of the text, are beside it."""

    start: int
    text: str
    after_gap: bool
    before_gap: bool


def parse(path: Path) -> Extraction:
    """Read a plain text file; its text is the file, only a byte order mark is left out."""
    decoded = read_text(path)
    lines = list(_lines(decoded.text))
    # Every entry of a log looks like a heading of the next.
    headings = [] if path.suffix.lower() == ".log" else list(_headings(lines))
    title = _title(decoded.text, lines, headings)
    return Extraction(
        decoded.text,
        title=title,
        headings=tuple(headings),
        line_breaks="wrapped",
        warnings=decoded.warnings,
    )


def headings_by_looks(text: str) -> tuple[Heading, ...]:
    """Return the headings of a text that has nothing but lines."""
    return tuple(_headings(list(_lines(text))))


def _lines(text: str) -> Iterator[_Line]:
    found = [(match.start(), match.group()) for match in _LINE.finditer(text) if match.group().strip()]
    ends = [start + len(line) for start, line in found]
    gaps = [True]
    gaps += [_is_gap(text[end : after[0]]) for end, after in zip(ends, found[1:], strict=False)]
    gaps.append(True)
    for number, (start, line) in enumerate(found):
        indent = len(line) - len(line.lstrip())
        yield _Line(start + indent, line.strip(), gaps[number], gaps[number + 1])


def _is_gap(between: str) -> bool:
    return between.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def _headings(lines: list[_Line]) -> Iterator[Heading]:
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        after = lines[number + 1] if number + 1 < len(lines) else None
        if after is None:
            return
        if _is_underlined(line, before, after):
            yield Heading(line.start, line.start + len(line.text), 1 if after.text.startswith("=") else 2)
        elif _looks_like_heading(line.text) and _stands_alone(lines, number):
            yield Heading(line.start, line.start + len(line.text), 1 if number == 0 else 2)


def _is_underlined(line: _Line, before: _Line | None, after: _Line) -> bool:
    if line.before_gap or not _RULE.match(after.text) or _RULE.match(line.text):
        return False
    alone = line.after_gap or before is None or bool(_RULE.match(before.text))
    length = len(line.text)
    return alone and length <= _LONGEST_HEADING and 0.5 * length <= len(after.text) <= 1.5 * length + 3


def _looks_like_heading(line: str) -> bool:
    if _YEAR.match(line):
        return True
    return (
        3 <= len(line) <= _LONGEST_HEADING
        and len(line.split()) <= _MOST_WORDS
        and not line[0].islower()
        and any(char.isalpha() for char in line)
        and not _LIST_ITEM.match(line)
        and not _CLOSED.search(line)
    )


def _stands_alone(lines: list[_Line], number: int) -> bool:
    """Whether a short line opens longer text rather than being one line of many."""
    line, after = lines[number], lines[number + 1]
    if line.after_gap and line.before_gap:
        # Headings may follow each other; sooner or later text does.
        following = lines[number + 1 : number + 4]
        below = next((other for other in following if not _looks_like_heading(other.text)), None)
        return below is not None and len(below.text) >= min(_TEXT_LINE, 1.5 * len(line.text) + 10)
    if line.before_gap or len(after.text) < _PARAGRAPH_LINE:
        return False
    before = lines[number - 1] if number else None
    return line.after_gap or before is None or bool(_SENTENCE_END.search(before.text))


def _title(text: str, lines: list[_Line], headings: list[Heading]) -> str:
    """Return the first line if it is a heading that stands apart from the text below."""
    if not headings or (headings[0].start != lines[0].start and not _RULE.match(lines[0].text)):
        return ""
    first = headings[0]
    line = next(line for line in lines if line.start == first.start)
    underlined = not line.before_gap
    if _YEAR.match(line.text) or not (line.before_gap or (underlined and first.level == 1)):
        return ""
    has_text = any(len(other.text) >= _TEXT_LINE for other in lines)
    return text[first.start : first.end] if has_text else ""
