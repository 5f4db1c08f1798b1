"""The note store of the page, which may be disabled or damaged."""

from __future__ import annotations

from assistant.conversation.notes.store import NoteStore
from assistant.conversation.notes.types import Note
from assistant.settings import Settings
from assistant.web.state.optional_store import OptionalStore


class OptionalNoteStore(OptionalStore[NoteStore]):
    """A NoteStore that may be disabled, and that records errors instead of raising them."""

    def __init__(self, settings: Settings) -> None:
        """Take the place of the store from the settings; nothing is opened yet."""
        place = settings.conversations_place()
        super().__init__(NoteStore(place) if place else None)

    def list_notes(self, owner: str) -> list[Note]:
        """Return the notes of an owner in their order."""
        return self.call(lambda store: store.list_notes(owner), [])

    def keep(self, owner: str, note: Note) -> bool:
        """Add a note; return False if it is kept already or could not be kept.

        Raises:
            NotebookFullError: The owner has too many.
        """
        return self.call(lambda store: store.keep(owner, note), False)

    def edit(self, owner: str, note_id: str, text: str) -> None:
        """Replace the own words of a note."""
        self.call(lambda store: store.edit(owner, note_id, text), None)

    def move(self, owner: str, note_id: str, by: int) -> None:
        """Move a note up (-1) or down (+1)."""
        self.call(lambda store: store.move(owner, note_id, by), None)

    def remove(self, owner: str, note_id: str) -> Note | None:
        """Remove a note and return it, None if there is none; it can be restored for an hour."""
        found = next((note for note in self.list_notes(owner) if note.id == note_id), None)
        return found if found and self.call(lambda store: store.remove(owner, note_id), False) else None

    def restore(self, owner: str, note_id: str) -> None:
        """Restore a removed note."""
        self.call(lambda store: store.restore(owner, note_id), None)
