"""Slides (pptx): each slide is a page: its title as a heading, text in reading order, notes, comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pptx import Presentation

from assistant.documents.formats.archive import check_archive
from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import qn
from assistant.documents.formats.ooxml.package import openable
from assistant.documents.formats.ooxml.writer import Writer, clean, is_title
from assistant.documents.formats.slides.backgrounds import background_lines
from assistant.documents.formats.slides.comments import authors_of, comment_lines
from assistant.documents.formats.slides.paragraphs import frame_lines
from assistant.documents.formats.slides.shapes import Shapes, choose_alternatives
from assistant.errors import ExtractionError
from assistant.types import Extraction, Page

_BETWEEN_SLIDES = "\n\n"
_DAMAGED = "It cannot be read as slides; open it in its program, save it as .pptx and index again."
_NO_TEXT = "It holds no text; if it shows pictures of text, run them through OCR and index again."


@dataclass(slots=True)
class _Slide:
    """A slide that was read; `is_hidden` ones are not shown when the slides are.

    `background` holds the lines that it shows of its layout and master and no slide before it has shown.
    """

    writer: Writer = field(default_factory=Writer)
    background: list[str] = field(default_factory=list)
    is_hidden: bool = False


def parse(path: Path) -> Extraction:
    """Read slides; each is a page labelled "slide N", or "slide N (hidden)" if it is not shown.

    Args:
        path: The file.

    Returns:
        The text of all slides with an empty line between them; a slide without text is an empty page.
        `warnings` say what is left out.

    Raises:
        ExtractionError: It is no pptx file, damaged, protected with a password, or holds no text.
    """
    check_archive(path)
    left_out = LeftOut()
    try:
        presentation = Presentation(openable(path))
        slides = list(_slides(presentation, left_out))
        title = clean(presentation.core_properties.title or "").replace("\n", " ")
    except MemoryError:
        raise
    except Exception as error:  # damaged files make the library raise errors of every kind
        raise ExtractionError(_DAMAGED) from error
    if not any(slide.writer.length for slide in slides):
        raise ExtractionError(left_out.reason(_NO_TEXT))
    for slide in slides:
        slide.writer.block("\n".join(slide.background))
    pages = tuple(_pages(slides))
    placed = [(page.start, slide.writer) for page, slide in zip(pages, slides, strict=True)]
    return Extraction(
        text=_BETWEEN_SLIDES.join(slide.writer.text() for slide in slides),
        title=title if is_title(title) else "",
        pages=pages,
        headings=tuple(heading.shifted(start) for start, writer in placed for heading in writer.headings),
        tables=tuple(table.shifted(start) for start, writer in placed for table in writer.tables),
        line_breaks="hard",
        warnings=left_out.warnings(),
    )


def _pages(slides: list[_Slide]) -> Iterator[Page]:
    start = 0
    for number, slide in enumerate(slides, 1):
        end = start + slide.writer.length
        yield Page(number, start, end, f"slide {number}" + (" (hidden)" if slide.is_hidden else ""))
        start = end + len(_BETWEEN_SLIDES)


def _slides(presentation: Any, left_out: LeftOut) -> Iterator[_Slide]:
    """Read the slides in their order; one that cannot be read is an empty page, and is counted."""
    part = presentation.part
    authors = authors_of(part)
    said_below: set[str] = set()
    identities = presentation._element.sldIdLst
    for identity in identities.sldId_lst if identities is not None else ():
        read = _Slide()
        try:
            slide = part.related_part(identity.rId).slide
            read.is_hidden = slide._element.get("show") in ("0", "false")
            Shapes(slide, read.writer, left_out, said_below).read()
            read.background = _background(slide, presentation.slide_height or 0, said_below)
            _notes(slide, read.writer)
            for line in comment_lines(slide.part, authors, left_out):
                read.writer.line(line)
        except MemoryError:
            raise
        except Exception:  # one damaged slide costs at most itself
            left_out.count("slide")
        yield read


def _background(slide: Any, height: int, said_below: set[str]) -> list[str]:
    """Return what a slide shows of its layout and master, once for all slides that show it."""
    lines = [line for line in background_lines(slide, height) if line.partition(": ")[2] not in said_below]
    said_below.update(line.partition(": ")[2] for line in lines)
    return lines


def _notes(slide: Any, writer: Writer) -> None:
    """Read what the speaker wants to say: the text of the notes, not the small picture of the slide."""
    if not slide.has_notes_slide:
        return
    notes = slide.notes_slide
    choose_alternatives(notes._element)
    frame = notes.notes_text_frame
    lines = list(frame_lines(frame._txBody)) if frame is not None else []
    frames = [shape._element for shape in notes.shapes if not shape.is_placeholder]
    for element in frames:
        for body in element.iter(qn("p:txBody"), qn("a:txBody")):
            lines += frame_lines(body)
    if lines:
        writer.block("Notes:")
        for line in lines:
            writer.line(line)
        writer.end_block()
