"""Shapes of a slide → text: frames, tables, charts, diagrams, pictures with words, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree
from pptx.shapes.shapetree import SlideShapeFactory

from assistant.documents.formats.ooxml.charts import read_chart
from assistant.documents.formats.ooxml.diagrams import diagram_lines
from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import path, qn
from assistant.documents.formats.ooxml.pictures import own_words
from assistant.documents.formats.ooxml.table_header import may_name_columns
from assistant.documents.formats.ooxml.writer import Writer, clean
from assistant.documents.formats.slides.paragraphs import frame_lines
from assistant.documents.tables import Cell

_SHAPES = tuple(qn(f"p:{kind}") for kind in ("sp", "pic", "graphicFrame", "cxnSp", "grpSp"))
_WIDEST_SPAN = 1000


class Shapes:
    """Reads the shapes of one slide into a writer; what stands on every slide is told on the first."""

    def __init__(self, slide: Any, writer: Writer, left_out: LeftOut, said_below: set[str]) -> None:
        self._slide = slide
        self._writer = writer
        self._left_out = left_out
        self._said_below = said_below

    def read(self) -> None:
        """Read all shapes, the title first; one that cannot be read costs at most itself."""
        tree = self._slide._element.cSld.spTree
        choose_alternatives(tree)
        self._left_out.count("ink", sum(1 for _ in tree.iter(qn("p:contentPart"))))
        title = _title(self._slide)
        if title is not None:
            self._writer.heading(" ".join(" ".join(frame_lines(title)).split()), level=1)
        for element in self._in_order(tree):
            if title is None or title.getparent() is not element:
                self._shape(element)

    def _in_order(self, tree: Any) -> Iterator[Any]:
        """Yield shapes from top to bottom and left to right, those of a group together."""
        for element in sorted(tree.iterchildren(*_SHAPES), key=self._position):
            if element.tag == qn("p:grpSp"):
                yield from self._in_order(element)
            else:
                yield element

    def _position(self, element: Any) -> tuple[int, int]:
        """Return where a shape begins, top then left; that of a placeholder may be one of its layout."""
        try:
            shape = SlideShapeFactory(element, self._slide.shapes)
            return shape.top or 0, shape.left or 0
        except Exception:  # places may be given in ways that the library does not know
            return 0, 0

    def _shape(self, element: Any) -> None:
        before = self._writer.length
        try:
            self._write(element)
        except MemoryError:
            raise
        except Exception:  # shapes of programs that nobody here knows; their words are read all the same
            self._left_out.count("shape")
            if self._writer.length == before:
                texts = (text.text or "" for text in element.iter(qn("a:t")))
                self._writer.block(clean(" ".join(texts)))
        self._writer.end_block()

    def _write(self, element: Any) -> None:
        if element.tag == qn("p:graphicFrame"):
            self._graphic(element)
            return
        if element.tag == qn("p:pic"):
            self._picture(element)
        body = element.find(qn("p:txBody"))
        if body is None:
            return
        lines = list(frame_lines(body))
        placeholder = element.find(path("p:nvSpPr/p:nvPr/p:ph"))
        kind = placeholder.get("type") if placeholder is not None else None
        if kind == "sldNum":
            return
        if kind in ("ftr", "hdr", "dt"):
            name = "Footer" if kind == "ftr" else "Header"
            lines = [f"{name}: {line}" for line in lines if line not in self._said_below]
            self._said_below.update(line.partition(": ")[2] for line in lines)
        for line in lines:
            self._writer.line(line)

    def _graphic(self, frame: Any) -> None:
        data = frame.find(path("a:graphic/a:graphicData"))
        for child in data.iterchildren() if data is not None else ():
            if child.tag == qn("a:tbl"):
                self._writer.table(_cells(child))
            elif child.tag in (qn("c:chart"), qn("cx:chart")):
                self._chart(child)
            elif child.tag == qn("dgm:relIds"):
                self._diagram(child)
            elif isinstance(child.tag, str):
                self._other(child)

    def _other(self, element: Any) -> None:
        """Tell of what is no text, chart or table; words that it holds are read."""
        lines = [line for body in element.iter(qn("a:txBody"), qn("p:txBody")) for line in frame_lines(body)]
        for line in lines:
            self._writer.line(line)
        if element.tag == qn("p:oleObj"):
            self._left_out.count("object")
        elif not lines:
            self._left_out.count("shape")

    def _chart(self, element: Any) -> None:
        data = self._related(element.get(qn("r:id")))
        if data is None or not self._writer.chart(read_chart(data)):
            self._left_out.count("chart")

    def _diagram(self, element: Any) -> None:
        data = self._related(element.get(qn("r:dm")))
        lines = diagram_lines(data) if data is not None else []
        if not lines:
            self._left_out.count("diagram")
        for line in lines:
            self._writer.line(line)

    def _related(self, identity: str | None) -> bytes | None:
        """Return what a relationship of the slide leads to, None if there is nothing that can be read."""
        try:
            data: bytes = self._slide.part.related_part(identity).blob
        except (KeyError, etree.XMLSyntaxError):
            return None
        return data

    def _picture(self, picture: Any) -> None:
        if picture.find(path("p:nvPicPr/p:nvPr/a:videoFile")) is not None or any(
            picture.find(path(f"p:nvPicPr/p:nvPr/a:{kind}")) is not None
            for kind in ("audioFile", "wavAudioFile", "audioCd", "quickTimeFile")
        ):
            self._left_out.count("media")
            return
        properties = picture.find(path("p:nvPicPr/p:cNvPr"))
        if properties is None or any(
            mark.get("val") == "1" for mark in properties.iter(qn("adec:decorative"))
        ):
            return
        words = own_words(properties.get("descr", ""))
        if words:
            self._writer.line(f"Picture: {words}")
        else:
            self._left_out.count("picture")


def choose_alternatives(tree: Any) -> None:
    """Put in place of each `mc:AlternateContent` what programs of today show.

    The library passes over it, with all that stands inside.
    """
    for alternative in list(tree.iter(qn("mc:AlternateContent"))):
        parent = alternative.getparent()
        branches = [*alternative.iterchildren(qn("mc:Choice")), *alternative.iterchildren(qn("mc:Fallback"))]
        chosen = next((branch for branch in branches if len(branch)), None)
        if parent is None or chosen is None:
            continue
        for child in list(chosen):
            alternative.addprevious(child)
        parent.remove(alternative)


def _title(slide: Any) -> Any | None:
    """Return the text body of the title of a slide."""
    try:
        title = slide.shapes.title
        return title._element.find(qn("p:txBody")) if title is not None else None
    except Exception:  # a slide whose shapes the library does not all know
        return None


def _cells(table: Any) -> list[list[Cell]]:
    """Return the cells of a table, each once, with the rows and columns that it covers."""
    properties = table.find(qn("a:tblPr"))
    names_columns = properties is not None and properties.get("firstRow") in ("1", "true")
    rows = []
    for row in table.iterchildren(qn("a:tr")):
        cells = []
        for cell in row.iterchildren(qn("a:tc")):
            if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                continue
            body = cell.find(qn("a:txBody"))
            text = " ".join(frame_lines(body)) if body is not None else ""
            height, width = (_span(cell.get(name)) for name in ("rowSpan", "gridSpan"))
            cells.append(Cell(text, height, width))
        rows.append(cells)
    if names_columns and rows and may_name_columns(rows[0]):
        rows[0] = [replace(cell, is_header=True) for cell in rows[0]]
    return rows


def _span(value: str | None) -> int:
    return min(int(value), _WIDEST_SPAN) if value and value.isdecimal() and int(value) else 1
