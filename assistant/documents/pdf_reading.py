"""One page of a PDF to raw text: by PDFium, which is quick and keeps words whole, else by pypdf.

pypdf opens some damaged files that PDFium does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium


class PageReader:
    """Reads the pages of one document; to be closed after use."""

    def __init__(self, path: Path, pages: Sequence[Any]) -> None:
        """Open the document.

        Args:
            path: The file.
            pages: All its pages, as pypdf gives them.
        """
        self._pages = pages
        self._document = _open(path)
        if self._document is not None and len(self._document) != len(pages):
            self.close()  # the two disagree on what is a page; labels and bookmarks are pypdf's

    def close(self) -> None:
        """Close the document; pages are read by pypdf from then on."""
        document, self._document = self._document, None
        if document is not None:
            document.close()

    def text(self, number: int) -> str | None:
        """Return the text of a page, counted from 0, or None if it is too damaged to be read."""
        # PDFium gives no text for a page without any and for one that is damaged; pypdf tells them apart.
        return self._by_pdfium(number) or self._by_pypdf(number)

    def has_picture(self, number: int) -> bool:
        """Whether a page shows pictures, so that it may be a scan."""
        try:
            objects = self._pages[number]["/Resources"].get_object()["/XObject"].get_object()
            return any(objects[name].get_object().get("/Subtype") == "/Image" for name in objects)
        except MemoryError:
            raise
        except Exception:  # no such objects, or damaged ones
            return False

    def _by_pdfium(self, number: int) -> str:
        if self._document is None:
            return ""
        try:
            with closing(self._document[number]) as page, closing(page.get_textpage()) as text:
                return str(text.get_text_range()).strip()
        except (pdfium.PdfiumError, UnicodeError):
            return ""

    def _by_pypdf(self, number: int) -> str | None:
        try:
            return str(self._pages[number].extract_text())
        except MemoryError:
            raise
        except Exception:  # damaged pages make the library raise errors of every kind
            return None


def _open(path: Path) -> pdfium.PdfDocument | None:
    try:
        document = pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError):
        return None
    return document
