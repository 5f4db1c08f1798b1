"""The comments that people put on pages of a PDF."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from assistant.documents.pdf.forms.form_fields import (
    FormField,
    is_hidden,
    page_annotations,
    read_text,
    rectangle,
)
from assistant.documents.pdf.layout.character_boxes import CharBox

_COMMENTS = {
    *(raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE),
    *(raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_SQUIGGLY, raw.FPDF_ANNOT_CARET, raw.FPDF_ANNOT_STAMP),
    *(raw.FPDF_ANNOT_LINE, raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON),
    *(raw.FPDF_ANNOT_POLYLINE, raw.FPDF_ANNOT_INK),
}


def page_comments(page: pdfium.PdfPage) -> list[tuple[str, CharBox]]:
    """Return the comments on a page, each as one line ("Comment by Ada: too long") with its place."""
    return [found for annotation in page_annotations(page) if (found := _comment(annotation)) is not None]


def free_texts(page: pdfium.PdfPage) -> list[FormField]:
    """Return what was typed onto a page without a field for it, as fields without a name."""
    found = []
    for annotation in page_annotations(page):
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FREETEXT and not is_hidden(annotation):
            words, box = (
                read_text(raw.FPDFAnnot_GetStringValue, annotation, b"Contents"),
                rectangle(annotation),
            )
            if words and box is not None:
                found.append(FormField("", words, None, box))
    return found


def _comment(annotation: Any) -> tuple[str, CharBox] | None:
    if raw.FPDFAnnot_GetSubtype(annotation) not in _COMMENTS or is_hidden(annotation):
        return None
    words = " ".join(read_text(raw.FPDFAnnot_GetStringValue, annotation, b"Contents").split())
    box = rectangle(annotation)
    if not words or box is None:
        return None
    author = " ".join(read_text(raw.FPDFAnnot_GetStringValue, annotation, b"T").split())
    return (f"Comment by {author}: {words}" if author else f"Comment: {words}"), box
