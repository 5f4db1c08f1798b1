"""Word files (docx): all that they say, in the order of the document.

Headers and footers come first, each line with its name; the body with its lists, tables, text boxes, charts
and diagrams follows; footnotes, endnotes and comments come last, each with its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from docx import Document

from assistant.documents.formats.archive import check_archive
from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import is_on, qn, value_of
from assistant.documents.formats.ooxml.package import openable
from assistant.documents.formats.ooxml.writer import Writer, clean, is_title
from assistant.documents.formats.word.blocks import Blocks
from assistant.documents.formats.word.comments import comment_label
from assistant.documents.formats.word.context import Context, related_parts, root_of
from assistant.documents.formats.word.margins import shown_margins
from assistant.documents.formats.word.notes import NoteKind, NoteMarks
from assistant.documents.formats.word.numbering import Numbering
from assistant.documents.formats.word.styles import Styles
from assistant.errors import ExtractionError
from assistant.types import Extraction

_DAMAGED = "It cannot be read as a Word document; open it in its program, save it as .docx and index again."
_NO_TEXT = "It holds no text; if it shows pictures of text, run them through OCR and index again."
_NOTE_KINDS: tuple[NoteKind, ...] = ("footnote", "endnote")


def parse(path: Path) -> Extraction:
    """Read a Word file: blocks divided by an empty line, list items and table rows on lines of their own.

    Args:
        path: The file.

    Returns:
        The text without deleted and hidden passages, with its headings; `warnings` say what is left out.

    Raises:
        ExtractionError: It is no docx file, damaged, protected with a password, or holds no text.
    """
    check_archive(path)
    writer = Writer()
    try:
        document = Document(openable(path))
        context = _context(document, LeftOut(), depth=0)
        _read(document, context, writer)
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:  # damaged files make the library raise errors of every kind
        raise ExtractionError(_DAMAGED) from error
    warnings = context.left_out.warnings()
    if not writer.text().strip():
        raise ExtractionError(context.left_out.reason(_NO_TEXT))
    given = clean(document.core_properties.title or "").replace("\n", " ")
    return Extraction(
        text=writer.text(),
        title=given if is_title(given) else context.title or context.first_heading,
        headings=tuple(writer.headings),
        tables=tuple(writer.tables),
        line_breaks="hard",
        warnings=warnings,
    )


def _context(document: Any, left_out: LeftOut, depth: int) -> Context:
    part = document.part
    settings = next((root_of(each, left_out) for each in related_parts(part, "settings")), None)
    numbering = next((root_of(each, left_out) for each in related_parts(part, "numbering")), None)
    styles = Styles(document.styles.element)
    notes = NoteMarks(dict(_note_styles((document.element, settings))))
    return Context(styles, Numbering(numbering, styles), notes, _read_inserted, left_out, depth=depth)


def _note_styles(roots: Iterable[Any]) -> Iterator[tuple[NoteKind, str]]:
    """Yield the numerals of notes as the sections or the settings of a document give them."""
    for kind in _NOTE_KINDS:
        for root in roots:
            of_kind = root.iter(qn(f"w:{kind}Pr")) if root is not None else ()
            style = next((value for each in of_kind if (value := value_of(each, "w:numFmt"))), None)
            if style is not None:
                yield kind, style
                break


def _read(document: Any, context: Context, writer: Writer) -> None:
    part = document.part
    settings = next((root_of(each, context.left_out) for each in related_parts(part, "settings")), None)
    _margins(document, context, writer, is_on(settings, "w:evenAndOddHeaders"))
    Blocks(context, part, writer).story(document.element.body)
    for kind in _NOTE_KINDS:
        _notes(part, kind, context, writer)
    _comments(part, context, writer)


def _read_inserted(file: IO[bytes], writer: Writer, outer: Context) -> None:
    """Read the body and the notes of a Word file that is inserted into another."""
    try:
        document = Document(openable(file))
        context = _context(document, outer.left_out, outer.depth + 1)
        Blocks(context, document.part, writer).story(document.element.body)
        for kind in _NOTE_KINDS:
            _notes(document.part, kind, context, writer)
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:  # as for the file itself
        raise ExtractionError(_DAMAGED) from error


def _margins(document: Any, context: Context, writer: Writer, even_pages_differ: bool) -> None:
    said: set[tuple[str, str]] = set()
    for name, part in shown_margins(document.element, document.part, even_pages_differ):
        root = root_of(part, context.left_out)
        inner = Writer()
        if root is not None:
            Blocks(context, part, inner, in_margin=True).story(root)
        if (name, inner.text()) not in said:
            said.add((name, inner.text()))
            writer.labelled(name, inner)


def _notes(part: Any, kind: NoteKind, context: Context, writer: Writer) -> None:
    for notes_part in related_parts(part, f"{kind}s"):
        root = root_of(notes_part, context.left_out)
        found = root.iterchildren(qn(f"w:{kind}")) if root is not None else ()
        # Separators between text and notes are notes with a type.
        by_identity = {
            note.get(qn("w:id"), ""): note for note in found if note.get(qn("w:type"), "normal") == "normal"
        }
        for label, note in context.notes.in_order(kind, by_identity):
            _labelled_block(note, label, notes_part, context, writer)


def _comments(part: Any, context: Context, writer: Writer) -> None:
    extended: dict[str, Any] = {}
    for more in related_parts(part, "commentsExtended"):
        root = root_of(more, context.left_out)
        found = root.iter(qn("w15:commentEx")) if root is not None else ()
        extended |= {each.get(qn("w15:paraId")): each for each in found}
    for comments_part in related_parts(part, "comments"):
        root = root_of(comments_part, context.left_out)
        for comment in root.iterchildren(qn("w:comment")) if root is not None else ():
            quote = context.commented.quote(comment.get(qn("w:id"), ""))
            label = comment_label(comment, quote, extended)
            _labelled_block(comment, label, comments_part, context, writer)


def _labelled_block(element: Any, label: str, part: Any, context: Context, writer: Writer) -> None:
    """Write a note or a comment as one block that begins with what it is."""
    inner = Writer()
    Blocks(context, part, inner).story(element)
    if inner.text():
        writer.block(f"{label}: {' '.join(inner.text().split())}")
