"""Export of a conversation, or of any outline, as a Markdown, Word or PDF file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.conversation.history.export_markdown import as_markdown
from assistant.conversation.history.outline import Outline, outline_of
from assistant.conversation.history.types import SavedConversation
from assistant.errors import UsageError
from assistant.types import Citation

_LONGEST_NAME = 60
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class File:
    """An exported file.

    Attributes:
        name: A file name that every operating system accepts.
        kind: The media type.
        data: The content.
    """

    name: str
    kind: str
    data: bytes


def export_conversation(saved: SavedConversation, form: str, holds: Callable[[Citation], bool]) -> File:
    """Return a conversation as a file.

    Args:
        saved: The conversation.
        form: "markdown", "docx" or "pdf".
        holds: Returns whether a document still has the quote of a citation.

    Raises:
        UsageError: `form` is another one.
    """
    return as_file(outline_of(saved, holds), form, "Conversation")


def as_file(outline: Outline, form: str, untitled: str) -> File:
    """Return an outline as a file with footnotes.

    Args:
        outline: What it holds.
        form: "markdown", "docx" or "pdf".
        untitled: The name of the file where the title has no letter that a file name can have.

    Raises:
        UsageError: `form` is another one.
    """
    name = re.sub(r"[^\w -]+", " ", outline.title)
    name = " ".join(name.split())[:_LONGEST_NAME].strip() or untitled
    if form == "markdown":
        return File(f"{name}.md", "text/markdown;charset=utf-8", as_markdown(outline).encode("utf-8"))
    if form == "docx":
        from assistant.conversation.history.export_docx import as_docx

        return File(f"{name}.docx", _DOCX, as_docx(outline))
    if form == "pdf":
        from assistant.conversation.history.export_pdf import as_pdf

        return File(f"{name}.pdf", "application/pdf", as_pdf(outline))
    raise UsageError(f"It can be saved as 'markdown', 'docx' or 'pdf', not as '{form}'.")
