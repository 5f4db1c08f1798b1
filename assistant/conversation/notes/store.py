"""The store of notes: where conversations are kept, with an owner for each row."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.conversation.history.database import Rows, database_at
from assistant.conversation.history.schema import UNDO_SECONDS, delete_removed
from assistant.conversation.notes.types import Note
from assistant.errors import NotebookFullError
from assistant.types import Citation

MAX_NOTES = 500  # of one owner
MAX_TEXT_LENGTH = 10_000  # characters of the reader's own words
_CITATIONS = TypeAdapter(tuple[Citation, ...])
_THERE = "owner = ? AND removed IS NULL"


class NoteStore:
    """The notes in a file or on a server, created when the first one is kept; thread-safe.

    Every method raises ConversationStoreError when it cannot be used.
    """

    def __init__(self, place: Path | str) -> None:
        """Take the path of a file, or the address of a server; nothing is opened yet."""
        self.database = database_at(place)

    def list_notes(self, owner: str) -> list[Note]:
        """Return the notes of an owner in their order; those that cannot be read are left out."""
        if not self.database.exists:
            return []
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT id, origin, question, statement, remark, citations, text, kept FROM notes "
                f"WHERE {_THERE} ORDER BY place, id",
                (owner,),
            ).fetchall()
        return [note for row in rows if (note := _note(row)) is not None]

    def keep(self, owner: str, note: Note) -> bool:
        """Add a note after the others; return False if its statement is kept already.

        Raises:
            NotebookFullError: The owner has `MAX_NOTES` notes.
        """
        with self.database.transaction() as db:
            delete_removed(db, time.time() - UNDO_SECONDS)
            there = db.execute(f"SELECT origin, place FROM notes WHERE {_THERE}", (owner,)).fetchall()
            if note.origin in {origin for origin, _ in there}:
                return False
            if len(there) >= MAX_NOTES:
                raise NotebookFullError(
                    f"A notebook holds {MAX_NOTES} notes; save it as a file and remove some."
                )
            place = 1 + max((place for _, place in there), default=0)
            citations = json.dumps([asdict(citation) for citation in note.citations])
            said = (note.origin, note.question, note.statement, note.remark, citations)
            db.execute(
                "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (note.id, owner, place, *said, note.text[:MAX_TEXT_LENGTH], time.time()),
            )
        return True

    def edit(self, owner: str, note_id: str, text: str) -> None:
        """Replace the reader's own words, cut to `MAX_TEXT_LENGTH` characters; nothing else changes."""
        if self.database.exists:
            text = text[:MAX_TEXT_LENGTH].strip().encode("utf-8", "replace").decode("utf-8")
            with self.database.transaction() as db:
                db.execute(f"UPDATE notes SET text = ? WHERE id = ? AND {_THERE}", (text, note_id, owner))

    def move(self, owner: str, note_id: str, by: int) -> None:
        """Move a note up (-1) or down (+1) among those of its owner; beyond an end it stays."""
        if not self.database.exists:
            return
        with self.database.transaction() as db:
            order = _ids(db, owner)
            if note_id not in order or by not in (-1, 1):
                return
            place = order.index(note_id)
            other = place + by
            if 0 <= other < len(order):
                order[place], order[other] = order[other], order[place]
                db.executemany(
                    "UPDATE notes SET place = ? WHERE id = ?",
                    [(number, each) for number, each in enumerate(order, start=1)],
                )

    def remove(self, owner: str, note_id: str) -> bool:
        """Mark a note as removed, delete those removed an hour ago; return if there was one."""
        if not self.database.exists:
            return False
        now = time.time()
        with self.database.transaction() as db:
            delete_removed(db, now - UNDO_SECONDS)
            change = f"UPDATE notes SET removed = ? WHERE id = ? AND {_THERE}"
            return bool(db.execute(change, (now, note_id, owner)).rowcount > 0)

    def restore(self, owner: str, note_id: str) -> None:
        """Restore a removed note in its place."""
        if self.database.exists:
            with self.database.transaction() as db:
                db.execute("UPDATE notes SET removed = NULL WHERE id = ? AND owner = ?", (note_id, owner))


def _ids(db: Rows, owner: str) -> list[str]:
    rows = db.execute(f"SELECT id FROM notes WHERE {_THERE} ORDER BY place, id", (owner,))
    return [identity for (identity,) in rows]


def _note(row: Sequence[str | float]) -> Note | None:
    identity, origin, question, statement, remark, citations, text, kept = row
    try:
        found = _CITATIONS.validate_json(str(citations))
    except ValidationError:
        return None
    note = Note(str(question), str(statement), found, str(remark), str(origin), str(text), float(kept))
    return replace(note, id=str(identity))
