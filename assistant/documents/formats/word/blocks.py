"""Blocks of a Word file: paragraphs, lists, tables and what is anchored in them, in their order."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from assistant.documents.formats.ooxml.charts import read_chart
from assistant.documents.formats.ooxml.diagrams import diagram_lines
from assistant.documents.formats.ooxml.namespaces import properties_of, qn, value_of
from assistant.documents.formats.ooxml.writer import Writer, clean
from assistant.documents.formats.word.context import Context, related_part
from assistant.documents.formats.word.inserted import read_inserted
from assistant.documents.formats.word.margins import without_page_numbers
from assistant.documents.formats.word.numbering import BULLET
from assistant.documents.formats.word.runs import Anchored, Runs, is_prompt
from assistant.documents.formats.word.styles import TITLE_LEVEL
from assistant.documents.formats.word.tables import is_layout, table_cells

_SKIPPED = {
    *(qn(tag) for tag in ("w:del", "w:moveFrom", "w:sectPr", "w:sdtPr", "w:sdtEndPr", "w:tblPr", "w:tcPr")),
    qn("mc:Fallback"),
}
_COMMENT_MARKS = {qn("w:commentRangeStart"), qn("w:commentRangeEnd")}
_GALLERY_OF_CONTENTS = "Table of Contents"
# Whole clauses are often written in the styles of headings; those are text.
_ENDS_SENTENCE = re.compile(r"[.;:。]\W*\Z")
_FEWEST_WORDS_OF_SENTENCE = 7
_LONGEST_HEADING = 250


class Blocks:
    """Reads one story of a document (the body, a header, the notes) into a writer.

    Headers and footers are `in_margin`: their numbers of pages are left out, and what stands at the left,
    in the middle and at the right gets lines of its own.
    """

    def __init__(self, context: Context, part: Any, writer: Writer, in_margin: bool = False) -> None:
        self._context = context
        self._part = part
        self._writer = writer
        self._in_margin = in_margin
        self._runs = Runs(context)
        # Text of a paragraph whose end is deleted, which goes on in the next.
        self._carried = ""

    def story(self, root: Any) -> None:
        """Read a whole story."""
        self._runs.fields.begin_story(root)
        self.read(root)

    def read(self, element: Any) -> None:
        """Read what stands in the body or in a part of it, such as a content control."""
        for child in element.iterchildren():
            tag = child.tag
            if not isinstance(tag, str) or tag in _SKIPPED:
                continue
            if tag == qn("w:p"):
                self._paragraph(child)
            elif tag == qn("w:tbl"):
                self._table(child)
            elif tag == qn("w:altChunk"):
                self._end_carried()
                read_inserted(child, self._part, self._context, self._writer)
            elif tag in _COMMENT_MARKS:
                self._runs.mark_comments(child)
            elif tag == qn("w:sdt"):
                self._control(child)
            else:
                self.read(child)
        self._end_carried()

    def _control(self, control: Any) -> None:
        if value_of(control, "w:sdtPr/w:docPartObj/w:docPartGallery") == _GALLERY_OF_CONTENTS:
            lines = (clean("".join(t.text or "" for t in p.iter(qn("w:t")))) for p in control.iter(qn("w:p")))
            self._context.left_out.count("contents", sum(map(bool, lines)))
        elif is_prompt(control):
            self._context.left_out.count("prompt")
        else:
            self.read(control)

    def _paragraph(self, paragraph: Any) -> None:
        in_contents = self._runs.fields.in_contents
        raw, anchored = self._runs.text(paragraph)
        if _goes_on(paragraph):
            self._carried += raw
        elif in_contents or self._runs.fields.in_contents or self._context.styles.is_contents(paragraph):
            stored = (text.text or "" for text in paragraph.iter(qn("w:t")))
            self._context.left_out.count("contents", int(bool(clean("".join(stored)))))
        else:
            marker = self._context.numbering.marker(paragraph)
            text = self._clean(self._carried + raw)
            self._carried = ""
            if text:
                self._write(paragraph, text, marker)
        for each in anchored:
            self._anchored(each)

    def _clean(self, raw: str) -> str:
        return clean(without_page_numbers(raw) if self._in_margin else raw)

    def _end_carried(self) -> None:
        if self._carried:
            self._writer.block(clean(self._carried))
            self._carried = ""

    def _write(self, paragraph: Any, text: str, marker: str) -> None:
        level = self._context.styles.level(paragraph)
        if level and (level == TITLE_LEVEL or not _reads_as_sentence(text)):
            self._heading(" ".join(text.split()), level, "" if marker == BULLET else marker)
        elif marker:
            self._writer.line(f"{marker} {text}")
        elif self._context.styles.is_list_item(paragraph) and not _is_without_number(paragraph):
            self._writer.line(f"{BULLET} {text}")
        else:
            self._writer.block(text)

    def _heading(self, text: str, level: int, marker: str) -> None:
        self._writer.heading(f"{marker} {text}" if marker else text, max(1, level))
        if level == TITLE_LEVEL:
            self._context.title = self._context.title or text
        elif level == 1:
            self._context.first_heading = self._context.first_heading or text

    def _table(self, table: Any) -> None:
        self._end_carried()
        self._writer.end_block()
        if is_layout(table, self._is_heading):
            for cell in table.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tbl"))) is table:
                    self.read(cell)
        else:
            anchored: list[Anchored] = []
            nested: list[Any] = []
            styles = self._context.styles
            cells = table_cells(table, lambda cell: self._cell(cell, anchored, nested), styles)
            self._writer.table(cells)
            for each in anchored:
                self._anchored(each)
            for inner in nested:
                self._table(inner)
        self._writer.end_block()

    def _is_heading(self, paragraph: Any) -> bool:
        return self._context.styles.level(paragraph) > 0

    def _cell(self, cell: Any, anchored: list[Anchored], nested: list[Any]) -> str:
        """Return the text of a cell in one line; what cannot stand in a line is added to the lists."""
        pieces = []
        for child in cell.iter(qn("w:p"), qn("w:tbl"), *_COMMENT_MARKS):
            if next(child.iterancestors(qn("w:tc"))) is not cell or _is_elsewhere(child, cell):
                continue
            if child.tag == qn("w:tbl"):
                nested.append(child)
            elif child.tag in _COMMENT_MARKS:
                if child.getparent().tag != qn("w:p"):
                    self._runs.mark_comments(child)
            else:
                text, beside = self._runs.text(child)
                marker = self._context.numbering.marker(child)
                # Boxes of a cell belong to its row, charts and diagrams have lines of their own.
                anchored += beside
                text = self._clean(text).replace("\n", " ")
                pieces.append(f"{marker} {text}" if marker and marker != BULLET and text else text)
        return " ".join(filter(None, pieces))

    def _anchored(self, anchored: Anchored) -> None:
        if anchored.kind == "box":
            self._writer.end_block()
            self.read(anchored.element)
            self._writer.end_block()
        elif anchored.kind == "picture":
            self._writer.block(f"Picture: {anchored.text}")
        elif anchored.kind == "drawn text":
            self._writer.block(clean(anchored.text))
        elif anchored.kind == "chart":
            self._chart(anchored.element)
        else:
            self._diagram(anchored.element)

    def _chart(self, element: Any) -> None:
        part = related_part(self._part, element.get(qn("r:id")))
        try:
            chart = read_chart(part.blob) if part is not None else None
        except etree.XMLSyntaxError:
            chart = None
        if chart is None or not self._writer.chart(chart):
            self._context.left_out.count("chart")

    def _diagram(self, element: Any) -> None:
        part = related_part(self._part, element.get(qn("r:dm")))
        try:
            lines = diagram_lines(part.blob) if part is not None else []
        except etree.XMLSyntaxError:
            lines = []
        if not lines:
            self._context.left_out.count("diagram")
        self._writer.end_block()
        for line in lines:
            self._writer.line(line)
        self._writer.end_block()


def _goes_on(paragraph: Any) -> bool:
    """Whether a paragraph runs on into the next: its end is deleted, or it is a large first letter."""
    properties = properties_of(paragraph)
    if properties is None:
        return False
    of_mark = properties.find(qn("w:rPr"))
    if of_mark is not None and any(of_mark.find(qn(tag)) is not None for tag in ("w:del", "w:moveFrom")):
        return True
    return value_of(properties, "w:framePr", "w:dropCap") in ("drop", "margin")


def _is_elsewhere(element: Any, cell: Any) -> bool:
    """Whether a part of a cell is deleted, or stands in a text box or a drawing inside it."""
    for ancestor in element.iterancestors():
        if ancestor is cell:
            return False
        if ancestor.tag in _SKIPPED or ancestor.tag == qn("w:txbxContent"):
            return True
    return True


def _is_without_number(paragraph: Any) -> bool:
    return value_of(paragraph, "w:pPr/w:numPr/w:numId") == "0"


def _reads_as_sentence(text: str) -> bool:
    if len(text) > _LONGEST_HEADING:
        return True
    return _ENDS_SENTENCE.search(text) is not None and len(text.split()) >= _FEWEST_WORDS_OF_SENTENCE
