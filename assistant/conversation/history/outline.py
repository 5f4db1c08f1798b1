"""Lines with footnotes, ready to be written in any format, and a conversation as such lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.conversation.history.types import Exchange, SavedConversation
from assistant.terminal.text import location, snippet
from assistant.types import Answer, Citation

# A remark belongs to what follows it, an aside to what stands before it.
LineKind = Literal["question", "remark", "text", "near", "quote", "aside"]
CHANGED = "no longer found there: the document has changed or was removed since"
_SNIPPET = 300


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote.

    Attributes:
        number: Its number in the file.
        where: The place of the quote: file name and page.
        quote: The quote.
        holds: Whether the document still has it.
    """

    number: int
    where: str
    quote: str
    holds: bool

    @property
    def text(self) -> str:
        """Return the note without its number."""
        where = self.where if self.holds else f"{self.where} ({CHANGED})"
        return f"{where}: “{self.quote}”"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with its footnotes, such as a question, a text of an answer or a kept quote."""

    kind: LineKind
    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """The content of an exported file."""

    title: str
    about: str
    lines: tuple[Line, ...]

    @property
    def notes(self) -> list[Note]:
        """Return all notes, by number."""
        found = {note.number: note for line in self.lines for note in line.notes}
        return [found[number] for number in sorted(found)]

    @property
    def text(self) -> str:
        """Return everything that is said, for finding out which letters it needs."""
        said = [text for line in self.lines for text in (line.text, *(note.text for note in line.notes))]
        return "\n".join([self.title, self.about, *said])


def outline_of(saved: SavedConversation, holds: Callable[[Citation], bool]) -> Outline:
    """Return a conversation with its footnotes, numbered from the first to the last.

    Args:
        saved: The conversation.
        holds: Returns whether a document still has the quote of a citation.
    """
    lines: list[Line] = []
    numbers = 0
    for turn, exchange in enumerate(saved.conversation, start=1):
        lines.append(Line("question", f"{turn}. {one_line(exchange.question)}"))
        answer = exchange.answer
        if answer is None:
            lines.append(Line("remark", exchange.note or "Not answered."))
            continue
        lines += _answered(exchange, answer, numbers, holds)
        numbers += len(answer.citations)
    asked = f", last question on {datetime.fromtimestamp(saved.changed):%Y-%m-%d}" if saved.changed else ""
    about = f"A conversation with Assistant, saved on {date.today():%Y-%m-%d}{asked}."
    return Outline(one_line(saved.title), about, tuple(lines))


def one_line(text: str) -> str:
    """Return a text on one line, with U+FFFD for characters that cannot be printed."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text).split())


def _answered(
    exchange: Exchange, answer: Answer, before: int, holds: Callable[[Citation], bool]
) -> Iterator[Line]:
    if answer.searched_for and one_line(answer.searched_for) != one_line(exchange.question):
        yield Line("remark", f"Searched for: {one_line(answer.searched_for)}")
    if answer.writing:
        note = (
            answer.writing.note
            or f"Written by {answer.writing.model}, each sentence compared with the documents."
        )
        yield Line("remark", one_line(note))
    if answer.message:
        yield Line("text", one_line(answer.message))
    notes = [
        Note(before + number, one_line(location(c)), one_line(c.text), holds(c))
        for number, c in enumerate(answer.citations, start=1)
    ]
    for statement in answer.said:
        used = tuple(notes[number - 1] for number in statement.citations if number <= len(notes))
        yield Line("text", one_line(f"{statement.text} {statement.remark}"), used)
    if answer.closest:
        yield Line("remark", "Closest passages, which do not answer it:")
    for found in answer.nearest:
        text = one_line(snippet(found))
        cut = text if len(text) <= _SNIPPET else text[:_SNIPPET].rsplit(" ", 1)[0] + " …"
        yield Line("near", f"{one_line(location(found))}: {cut}")
