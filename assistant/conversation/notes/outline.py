"""A notebook as lines with footnotes, one footnote for each cited sentence, ready to be written as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from assistant.conversation.history.outline import Line, Outline, one_line
from assistant.conversation.history.outline import Note as Footnote
from assistant.conversation.notes.types import Note
from assistant.terminal.text import location
from assistant.types import Citation

TITLE = "Notes"
_Place = tuple[str, int, int, str]


def outline_of_notes(notes: Sequence[Note], holds: Callable[[Citation], bool]) -> Outline:
    """Return notes in their order; the question stands above the first of notes that answer the same one.

    Args:
        notes: The notes.
        holds: Returns whether a document still has the quote of a citation.
    """
    footnotes: dict[_Place, Footnote] = {}
    for citation in (citation for note in notes for citation in note.citations):
        if _place(citation) not in footnotes:
            where, quote = one_line(location(citation)), one_line(citation.text)
            footnotes[_place(citation)] = Footnote(len(footnotes) + 1, where, quote, holds(citation))
    lines: list[Line] = []
    above = ""
    for note in notes:
        if note.question != above:
            above = note.question
            lines.append(Line("question", one_line(note.question)))
        lines += _lines(note, tuple(footnotes[_place(citation)] for citation in note.citations))
    about = f"Notes kept with Assistant, saved on {date.today():%Y-%m-%d}."
    return Outline(TITLE, about, tuple(lines))


def _place(citation: Citation) -> _Place:
    return citation.document, citation.start, citation.end, citation.quote


def _lines(note: Note, footnotes: tuple[Footnote, ...]) -> Iterator[Line]:
    yield Line("quote", one_line(note.statement), footnotes)
    if note.remark:
        yield Line("aside", one_line(note.remark))
    yield from (Line("text", one_line(line)) for line in note.text.splitlines() if line.strip())
