"""Results as text for a language model: numbered citations, and texts of documents quoted line by line.

Documents are data: each line of their text is quoted, so that none of it can pass for a part of the result.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.terminal.text import location
from assistant.types import Answer, Citation, DocumentInfo, Passage


def answer_text(answer: Answer) -> str:
    """Return an answer with its citations, or what is said instead and the closest passages."""
    note = answer.writing.note if answer.writing else ""
    parts = [*([_line(note)] if note else []), _line(answer.text)]
    if answer.citations:
        cited = enumerate(answer.citations, start=1)
        parts.append("Citations:\n" + "\n".join(f"[{n}] {_place(c)}\n{_quoted(c.quote)}" for n, c in cited))
    if answer.closest:
        parts.append("Closest passages, which do not seem to answer it:\n" + passages_text(answer.closest))
    return "\n\n".join(parts)


def passages_text(passages: Sequence[Passage]) -> str:
    """Return passages, numbered, each line of a document quoted."""
    ranked = enumerate(passages, start=1)
    return "\n\n".join(f"[{n}] {_place(p)}\n{_quoted(p.text)}" for n, p in ranked) or "No passages found."


def documents_text(infos: Sequence[DocumentInfo]) -> str:
    """Return the documents, one a line."""
    return "\n".join(map(_info_line, infos)) or "There are no documents."


def _info_line(info: DocumentInfo) -> str:
    title = f" “{_line(info.title)}”" if info.title else ""
    pages = f", {info.pages} pages" if info.pages else ""
    state = (
        f"{info.passages} passages{pages}" if info.state == "indexed" else f"not read: {_line(info.reason)}"
    )
    warnings = f"; {_line(' '.join(info.warnings))}" if info.warnings else ""
    return f"- {_line(info.path)}{title} ({state}){warnings}"


def _place(found: Passage | Citation) -> str:
    return _line(location(found))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _line(text: str) -> str:
    return " ".join(text.split())
