"""Where single characters stand on a page of a PDF, as PDFium measures them."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
from pypdfium2 import raw

CharBox = tuple[float, float, float, float]
"""Left, bottom, right and top in points of the page's own coordinates, which rise from the bottom."""


class CharBoxes:
    """The boxes of the characters of one page, by their indices in PDFium."""

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        """Take the page's text, which stays open as long as this is used."""
        self._text_page = text
        self._text = text.raw  # the handle: functions of the library take it without a detour
        self._left, self._right, self._bottom, self._top = (ctypes.c_double() for _ in range(4))
        self._tight = tuple(ctypes.byref(edge) for edge in (self._left, self._right, self._bottom, self._top))
        self._loose = raw.FS_RECTF()
        self._loose_reference = ctypes.byref(self._loose)

    def ink(self, number: int) -> CharBox | None:
        """Return the box around the ink of a character, or None if it has none."""
        if not raw.FPDFText_GetCharBox(self._text, number, *self._tight):
            return None
        return self._left.value, self._bottom.value, self._right.value, self._top.value

    def box(self, number: int) -> CharBox | None:
        """Return the box of a character, or None if it has none.

        It is as high as the line where the font says so, else as high as the ink.
        """
        ink = self.ink(number)
        if ink is None or not raw.FPDFText_GetLooseCharBox(self._text, number, self._loose_reference):
            return ink
        left, bottom, right, top = ink
        line = (self._loose.left, self._loose.bottom, self._loose.right, self._loose.top)
        across, up = (left + right) / 2, (bottom + top) / 2
        high, wide = line[3] - line[1], line[2] - line[0]
        # Fonts of careless programs claim to be many lines high.
        sane = high <= 3 * max(top - bottom, right - left) and wide <= 3 * max(right - left, top - bottom)
        return line if sane and line[0] <= across <= line[2] and line[1] <= up <= line[3] else ink
