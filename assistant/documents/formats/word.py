"""Word files (docx): paragraphs, lists, tables and footnotes in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from assistant.documents.formats.archive import check_archive
from assistant.documents.formats.office import Writer, clean, is_title
from assistant.errors import ExtractionError
from assistant.types import Extraction

_HEADING_STYLE = re.compile(r"(?i)heading (\d)\Z")
_LIST_STYLE = re.compile(r"(?i)list (?:bullet|number|paragraph)")
_FOOTNOTES = re.compile(r"/(?:foot|end)notes\Z")
# Text that is not part of what the document says now, or that is said a second time.
_SKIPPED = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr", "w:delText")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_BREAKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PARAGRAPH, _TABLE, _TEXT, _BOX = qn("w:p"), qn("w:tbl"), qn("w:t"), qn("w:txbxContent")
_TITLE_LEVEL = -1

_DAMAGED = "It cannot be read as a Word document; open it in its program, save it as .docx and index again."
_NO_TEXT = "It holds no text; if it shows pictures of text, run them through OCR and index again."


def parse(path: Path) -> Extraction:
    """Read a Word file: blocks divided by an empty line, list items and table rows on lines of their own.

    Args:
        path: The file.

    Returns:
        The text without headers, footers, comments and deleted passages, with its headings.

    Raises:
        ExtractionError: It is no docx file, damaged, protected with a password, or holds no text.
    """
    check_archive(path)
    try:
        document = Document(str(path))
        reading = _Reading(document)
        reading.read()
    except MemoryError:
        raise
    except Exception as error:  # damaged files make the library raise errors of every kind
        raise ExtractionError(_DAMAGED) from error
    if not reading.writer.text().strip():
        raise ExtractionError(_NO_TEXT)
    return Extraction(
        text=reading.writer.text(),
        title=_title(document, reading),
        headings=tuple(reading.writer.headings),
        line_breaks="hard",
    )


def _title(document: Any, reading: _Reading) -> str:
    given = clean(document.core_properties.title or "").replace("\n", " ")
    return given if is_title(given) else reading.title or reading.first_heading


class _Reading:
    """What has been read of one document so far."""

    def __init__(self, document: Any) -> None:
        self.writer = Writer()
        self.title = ""
        self.first_heading = ""
        self._document = document
        self._styles = {
            style.style_id: (style.name or "", style) for style in document.styles if style.style_id
        }

    def read(self) -> None:
        self._blocks(self._document.element.body)
        for part in self._document.part.package.iter_parts():
            if _FOOTNOTES.search(str(part.partname).removesuffix(".xml")):
                self._notes(parse_xml(part.blob))

    def _blocks(self, element: Any) -> None:
        """Read what stands in the body or in a part of it, such as a content control."""
        for child in element.iterchildren():
            if child.tag == _PARAGRAPH:
                self._paragraph(child)
            elif child.tag == _TABLE:
                self._table(child)
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                self._blocks(child)

    def _paragraph(self, paragraph: Any) -> None:
        text = clean(_text(paragraph))
        if text:
            level = self._level(paragraph)
            if level:
                self._heading(" ".join(text.split()), level)
            elif self._is_list_item(paragraph):
                self.writer.line(f"- {text}")
            else:
                self.writer.block(text)
        for box in _boxes(paragraph):
            self._blocks(box)

    def _heading(self, text: str, level: int) -> None:
        self.writer.heading(text, max(1, level))
        if level == _TITLE_LEVEL:
            self.title = self.title or text
        elif level == 1:
            self.first_heading = self.first_heading or text

    def _level(self, paragraph: Any) -> int:
        """Return the level of a heading, a negative number for the document's title, 0 for no heading."""
        for name in self._style_names(paragraph):
            match = _HEADING_STYLE.match(name)
            if match:
                return int(match.group(1))
            if name.lower() == "title":
                return _TITLE_LEVEL
        return 0

    def _is_list_item(self, paragraph: Any) -> bool:
        numbering = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbering is not None:
            number = numbering.find(qn("w:numId"))
            return number is None or number.get(qn("w:val")) != "0"
        names = list(self._style_names(paragraph))
        return any(_LIST_STYLE.match(name) and name.lower() != "list paragraph" for name in names)

    def _style_names(self, paragraph: Any) -> Iterator[str]:
        """Yield the names of a paragraph's style and of those it is based on."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        identity = style.get(qn("w:val")) if style is not None else None
        seen: set[str] = set()
        while identity is not None and identity in self._styles and identity not in seen:
            seen.add(identity)
            name, current = self._styles[identity]
            yield name
            base = current.element.find(qn("w:basedOn"))
            identity = base.get(qn("w:val")) if base is not None else None

    def _table(self, table: Any) -> None:
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(_TABLE)) is table:
                cells = (
                    _cell(cell)
                    for cell in row.iter(qn("w:tc"))
                    if next(cell.iterancestors(qn("w:tr"))) is row
                )
                self.writer.line(" | ".join(cell for cell in cells if cell))
        self.writer.end_block()

    def _notes(self, notes: Any) -> None:
        for note in notes.iterchildren():
            # Separators between text and notes are notes with a type.
            if note.get(qn("w:type")) is None:
                self.writer.block(clean("\n".join(_text(paragraph) for paragraph in note.iter(_PARAGRAPH))))


def _cell(cell: Any) -> str:
    """Return a cell's text on one line, or "" for one that only continues a merged one."""
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merged is not None and merged.get(qn("w:val")) != "restart":
        return ""
    return " ".join(clean(" ".join(_text(paragraph) for paragraph in cell.iter(_PARAGRAPH))).split())


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph without that of the text boxes anchored in it."""
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _SKIPPED and child.tag != _BOX:
            yield from _pieces(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(_BOX):
        ancestors = {ancestor.tag for ancestor in box.iterancestors()}
        if not ancestors & _SKIPPED and next(box.iterancestors(_PARAGRAPH)) is paragraph:
            yield box
