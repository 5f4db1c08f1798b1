"""Conversations as files: Markdown or PDF, with a name that any system takes."""

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
    """A file that was made: its name, its media type and its bytes."""

    name: str
    kind: str
    data: bytes


def export_conversation(saved: SavedConversation, form: str, holds: Callable[[Citation], bool]) -> File:
    """Return a conversation as a file.

    Args:
        saved: The conversation.
        form: "markdown" or "pdf".
        holds: Whether a document still holds what was quoted from it.

    Raises:
        UsageError: There is no such form.
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
