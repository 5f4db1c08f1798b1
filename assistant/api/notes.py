"""Saving the notebook of the page as a file, for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.api.index import Index
from assistant.common.files import write_durably
from assistant.errors import UsageError
from assistant.settings import Settings, load_settings

_FORMS = {".md": "markdown", ".docx": "docx", ".pdf": "pdf"}


def export_notes(
    path: str | Path, *, owner: str = "", settings: Settings | None = None, **options: Any
) -> Path:
    """Write the notes that were kept on the page into a file, every citation as a footnote.

    A footnote whose document no longer holds the cited sentence says so.

    Args:
        path: The file; its suffix is .md, .docx or .pdf. One that is there is replaced.
        owner: The user whose notes they are, "" where the page asks for no password.
        settings: Settings to use; by default those of the file and the environment.
        **options: Single settings by name, before all others.

    Returns:
        The file.

    Raises:
        UsageError: The suffix is another one, nothing is kept, or there are no notes.
        IndexMissingError: There is no index to compare the citations with.
        ConversationStoreError: What keeps the conversations cannot be used.
    """
    from assistant.conversation.notes.export import notes_as_file
    from assistant.conversation.notes.store import NoteStore

    target = Path(path).expanduser()
    form = _FORMS.get(target.suffix.lower())
    if form is None:
        raise UsageError(f"'{target.name}' must end in {', '.join(_FORMS)}.")
    merged = load_settings({k: v for k, v in options.items() if v is not None}, base=settings)
    kept = merged.conversations_place()
    if kept is None:
        raise UsageError("Nothing is kept where the setting 'conversations' is 'none'.")
    notes = NoteStore(kept).list_notes(owner)
    with Index(merged) as index:
        write_durably(target, notes_as_file(notes, form, index.verify).data)
    return target
