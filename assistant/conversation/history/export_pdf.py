"""Export as PDF, with each footnote on the page on which it is first used."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from assistant.conversation.history.fonts import Fonts, fonts_for
from assistant.conversation.history.outline import Line, Note, Outline

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN = 20.0  # millimetres, as all lengths here
_FOOT = 14.0
_LEADING = 1.35
_MILLIMETRES = 25.4 / 72  # of a point
_NOTE_SIZE = 8.0
_LONGEST_NOTE = 1500
_STYLES = {  # size in points, bold, space above, indented, grey
    "title": (17.0, True, 0.0, 0.0, 0),
    "question": (12.0, True, 7.0, 0.0, 0),
    "remark": (9.0, False, 1.5, 0.0, 95),
    "text": (10.5, False, 2.0, 0.0, 0),
    "near": (9.5, False, 1.5, 5.0, 60),
    "quote": (10.5, False, 4.0, 5.0, 0),
    "aside": (9.0, False, 1.0, 5.0, 95),
}


def as_pdf(outline: Outline) -> bytes:
    """Return the bytes of a PDF file; a remark in it counts characters that no font of this machine has."""
    fonts = fonts_for(outline.text)
    sheet = _Sheet(fonts, outline.title)
    sheet.put("title", outline.title)
    sheet.put("remark", outline.about)
    missing = fonts.missing(outline.text)
    if missing:
        letters = "one letter is" if missing == 1 else f"{missing} letters are"
        said = f"No font of this machine has some letters: {letters} shown as “{fonts.sign}”."
        sheet.put("remark", said)
    for place, line in enumerate(outline.lines):
        sheet.keep_together(_led_by(outline.lines[place:]))
        sheet.put(line.kind, _numbered(line), line.notes)
    return sheet.finished()


def _led_by(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines that have to stay on one page: question and remarks with the paragraph after."""
    leads = len(list(takewhile(lambda line: line.kind in ("question", "remark"), lines)))
    return lines[: leads + 1]


def _numbered(line: Line) -> str:
    return " ".join([line.text, *(f"[{note.number}]" for note in line.notes)])


class _Sheet:
    """Writes paragraphs from the top of each page and footnotes at its bottom."""

    def __init__(self, fonts: Fonts, title: str) -> None:
        from fpdf import FPDF

        self._pdf: FPDF = FPDF(format="A4")
        self._fonts = fonts
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(_MARGIN)
        self._pdf.c_margin = 0
        self._pdf.set_title(title)
        self._pdf.set_creator("Assistant")
        self._family = self._add_fonts()
        self._notes: list[Note] = []
        self._noted: set[int] = set()
        self._broken_notes: dict[int, list[str]] = {}
        self._open_page()

    def keep_together(self, lines: Sequence[Line]) -> None:
        """Begin a page if the lines do not fit on the current one and that is not empty."""
        notes = [note for line in lines for note in line.notes if note.number not in self._noted]
        wanted = sum(
            _STYLES[line.kind][2]
            + len(self._lines(line.kind, _numbered(line))) * self._line_height(line.kind)
            for line in lines
        )
        if self._room() < wanted + self._height_of(notes) and not self._is_empty():
            self._close_page()
            self._open_page()

    def put(self, kind: str, text: str, notes: Sequence[Note] = ()) -> None:
        """Add a paragraph, which may continue on further pages, and its footnotes to the current page."""
        new = [note for note in notes if note.number not in self._noted]
        space, lines = _STYLES[kind][2], self._lines(kind, text)
        height = self._line_height(kind)
        self._pdf.set_y(self._pdf.get_y() + (0 if self._is_empty() else space))
        self._notes += new
        self._noted |= {note.number for note in new}
        for line in lines:
            if self._room() < height:
                self._close_page()
                self._open_page()
            self._style(kind)
            self._pdf.set_x(_MARGIN + _STYLES[kind][3])
            self._pdf.cell(h=height, text=line, new_x="LMARGIN", new_y="NEXT")

    def finished(self) -> bytes:
        """Return the file."""
        self._close_page()
        return bytes(self._pdf.output())

    # --- pages

    def _open_page(self) -> None:
        self._pdf.add_page()
        self._notes = []

    def _close_page(self) -> None:
        """Write the footnotes and the page number."""
        pdf = self._pdf
        if self._notes:
            pdf.set_y(self._bottom() - self._height_of(self._notes) + 2)
            pdf.set_draw_color(160)
            pdf.line(_MARGIN, pdf.get_y() - 1, _MARGIN + 40, pdf.get_y() - 1)
            self._note_style()
            for note in self._notes:
                for line in self._note_lines(note):
                    pdf.set_x(_MARGIN)
                    pdf.cell(h=_NOTE_SIZE * _MILLIMETRES * _LEADING, text=line, new_x="LMARGIN", new_y="NEXT")
        self._note_style()
        pdf.set_xy(_MARGIN, pdf.h - _FOOT)
        pdf.cell(w=pdf.epw, h=4, text=str(pdf.page_no()), align="C")

    def _bottom(self) -> float:
        return float(self._pdf.h) - _FOOT - 4

    def _room(self) -> float:
        return self._bottom() - float(self._pdf.get_y()) - self._height_of(self._notes)

    def _is_empty(self) -> bool:
        return float(self._pdf.get_y()) <= _MARGIN

    # --- letters

    def _add_fonts(self) -> str:
        fonts, pdf = self._fonts, self._pdf
        if fonts.regular is None:
            return "helvetica"
        pdf.add_font("text", "", fonts.regular)
        pdf.add_font("text", "B", fonts.bold or fonts.regular)
        for number, path in enumerate(fonts.others):
            pdf.add_font(f"other{number}", "", path)
        pdf.set_fallback_fonts([f"other{number}" for number in range(len(fonts.others))], exact_match=False)
        return "text"

    def _style(self, kind: str) -> None:
        size, is_bold, _, _, grey = _STYLES[kind]
        self._pdf.set_font(self._family, "B" if is_bold else "", size)
        self._pdf.set_text_color(grey)

    def _note_style(self) -> None:
        self._pdf.set_font(self._family, "", _NOTE_SIZE)
        self._pdf.set_text_color(60)

    def _line_height(self, kind: str) -> float:
        return _STYLES[kind][0] * _MILLIMETRES * _LEADING

    def _lines(self, kind: str, text: str) -> list[str]:
        self._style(kind)
        return self._broken(text, float(self._pdf.epw) - _STYLES[kind][3])

    def _note_lines(self, note: Note) -> list[str]:
        self._note_style()
        text = f"[{note.number}] {note.text}"
        return self._broken(
            text if len(text) <= _LONGEST_NOTE else text[:_LONGEST_NOTE] + " […]", self._pdf.epw
        )

    def _broken(self, text: str, width: float) -> list[str]:
        shown = self._fonts.shown(text)
        found = self._pdf.multi_cell(width, text=shown, align="L", dry_run=True, output="LINES")
        return [str(line) for line in found] if isinstance(found, list) else [shown]

    def _height_of(self, notes: Sequence[Note]) -> float:
        if not notes:
            return 0.0
        lines = sum(len(self._note_lines(note)) for note in notes)
        return lines * _NOTE_SIZE * _MILLIMETRES * _LEADING + 4
