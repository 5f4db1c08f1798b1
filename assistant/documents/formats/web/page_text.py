"""The text of a page while it is read: what is written at once, held back, or put below its paragraph."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from assistant.documents.formats.flow import Flow, Laid
from assistant.documents.formats.web.elements import Attributes, holds_only_numbers, is_numbering
from assistant.documents.formats.web.notes import is_mark, is_note_mark, raised, target_of
from assistant.documents.formats.web.words import Choices, Words, field_value, picture_text


class PageText:
    """Writes text, also of elements whose words decide what becomes of them (marks, numbers, fields)."""

    def __init__(self) -> None:
        """Begin an empty text."""
        self._flows = [Flow()]
        # How many elements are open, and what is done at the end of some: the depth of each, and the action.
        self._depth = 0
        self._ends: list[tuple[int, Callable[[], None]]] = []
        # The number of texts outside of each open table.
        self._outside: list[int] = []
        self._words: list[Words] = []
        self._notes: list[Laid] = []
        self._note_targets: set[str] = set()
        self._pictures = 0
        self._readings: list[str] = []
        self._choices: Choices | None = None

    def warnings(self) -> tuple[str, ...]:
        """Return what was left out, a sentence each."""
        count = self._pictures
        return (f"{count} picture{'s' * (count > 1)} without text.",) if count else ()

    @property
    def _flow(self) -> Flow:
        return self._flows[-1]

    def _start_words(self, tag: str, attributes: Attributes) -> None:
        """Begin an element whose words are written when they are all known."""
        if tag == "q":
            self._write("“")
        elif tag in ("img", "input", "math", "annotation"):
            self._write_object(tag, attributes)
        elif tag == "select":
            self._choices = Choices()
            self._at_end(self._end_choices)
        elif tag == "option":
            self._take_words(partial(self._end_option, "selected" in attributes))
        elif tag == "ruby":
            self._at_end(self._end_ruby)
        elif tag in ("rt", "rtc"):
            self._take_words(self._readings.append)
        elif is_numbering(attributes):
            self._take_words(lambda text: None if holds_only_numbers(text) else self._write(text))
        elif not self._flow.keeps_space and is_note_mark(tag, attributes):
            self._take_words(partial(self._end_mark, target_of(attributes)))
        elif tag == "sup" and not self._flow.keeps_space:
            self._take_words(lambda text: self._write(raised(text, self._tail())))

    def _write_object(self, tag: str, attributes: Attributes) -> None:
        if tag == "math":
            formula = attributes.get("alttext", "").strip()
            self._take_words((lambda _: self._write(formula)) if formula else self._write)
        elif tag == "annotation":
            self._take_words(lambda _: None)  # says the formula again
        elif tag == "input":
            self._write(field_value(attributes))
        else:
            text, counts = picture_text(attributes)
            self._pictures += counts
            self._write(text)

    def _end_mark(self, target: str, text: str) -> None:
        """Leave the mark of a note out, so that it does not run into the word before; keep any other text."""
        if is_mark(text):
            self._note_targets.add(target)
        else:
            self._write(text)

    def _end_ruby(self) -> None:
        readings, self._readings = "".join(map(str.strip, self._readings)), []
        if readings:
            self._write(f"({readings})")

    def _end_option(self, is_selected: bool, text: str) -> None:
        if self._choices is None:
            self._flow.line()
            self._write(text)
            self._flow.line()
        else:
            self._choices.add(text, is_selected)

    def _end_choices(self) -> None:
        choices, self._choices = self._choices, None
        for text in choices.shown() if choices else ():
            self._flow.line()
            self._write(text)
            self._flow.line()

    def _begin_note(self) -> None:
        """Read a note by itself; in the middle of a paragraph it is put below it."""
        if self._flow.is_between_blocks or self._outside:
            self._flow.block()
            self._at_end(self._flow.block)
            return
        self._flows.append(Flow())

        def end() -> None:
            if len(self._flows) > 1:
                self._notes.append(self._flows.pop().finish())

        self._at_end(end)

    def _put_notes(self) -> None:
        if self._notes and not (len(self._flows) > 1 and not self._outside):
            notes, self._notes = self._notes, []
            for note in notes:
                self._flow.insert(note)

    def _at_end(self, action: Callable[[], None]) -> None:
        self._ends.append((self._depth, action))

    def _take_words(self, use: Callable[[str], None]) -> None:
        words = Words(use)
        self._words.append(words)
        self._at_end(partial(self._end_words, words))

    def _end_words(self, words: Words) -> None:
        if words in self._words:
            while self._words.pop() is not words:
                pass
            words.use(words.text())

    def _give_up_words(self) -> None:
        """Write what was held back: an element with blocks in it is no mark and no number."""
        while self._words:
            words = self._words.pop(0)
            for piece in words.pieces:
                self._flow.write(piece)

    def _write(self, data: str) -> None:
        if self._words:
            self._words[-1].pieces.append(data)
        elif data:
            self._flow.write(data)

    def _tail(self) -> str:
        return self._words[-1].text()[-40:] or self._flow.tail if self._words else self._flow.tail
