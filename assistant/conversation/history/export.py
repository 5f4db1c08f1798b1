"""Export of a conversation as a Markdown or PDF file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.conversation.history.export_markdown import as_markdown
from assistant.conversation.history.outline import outline_of
from assistant.conversation.history.types import SavedConversation
from assistant.errors import UsageError
from assistant.types import Citation

_LONGEST_NAME = 60


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
        form: "markdown" or "pdf".
        holds: Returns whether a document still has the quote of a citation.

    Raises:
        UsageError: `form` is another one.
    """
    outline = outline_of(saved, holds)
    name = re.sub(r"[^\w -]+", " ", outline.title)
    name = " ".join(name.split())[:_LONGEST_NAME].strip() or "Conversation"
    if form == "markdown":
        return File(f"{name}.md", "text/markdown;charset=utf-8", as_markdown(outline).encode("utf-8"))
    if form == "pdf":
        from assistant.conversation.history.export_pdf import as_pdf

        return File(f"{name}.pdf", "application/pdf", as_pdf(outline))
    raise UsageError(f"A conversation can be saved as 'markdown' or 'pdf', not as '{form}'.")
