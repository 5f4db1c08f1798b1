"""One page of a PDF to raw text: by PDFium, which is quick and keeps words whole, else by pypdf.

pypdf opens some damaged files that PDFium does not.
"""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_TEXT

from assistant.documents.pdf.ocr import MOST_PIXELS
from assistant.documents.pdf.opening import OpenedPdf
from assistant.documents.pdf.page_text import PageText, read_page

# Pictures of pages are drawn with at most 300 dots per inch.
_LARGEST_SCALE = 300 / 72
# The share of a page that a scan covers at least.
_COVERED = 0.5
_MOST_OBJECTS = 1000
# Smaller pictures, in pixels, are marks and lines.
_SMALLEST_PICTURE = 100


class PageReader:
    """Reads the pages of one document."""

    def __init__(self, pdf: OpenedPdf) -> None:
        """Take an open document, which stays open as long as this is used."""
        self._pages = pdf.pages
        self._document = pdf.document

    def page(self, number: int) -> PageText | None:
        """Return what a page says, counted from 0, or None if it is too damaged to be read."""
        # PDFium gives no text for a page without any and for one that is damaged; pypdf tells them apart.
        found = self._by_pdfium(number)
        if found is not None and (found.text or found.comments or not self._pages):
            return found
        text = self._by_pypdf(number)
        return None if text is None else PageText(text, None)

    def has_picture(self, number: int) -> bool:
        """Whether a page shows pictures, so that it may be a scan."""
        if not self._pages:
            return bool(self._shares(number))
        return bool(self._pictures(number))

    def large_pictures(self, number: int) -> set[int]:
        """Return the pictures of a page that are no mere marks, each by a number of its own."""
        return {
            (getattr(picture, "indirect_reference", None) and picture.indirect_reference.idnum) or id(picture)
            for picture in self._pictures(number)
            if min(picture.get("/Width", 0), picture.get("/Height", 0)) >= _SMALLEST_PICTURE
        }

    def is_covered(self, number: int) -> bool:
        """Whether a picture covers most of a page."""
        return any(share >= _COVERED for share in self._shares(number))

    def picture(self, number: int, typed: bool = False) -> npt.NDArray[np.uint8] | None:
        """Return a page as pixels of shape (height, width, 3), None if it cannot be drawn.

        Args:
            number: The page, counted from 0.
            typed: Whether its typed text is drawn. Where it can be read it is known letter by letter, and a
                stamp would hide what it was put across.
        """
        if self._document is None:
            return None
        with closing(self._document[number]) as page:
            longest = max(page.get_width(), page.get_height())
            if longest <= 0:
                return None
            if not typed:
                texts = page.get_objects(filter=[FPDF_PAGEOBJ_TEXT], max_depth=1)
                for thing in list(islice(texts, _MOST_OBJECTS)):
                    page.remove_obj(thing)  # of this page in memory only
            scale = min(MOST_PIXELS / longest, _LARGEST_SCALE)
            with closing(page.render(scale=scale)) as bitmap:
                pixels: npt.NDArray[np.uint8] = bitmap.to_numpy()
                # Blue, green, red and perhaps a fourth byte; copied, because the memory is the library's.
                return np.ascontiguousarray(pixels[:, :, :3])

    def _by_pdfium(self, number: int) -> PageText | None:
        if self._document is None:
            return None
        try:
            with closing(self._document[number]) as page:
                return read_page(page)
        except (pdfium.PdfiumError, UnicodeError):
            return None

    def _by_pypdf(self, number: int) -> str | None:
        if not self._pages:
            return None
        try:
            return str(self._pages[number].extract_text())
        except MemoryError:
            raise
        except Exception:  # damaged pages make the library raise errors of every kind
            return None

    def _pictures(self, number: int) -> list[Any]:
        try:
            objects = self._pages[number]["/Resources"].get_object()["/XObject"].get_object()
            found = [objects[name].get_object() for name in objects]
            return [each for each in found if each.get("/Subtype") == "/Image"]
        except MemoryError:
            raise
        except Exception:  # no such objects, or damaged ones
            return []

    def _shares(self, number: int) -> list[float]:
        """Return the share of a page that each of its pictures covers."""
        if self._document is None:
            return []
        shares = []
        try:
            with closing(self._document[number]) as page:
                whole = max(page.get_width() * page.get_height(), 1.0)
                pictures = page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2)
                for thing in islice(pictures, _MOST_OBJECTS):
                    left, bottom, right, top = thing.get_bounds()
                    shares.append((right - left) * (top - bottom) / whole)
        except pdfium.PdfiumError:
            return shares
        return shares
