"""One page of a PDF to raw text: by PDFium, which is quick and keeps words whole, else by pypdf.

pypdf opens some damaged files that PDFium does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_TEXT

from assistant.documents.pdf.ocr import MOST_PIXELS

# Pictures of pages are drawn with at most 300 dots per inch.
_LARGEST_SCALE = 300 / 72
# The share of a page that a scan covers at least.
_COVERED = 0.5
_MOST_OBJECTS = 1000


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

    def is_covered(self, number: int) -> bool:
        """Whether a picture covers most of a page."""
        if self._document is None:
            return False
        try:
            with closing(self._document[number]) as page:
                whole = page.get_width() * page.get_height()
                for thing in islice(
                    page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2), _MOST_OBJECTS
                ):
                    left, bottom, right, top = thing.get_bounds()
                    if (right - left) * (top - bottom) >= _COVERED * whole:
                        return True
        except pdfium.PdfiumError:
            return False
        return False

    def picture(self, number: int) -> npt.NDArray[np.uint8] | None:
        """Return a page without its typed text, as pixels of shape (height, width, 3).

        Typed text is known letter by letter, and a stamp would hide what it was put across. None if the
        page cannot be drawn.
        """
        if self._document is None:
            return None
        with closing(self._document[number]) as page:
            longest = max(page.get_width(), page.get_height())
            if longest <= 0:
                return None
            for thing in list(
                islice(page.get_objects(filter=[FPDF_PAGEOBJ_TEXT], max_depth=1), _MOST_OBJECTS)
            ):
                page.remove_obj(thing)  # of this page in memory only
            scale = min(MOST_PIXELS / longest, _LARGEST_SCALE)
            with closing(page.render(scale=scale)) as bitmap:
                pixels: npt.NDArray[np.uint8] = bitmap.to_numpy()
                # Blue, green, red and perhaps a fourth byte; copied, because the memory is the library's.
                return np.ascontiguousarray(pixels[:, :, :3])

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
