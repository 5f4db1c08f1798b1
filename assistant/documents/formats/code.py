"""Source code and settings: the file itself, character for character, a page for each outer definition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.documents.formats.decoding import read_text
from assistant.types import Extraction, Heading, Page

_WORDS = (
    r"(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|pub(?:\([^)]*\))?"
    r"|unsafe|extern|virtual|inline|sealed|partial|open|data)\s+)*"
)
_DEFINITION = re.compile(
    rf"^{_WORDS}(?:def|class|function\*?|func|fn|struct|enum|interface|trait|impl|module|namespace|object|record|type"
    r"|protocol|extension|union|macro_rules!)\b\s*(?:\([^)]*\)\s*)?(?:<[^>]*>\s*)?([\w$.:]+)"
    rf"|^{_WORDS}(?:const|let|var)\s+([\w$]+)\s*=\s*(?:async\s*)?(?:function|\([^)]*\)\s*=>|\w+\s*=>)"
    r"|^(?:[A-Za-z_][\w:<>,*&\s]{0,80}?[\s*&])([A-Za-z_][\w:~]*)\s*\([^;{}]*\)\s*(?:const\s*)?\{?\s*$"
    r"|^([A-Za-z_][\w-]*)\s*\(\)\s*\{"
    r"|^\s*(?:create|alter)\s+(?:or\s+replace\s+)?(?:\w+\s+)?"
    r"(?:table|view|function|procedure|trigger|index)\s+"
    r"(?:if\s+not\s+exists\s+)?([\w.\"`\[\]]+)",
    re.MULTILINE | re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    ("if", "for", "while", "switch", "return", "else", "catch", "elif", "with", "do", "sizeof")
)
_SECTION = re.compile(r"^\[{1,2}([^\[\]\n]+)\]{1,2}[ \t]*(?:[#;].*)?$", re.MULTILINE)
_SETTINGS = frozenset((".toml", ".ini", ".cfg", ".conf", ".properties"))
_NO_DEFINITIONS = frozenset((".yaml", ".yml", ".css", ".scss", ".less", ".env"))


def parse(path: Path) -> Extraction:
    """Read source code; the label of a page is the name of what it defines, and its line.

    Raises:
        ExtractionError: The file is not text.
    """
    decoded = read_text(path)
    suffix = path.suffix.lower()
    headings: tuple[Heading, ...] = ()
    pages: tuple[Page, ...] = ()
    if suffix in _SETTINGS:
        headings = tuple(Heading(*found.span(1), level=1) for found in _SECTION.finditer(decoded.text))
    elif suffix not in _NO_DEFINITIONS:
        pages = tuple(_pages(decoded.text))
    return Extraction(decoded.text, "", pages, headings, "hard", decoded.warnings)


def _pages(text: str) -> Iterator[Page]:
    starts = [(0, "")]
    for found in _DEFINITION.finditer(text):
        name = next((group for group in found.groups() if group), "")
        if name and name.lower() not in _NOT_NAMES:
            start = _with_lines_above(text, found.start())
            if start > starts[-1][0] or not starts[-1][1]:
                starts = [*([] if start == 0 else starts), (start, name)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    line, position = 1, 0
    for number, ((start, name), end) in enumerate(zip(starts, ends, strict=True), 1):
        line += text.count("\n", position, start)
        position = start
        yield Page(number, start, end, f"{name.strip(':.')}, line {line}" if name else f"line {line}")


def _with_lines_above(text: str, start: int) -> int:
    """Return where the comments and decorators right above a definition begin."""
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        line = text[before : start - 1].strip()
        if not line.startswith(("#", "//", "/*", "*", "@", "--", "///")) or line.startswith(
            ("#include", "#!")
        ):
            break
        start = before
    return start
