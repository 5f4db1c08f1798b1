"""Slides (pptx): each slide is a page, its title a heading, its text in reading order, then the notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from assistant.documents.formats.archive import check_archive
from assistant.documents.formats.office import Writer, clean, is_title
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Page

_BETWEEN_SLIDES = "\n\n"
_DAMAGED = "It cannot be read as slides; open it in its program, save it as .pptx and index again."
_NO_TEXT = "It holds no text; if it shows pictures of text, run them through OCR and index again."


def parse(path: Path) -> Extraction:
    """Read slides; each is a page labelled "slide N".

    Args:
        path: The file.

    Returns:
        The text of all slides with an empty line between them; a slide without text is an empty page.

    Raises:
        ExtractionError: It is no pptx file, damaged, protected with a password, or holds no text.
    """
    check_archive(path)
    try:
        presentation = Presentation(str(path))
        slides = [_read(slide) for slide in presentation.slides]
        title = clean(presentation.core_properties.title or "").replace("\n", " ")
    except MemoryError:
        raise
    except Exception as error:  # damaged files make the library raise errors of every kind
        raise ExtractionError(_DAMAGED) from error
    if not any(slide.length for slide in slides):
        raise ExtractionError(_NO_TEXT)
    pages = tuple(_pages(slides))
    headings = (
        Heading(page.start + heading.start, page.start + heading.end, heading.level)
        for page, slide in zip(pages, slides, strict=True)
        for heading in slide.headings
    )
    return Extraction(
        text=_BETWEEN_SLIDES.join(slide.text() for slide in slides),
        title=title if is_title(title) else "",
        pages=pages,
        headings=tuple(headings),
        line_breaks="hard",
    )


def _pages(slides: list[Writer]) -> Iterator[Page]:
    start = 0
    for number, slide in enumerate(slides, 1):
        yield Page(number, start, start + slide.length, f"slide {number}")
        start += slide.length + len(_BETWEEN_SLIDES)


def _read(slide: Any) -> Writer:
    writer = Writer()
    title = slide.shapes.title
    if title is not None:
        writer.heading(" ".join(clean(title.text_frame.text).split()), level=1)
    shapes = [shape for shape in _shapes(slide.shapes) if title is None or shape.shape_id != title.shape_id]
    for shape in shapes:
        _write(shape, writer)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = clean(slide.notes_slide.notes_text_frame.text)
        if notes:
            writer.block("Notes:")
            writer.line(notes)
    return writer


def _shapes(shapes: Any) -> Iterator[Any]:
    """Yield shapes from top to bottom and left to right, those of a group together."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _write(shape: Any, writer: Writer) -> None:
    if shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            writer.line(clean(paragraph.text))
    elif getattr(shape, "has_table", False) and shape.has_table:
        for row in shape.table.rows:
            cells = (" ".join(clean(cell.text).split()) for cell in row.cells if not cell.is_spanned)
            writer.line(" | ".join(cell for cell in cells if cell))
    writer.end_block()
