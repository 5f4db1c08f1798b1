"""The fields of PDF forms: what was filled in, and where on the page it stands."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from assistant.documents.pdf.layout.character_boxes import CharBox

# Flags of annotations (ISO 32000-2, table 167) and of text fields (table 231).
_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5
_PASSWORD = 1 << 13
_SWITCHES = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_CHOICES = (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_MOST_ANNOTATIONS = 5000
_MOST_OPTIONS = 2000
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form on one page.

    `name` is the one that people are told where the form has such a one, else the internal one. `value` is
    the text that was typed or chosen. `checked` is None for all but check boxes and radio buttons. `box` is
    in the page's own coordinates.
    """

    name: str
    value: str
    checked: bool | None
    box: CharBox


def form_fields(page: pdfium.PdfPage) -> tuple[list[FormField], int]:
    """Return the fields of a page that are seen on it, and how many with a value are not shown.

    Fields without a value are left out, boxes that are not ticked are not. The document's forms must have
    been initialised.
    """
    if not page.formenv:
        return [], 0
    fields, hidden = [], 0
    for annotation in page_annotations(page):
        kind = raw.FPDFAnnot_GetFormFieldType(page.formenv, annotation)
        if kind != raw.FPDF_FORMFIELD_TEXTFIELD and kind not in (*_SWITCHES, *_CHOICES):
            continue
        field = _field(page, annotation, kind)
        if field is None or (field.checked is None and not field.value):
            continue
        if is_hidden(annotation) or raw.FPDFAnnot_GetFormFieldFlags(page.formenv, annotation) & (
            _PASSWORD if kind == raw.FPDF_FORMFIELD_TEXTFIELD else 0
        ):
            hidden += bool(field.value) and field.checked is not False
        else:
            fields.append(field)
    return fields, hidden


def page_annotations(page: pdfium.PdfPage) -> Iterator[Any]:
    """Yield the handles of the annotations of a page; each is valid until the next one is asked for."""
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        with _annotation(page, number) as annotation:
            if annotation:
                yield annotation


def is_hidden(annotation: Any) -> bool:
    """Whether an annotation is not shown on the page."""
    return bool(raw.FPDFAnnot_GetFlags(annotation) & (_HIDDEN | _NO_VIEW))


def rectangle(annotation: Any) -> CharBox | None:
    """Return where an annotation stands on its page."""
    rect = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
        return None
    low, high = sorted((rect.bottom, rect.top))
    left, right = sorted((rect.left, rect.right))
    return left, low, right, high


def read_text(call: Callable[..., int], *arguments: Any) -> str:
    """Return the text that one of PDFium's functions writes into a buffer, as UTF-16."""
    size = call(*arguments, None, 0)
    if not 2 < size <= 2 * _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(*arguments, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()


@contextmanager
def _annotation(page: pdfium.PdfPage, number: int) -> Iterator[Any]:
    annotation = raw.FPDFPage_GetAnnot(page, number)
    try:
        yield annotation
    finally:
        if annotation:
            raw.FPDFPage_CloseAnnot(annotation)


def _field(page: pdfium.PdfPage, annotation: Any, kind: int) -> FormField | None:
    box = rectangle(annotation)
    if box is None:
        return None
    form = page.formenv
    name = read_text(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation) or _last_name(
        read_text(raw.FPDFAnnot_GetFormFieldName, form, annotation)
    )
    if kind in _SWITCHES:
        value = read_text(raw.FPDFAnnot_GetFormFieldExportValue, form, annotation)
        return FormField(name, value, bool(raw.FPDFAnnot_IsChecked(form, annotation)), box)
    chosen = _chosen(form, annotation) if kind in _CHOICES else ""
    value = chosen or read_text(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    return FormField(name, value, None, box)


def _last_name(name: str) -> str:
    """Return the last part of a name such as "form1[0].page[0].town[0]"."""
    return name.rpartition(".")[2].partition("[")[0].replace("_", " ").strip()


def _chosen(form: Any, annotation: Any) -> str:
    """Return the labels of the options of a list that are chosen."""
    count = min(raw.FPDFAnnot_GetOptionCount(form, annotation), _MOST_OPTIONS)
    return ", ".join(
        read_text(raw.FPDFAnnot_GetOptionLabel, form, annotation, number)
        for number in range(count)
        if raw.FPDFAnnot_IsOptionSelected(form, annotation, number)
    )
