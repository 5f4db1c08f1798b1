"""Paragraphs, headings, lists, tables and notes of an OpenDocument file."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from assistant.documents.formats.ooxml.writer import Writer, clean
from assistant.documents.formats.opendocument.numbering import Numbering
from assistant.documents.formats.opendocument.package import Package, named
from assistant.documents.tables import Cell

_UNSEEN = frozenset(
    map(
        named,
        (
            "text:tracked-changes",
            "office:forms",
            "text:sequence-decls",
            "office:script",
            "presentation:notes",
        ),
    )
)
_CONTENTS = frozenset(
    map(named, ("text:table-of-content", "text:alphabetical-index", "text:illustration-index"))
)
_MOST_SPACES, _MOST_REPEATED = 100, 1000


class BlockReader:
    """Writes the blocks of a document, and counts the pictures that have no text."""

    def __init__(self, package: Package, writer: Writer) -> None:
        self.writer = writer
        self.pictures = 0
        self._numbering = Numbering(package)
        self._notes: list[str] = []

    def read(self, parent: etree._Element) -> None:
        """Write all the blocks in an element."""
        for element in parent:
            if element.tag in _UNSEEN or not isinstance(element.tag, str):
                continue
            if element.tag == named("text:h"):
                self._heading(element)
            elif element.tag == named("text:p"):
                self._paragraph(element)
            elif element.tag == named("text:list"):
                self._list(element, 1, element.get(named("text:style-name"), ""))
            elif element.tag == named("table:table"):
                self._table(element)
            elif element.tag.startswith(named("draw:frame").partition("}")[0]):
                self._frame(element)
            else:
                self.read(element)

    def _heading(self, element: etree._Element) -> None:
        level = int(element.get(named("text:outline-level"), "1") or 1)
        number = "" if element.get(named("text:is-list-header")) else self._numbering.heading_number(level)
        said = self._words(element)
        self.writer.heading(f"{number} {said}".strip() if said else "", min(level, 6))
        self._end_paragraph(element)

    def _paragraph(self, element: etree._Element) -> None:
        self.writer.block(self._words(element))
        self._end_paragraph(element)

    def _end_paragraph(self, element: etree._Element) -> None:
        """Write what hangs on a paragraph below it: text boxes, pictures, notes, comments."""
        for frame in _outermost(element):
            self._frame(frame)
        notes, self._notes = self._notes, []
        for note in notes:
            self.writer.block(note)

    def _list(self, element: etree._Element, level: int, style: str) -> None:
        if level == 1:
            self.writer.end_block()
            self._numbering.begin(style, element.get(named("text:continue-numbering")) == "true")
        for item in element:
            start = item.get(named("text:start-value")) if isinstance(item.tag, str) else None
            is_first = item.tag == named("text:list-item")
            for child in item:
                if child.tag == named("text:list"):
                    self._list(child, level + 1, child.get(named("text:style-name"), "") or style)
                elif child.tag in (named("text:p"), named("text:h")):
                    marker = f"{self._numbering.marker(style, level, start)} " if is_first else ""
                    said = self._words(child)
                    indent = "  " * (level - 1)
                    self.writer.line(f"{indent}{marker}{said}" if said else "")
                    self._end_paragraph(child)
                    is_first = False
        if level == 1:
            self.writer.end_block()

    def _table(self, table: etree._Element) -> None:
        rows = []
        for row, is_header in _rows(table):
            rows += [list(self._cells(row, is_header))] * _repeated(row, "table:number-rows-repeated")
        if sum(any(cell.text for cell in row) for row in rows) and max(map(len, rows)) > 1:
            self.writer.table(rows)
        else:
            for cell in (cell for cells in rows for cell in cells):
                self.writer.block(clean(cell.text))

    def _cells(self, row: etree._Element, is_header: bool) -> Iterator[Cell]:
        for cell in row:
            if cell.tag == named("table:table-cell"):
                text = " ".join(filter(None, map(self._words, cell.iter(named("text:p"), named("text:h")))))
                down, right = (
                    max(1, int(cell.get(named(f"table:number-{kind}-spanned"), "1") or 1))
                    for kind in ("rows", "columns")
                )
                for _ in range(_repeated(cell, "table:number-columns-repeated")):
                    yield Cell(text, down, right, is_header)

    def _frame(self, frame: etree._Element) -> None:
        inner = frame.find(named("draw:text-box"))
        table = frame.find(named("table:table"))
        if inner is not None:
            self.read(inner)
        elif table is not None:
            self._table(table)
        elif frame.find(named("draw:image")) is not None:
            described = frame.find(named("svg:desc"))
            described = frame.find(named("svg:title")) if described is None else described
            text = clean("" if described is None else described.text or "")
            self.pictures += not text
            self.writer.block(f"[{text}]" if text else "")
        elif frame.tag != named("draw:frame"):
            self.read(frame)

    def _words(self, element: etree._Element) -> str:
        return clean("".join(self._pieces(element)))

    def _pieces(self, element: etree._Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if child.tag == named("text:s"):
                yield " " * min(int(child.get(named("text:c"), "1") or 1), _MOST_SPACES)
            elif child.tag == named("text:tab"):
                yield "\t"
            elif child.tag == named("text:line-break"):
                yield "\n"
            elif child.tag == named("text:note"):
                self._note(child)
            elif child.tag == named("office:annotation"):
                self._comment(child)
            elif isinstance(child.tag, str) and not child.tag.startswith(
                named("draw:frame").partition("}")[0]
            ):
                yield from self._pieces(child)
            yield child.tail or ""

    def _note(self, note: etree._Element) -> None:
        mark = note.findtext(named("text:note-citation"), "")
        body = note.find(named("text:note-body"))
        said = "" if body is None else " ".join(self._words(p) for p in body.iter(named("text:p")))
        if said:
            self._notes.append(f"{mark} {said}".strip())

    def _comment(self, comment: etree._Element) -> None:
        author = comment.findtext(named("dc:creator"), "").strip()
        said = " ".join(self._words(p) for p in comment.iter(named("text:p")))
        if said:
            self._notes.append(f"Comment by {author}: {said}" if author else f"Comment: {said}")


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    """Yield drawings in a paragraph, not those within others or in its notes."""
    drawn = named("draw:frame").partition("}")[0]
    for child in element:
        if not isinstance(child.tag, str) or child.tag == named("text:note"):
            continue
        if child.tag.startswith(drawn):
            yield child
        else:
            yield from _outermost(child)


def _rows(table: etree._Element, is_header: bool = False) -> Iterator[tuple[etree._Element, bool]]:
    for child in table:
        if child.tag == named("table:table-row"):
            yield child, is_header
        elif child.tag == named("table:table-header-rows"):
            yield from _rows(child, True)
        elif child.tag in (named("table:table-rows"), named("table:table-row-group")):
            yield from _rows(child, is_header)


def _repeated(element: etree._Element, name: str) -> int:
    value = element.get(named(name), "1")
    has_text = any(text.strip() for text in element.itertext())
    return min(int(value) if value.isdecimal() else 1, _MOST_REPEATED if has_text else 50)
