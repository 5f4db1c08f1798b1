"""Notes, comments, headers and footers of an RTF file, which the library leaves out where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GROUP = re.compile(r"\{(?:\\\*)?\\(footnote|annotation|header[lrf]?|footer[lrf]?)(?![a-z])")
# A brace that is none of the text, and what hides one.
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_PARAGRAPH_END = re.compile(r"\\(?:par|row|sect)(?![a-z])")


def with_notes_in_place(source: str) -> tuple[str, list[tuple[str, str]]]:
    """Put each note and comment below its paragraph, and take headers and footers out.

    Args:
        source: The file.

    Returns:
        The file so changed, and each header and footer: "Header" or "Footer", and a file of its own.
    """
    pieces: list[str] = []
    margins: list[tuple[str, str]] = []
    waiting: list[str] = []
    position = 0
    for start, end, kind, inner in _groups(source):
        between = source[position:start]
        pieces += [*_with_waiting(between, waiting), "{}"]  # keeps what stands on both sides apart
        position = end
        if kind in ("footnote", "annotation"):
            waiting.append(inner)
        else:
            margins.append((kind[:6].capitalize(), f"{{\\rtf1 {inner}}}"))
    last = source.rfind("}")
    rest, closing = (source[position:last], source[last:]) if last >= position else (source[position:], "")
    pieces += [*_with_waiting(rest, waiting), *(_paragraph(inner) for inner in waiting), closing]
    return "".join(pieces), margins


def _groups(source: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, kind and content of each note, comment, header and footer."""
    position = 0
    while found := _GROUP.search(source, position):
        position = _end_of_group(source, found.start())
        yield found.start(), position, found[1], source[found.end() : position - 1]


def _end_of_group(source: str, start: int) -> int:
    depth = 0
    for found in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(source)


def _with_waiting(text: str, waiting: list[str]) -> Iterator[str]:
    """Yield text with the notes that wait for the end of a paragraph after the first one that ends in it."""
    found = _PARAGRAPH_END.search(text) if waiting else None
    if found is None:
        yield text
        return
    yield text[: found.end()]
    yield from (f"{{{inner}\\par}}" for inner in waiting)
    waiting.clear()
    yield text[found.end() :]


def _paragraph(inner: str) -> str:
    return f"\\par {{{inner}}}"
