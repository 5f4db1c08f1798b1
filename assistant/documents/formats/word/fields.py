"""Fields of Word: what of them is text, and what only says how the text is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import is_on, path, qn, value_of

PAGE_MARK = "\ue000"
"""Stands for the number of a page, which is another on each; `clean` drops it."""

_PAGE_NUMBERS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
_CONTENTS = {"TOC", "TOA"}
_UNSTORED_NUMBERS = {"LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT"}


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False

    @property
    def name(self) -> str:
        return next(iter(self.instruction.split()), "").upper()


class Fields:
    """The fields that are open where the reading stands; those of one story of a document."""

    def __init__(self, left_out: LeftOut) -> None:
        self._left_out = left_out
        self._open: list[_Field] = []
        self._is_whole = True

    def begin_story(self, story: Any) -> None:
        """Forget all; fields that are not closed are not followed, or they would hide all that follows."""
        self._open.clear()
        balance = 0
        for mark in story.iter(qn("w:fldChar")):
            if next(mark.iterancestors(qn("w:del"), qn("w:moveFrom")), None) is None:
                balance += {"begin": 1, "end": -1}.get(mark.get(qn("w:fldCharType")), 0)
        self._is_whole = balance == 0

    @property
    def is_shown(self) -> bool:
        """Whether text at this place is shown and read."""
        return all(f.in_result and f.name not in _CONTENTS | _PAGE_NUMBERS for f in self._open)

    @property
    def in_contents(self) -> bool:
        """Whether text at this place belongs to a table of contents."""
        return any(field.name in _CONTENTS and field.in_result for field in self._open)

    def mark(self, element: Any) -> str:
        """Take a `w:fldChar`; return text that it stands for itself: a check box, a choice, a page number."""
        kind = element.get(qn("w:fldCharType"))
        if not self._is_whole:
            return ""
        if kind == "begin":
            shown = self.is_shown
            self._open.append(_Field())
            return _form_value(element) if shown else ""
        if kind == "separate" and self._open:
            self._open[-1].in_result = True
        elif kind == "end" and self._open:
            return self._closed(self._open.pop())
        return ""

    def instruction(self, text: str) -> None:
        """Take a piece of what a field is made by."""
        if self._open and not self._open[-1].in_result:
            self._open[-1].instruction += text

    def begin_simple(self, instruction: str) -> None:
        """Begin a field that is one element (`w:fldSimple`)."""
        self._open.append(_Field(instruction, in_result=True))

    def end_simple(self) -> str:
        """End it; return text that it stands for itself."""
        return self._closed(self._open.pop()) if self._open else ""

    def _closed(self, field: _Field) -> str:
        if not self.is_shown:
            return ""
        if field.name in _PAGE_NUMBERS:
            return PAGE_MARK
        if field.name in _UNSTORED_NUMBERS and not field.in_result:
            self._left_out.say("Numbers that fields make inside of lines (LISTNUM, AUTONUM) were left out.")
        elif field.name == "EQ" and not field.in_result:
            self._left_out.count("old equation")
        return ""


def _form_value(element: Any) -> str:
    """Return what a field of a form shows that stores no text."""
    form = element.find(qn("w:ffData"))
    if form is None:
        return ""
    box = form.find(qn("w:checkBox"))
    if box is not None:
        chosen = "w:checked" if box.find(qn("w:checked")) is not None else "w:default"
        return "☒" if is_on(box, chosen) else "☐"
    choices = [each.get(qn("w:val"), "") for each in form.findall(path("w:ddList/w:listEntry"))]
    chosen = value_of(form, "w:ddList/w:result") or "0"
    return choices[int(chosen)] if chosen.isdecimal() and int(chosen) < len(choices) else ""
