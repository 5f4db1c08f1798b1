"""Footnotes and endnotes of a Word file, with the marks that the text refers to them by."""

from __future__ import annotations

from typing import Any, Literal

from assistant.documents.formats.ooxml.numerals import numeral

NoteKind = Literal["footnote", "endnote"]


class NoteMarks:
    """The marks of notes in the order in which the text refers to them."""

    def __init__(self, styles: dict[NoteKind, str] | None = None) -> None:
        self._styles: dict[NoteKind, str] = {"footnote": "decimal", "endnote": "lowerRoman", **(styles or {})}
        self._marks: dict[tuple[NoteKind, str], str] = {}
        self._counted: dict[NoteKind, int] = {"footnote": 0, "endnote": 0}

    def refer(self, kind: NoteKind, identity: str, own_mark: str | None = None) -> None:
        """Take a reference to a note; one with a mark of its own is not counted."""
        if (kind, identity) in self._marks:
            return
        if own_mark is None:
            self._counted[kind] += 1
            own_mark = numeral(self._counted[kind], self._styles[kind])
        self._marks[kind, identity] = own_mark

    def in_order(self, kind: NoteKind, notes: dict[str, Any]) -> list[tuple[str, Any]]:
        """Return labels ("Footnote 2") and notes as the text refers to them, others last."""
        name = kind.capitalize()
        order = [identity for of_kind, identity in self._marks if of_kind == kind and identity in notes]
        labelled = [(f"{name} {self._marks[kind, identity]}".strip(), notes[identity]) for identity in order]
        return labelled + [(name, note) for identity, note in notes.items() if identity not in set(order)]
