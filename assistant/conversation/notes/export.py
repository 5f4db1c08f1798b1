"""Export of a notebook as a Markdown, Word or PDF file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.conversation.history.export import File, as_file
from assistant.conversation.notes.outline import outline_of_notes
from assistant.conversation.notes.types import Note
from assistant.errors import UsageError
from assistant.types import Citation


def notes_as_file(notes: Sequence[Note], form: str, holds: Callable[[Citation], bool]) -> File:
    """Return notes as a file, every citation as a footnote with document, page and sentence.

    Args:
        notes: The notes, in their order.
        form: "markdown", "docx" or "pdf".
        holds: Returns whether a document still has the quote of a citation; the footnote of one that has
            not says so.

    Raises:
        UsageError: There are no notes, or `form` is another one.
    """
    if not notes:
        raise UsageError("There are no notes to save; keep a statement of an answer first.")
    return as_file(outline_of_notes(notes, holds), form, "Notes")
