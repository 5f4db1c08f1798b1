"""Export as Markdown with footnotes; texts of documents are escaped."""

from __future__ import annotations

import re

from assistant.conversation.history.outline import Line, Note, Outline

_SYNTAX = re.compile(r"[\\`*_\[\]<>&|~$]")
_AT_BEGINNING = re.compile(r"([#+=-]|\d+(?=[.)]))")
_LINK = re.compile(r"://|www\.", re.IGNORECASE)


def as_markdown(outline: Outline) -> str:
    """Return the text of a Markdown file, with footnotes as GitHub and Pandoc write them."""
    paragraphs = [f"# {plain(outline.title)}", plain(outline.about)]
    paragraphs += map(_paragraph, outline.lines)
    paragraphs += map(_definition, outline.notes)
    return "\n\n".join(paragraphs) + "\n"


def plain(text: str) -> str:
    """Return one line of text escaped for Markdown."""
    escaped = _SYNTAX.sub(lambda match: "\\" + match[0], text)
    escaped = _LINK.sub(lambda match: match[0].replace(":", "\\:").replace(".", "\\."), escaped)
    first = _AT_BEGINNING.match(escaped)
    if first is None:
        return escaped
    digits = first[0] if first[0].isdigit() else ""
    return f"{digits}\\{escaped[len(digits) :]}"


def _paragraph(line: Line) -> str:
    if line.kind == "question":
        return f"## {plain(line.text)}"
    if line.kind == "near":
        return f"- {plain(line.text)}"
    text = plain(line.text)
    if line.kind in ("remark", "aside"):
        return f"*{text}*"
    noted = f"{text}{''.join(f'[^{n.number}]' for n in line.notes)}"
    return f"> {noted}" if line.kind == "quote" else noted


def _definition(note: Note) -> str:
    return f"[^{note.number}]: {plain(note.text)}"
