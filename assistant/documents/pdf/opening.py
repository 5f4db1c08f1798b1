"""A PDF file, opened by the two libraries that read it: pypdf and PDFium.

Either may stumble over a file that the other one reads.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from pypdf import PdfReader
from pypdfium2 import raw

from assistant.errors import ExtractionError

# What is wrong with a file is said by our own reasons and warnings.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

_MARK = b"%PDF-"
_MARK_WITHIN = 1024

DAMAGED = "It is damaged and no page of it can be read; get a new copy of it."
_NOT_A_PDF = "It is not a PDF (it does not begin like one); give it the suffix of its real format."
_EMPTY = "It is empty (0 bytes); get a complete copy of it."
_PROTECTED = "It is protected with a password; remove the protection and index again."


@dataclass(slots=True)
class OpenedPdf:
    """A PDF file as the libraries see it.

    `reader` and `pages` are pypdf's and None and empty where it cannot read the file. `document` is PDFium's
    and None where that cannot. Both have `count` pages.
    """

    reader: PdfReader | None
    pages: Sequence[Any]
    document: pdfium.PdfDocument | None
    count: int

    def close(self) -> None:
        """Close the file."""
        document, self.document = self.document, None
        if document is not None:
            document.close()


def open_pdf(path: Path) -> OpenedPdf:
    """Open a PDF file; to be closed after use.

    Raises:
        ExtractionError: It is no PDF, protected with a password, or neither library can read it.
    """
    with path.open("rb") as file:
        head = file.read(_MARK_WITHIN)
    if not head:
        raise ExtractionError(_EMPTY)
    if _MARK not in head:
        raise ExtractionError(_NOT_A_PDF)
    reader, pages = _by_pypdf(path)
    document = _by_pdfium(path)
    if document is not None and len(document) != len(pages):
        if len(document) > len(pages):
            reader, pages = None, []  # pypdf has lost pages
        else:
            document.close()
            document = None
    if not pages and document is None:
        raise ExtractionError(DAMAGED)
    return OpenedPdf(reader, pages, document, len(pages) if document is None else len(document))


def _by_pypdf(path: Path) -> tuple[PdfReader | None, list[Any]]:
    readable = True
    try:
        reader = PdfReader(path, strict=False)
        readable = not reader.is_encrypted or bool(reader.decrypt(""))
        if readable:
            return reader, list(reader.pages)
    except MemoryError:
        raise
    except Exception:  # damaged files make the library raise errors of every kind
        return None, []
    raise ExtractionError(_PROTECTED)


def _by_pdfium(path: Path) -> pdfium.PdfDocument | None:
    try:
        document = pdfium.PdfDocument(path)
    except OSError:
        return None
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise ExtractionError(_PROTECTED) from error
        return None
    if len(document) == 0:
        document.close()
        return None
    with suppress(pdfium.PdfiumError):
        document.init_forms()  # the values of fields can be asked for only then
    return document
