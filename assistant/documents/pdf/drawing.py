"""The child process that draws pages of PDF files, and says where each of their characters stands."""

from __future__ import annotations

import base64
import ctypes
import hashlib
import io
import math
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from assistant.documents.pdf.pages import SHARE
from assistant.documents.sandbox.messages import unpacked
from assistant.documents.sandbox.serving import Reply, Service, limits
from assistant.errors import ExtractionError

# The longest side of a picture, and how much larger than in print a small page is drawn at most.
MOST_PIXELS = 2000
_LARGEST_SCALE = 3.0
# Pictures that are larger than this without loss (photographs) are sent with some.
_LARGEST_PNG = 1_200_000
_JPEG_QUALITY = 85
MOST_GLYPHS = 30_000

# A character of text on its side is turned by more than this, a slanted one by less.
_SIDEWAYS = math.sin(math.radians(45))

_GONE = "The file is no longer in the corpus folder."
_CANNOT = "This page cannot be drawn; it may be damaged."


def serve() -> None:
    """Answer requests from standard input; the words of the command are megabytes and seconds."""
    memory_mb, seconds = limits(2)
    Service(memory_mb, seconds).serve(_answer)


def _answer(request: bytes) -> Reply:
    wanted = unpacked(request) or {}
    try:
        data = Path(wanted["path"]).read_bytes()
    except OSError as error:
        raise ExtractionError(_GONE) from error
    # The very bytes that are drawn are compared, so nothing can be put in their place in between.
    if hashlib.sha256(data).hexdigest() != wanted["sha256"]:
        return {"changed": True}
    return draw(data, int(wanted["page"]))


def draw(data: bytes, number: int) -> Reply:
    """Return the picture of a page as base64 and its characters with their places.

    Args:
        data: The PDF file.
        number: The page, from 1.

    Raises:
        ExtractionError: There is no such page, or it cannot be drawn.
    """
    try:
        with closing(pdfium.PdfDocument(data)) as document:
            with suppress(pdfium.PdfiumError):
                document.init_forms()  # what was filled into a form is drawn only then
            with closing(document[number - 1]) as page:
                return {**_picture(page), "glyphs": _glyphs(page)}
    except (pdfium.PdfiumError, IndexError) as error:
        raise ExtractionError(_CANNOT) from error


def _picture(page: pdfium.PdfPage) -> Reply:
    longest = max(page.get_width(), page.get_height())
    if longest <= 0:
        raise ExtractionError(_CANNOT)
    scale = min(MOST_PIXELS / longest, _LARGEST_SCALE)
    with closing(page.render(scale=scale)) as bitmap:
        image = bitmap.to_pil().convert("RGB")
    body, kind = _encoded(image, "PNG"), "png"
    if len(body) > _LARGEST_PNG:
        body, kind = _encoded(image, "JPEG", quality=_JPEG_QUALITY), "jpeg"
    return {
        "picture": base64.b64encode(body).decode(),
        "kind": kind,
        "width": image.width,
        "height": image.height,
    }


def _encoded(image: Any, kind: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _glyphs(page: pdfium.PdfPage) -> list[list[int]]:
    """Return code point, left, top, right, bottom and 1 for "on its side" of each character.

    They are in reading order. White space that PDFium adds between words and lines is left out.
    """
    with closing(page.get_textpage()) as text:
        count = min(text.count_chars(), MOST_GLYPHS)
        return [glyph for number in range(count) for glyph in _glyph(page, text, number)]


def _glyph(page: pdfium.PdfPage, text: pdfium.PdfTextPage, number: int) -> Iterator[list[int]]:
    code = raw.FPDFText_GetUnicode(text, number)
    box = _box(text, number)
    if not code or box is None or chr(code).isspace():
        return
    left, bottom, right, top = box
    one, other = _shown(page, left, bottom), _shown(page, right, top)
    turned = raw.FPDFText_GetCharAngle(text, number) + page.get_rotation() * math.pi / 180
    yield [
        code,
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[0], other[0]),
        max(one[1], other[1]),
        int(abs(math.sin(turned)) > _SIDEWAYS),
    ]


def _box(text: pdfium.PdfTextPage, number: int) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right and top: as high as the line where the font says so, else as the ink."""
    tight = [ctypes.c_double() for _ in range(4)]
    if not raw.FPDFText_GetCharBox(text, number, *map(ctypes.byref, tight)):
        return None
    left, right, bottom, top = (edge.value for edge in tight)
    loose = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(text, number, ctypes.byref(loose)):
        across, up = (left + right) / 2, (bottom + top) / 2
        high, wide = loose.top - loose.bottom, loose.right - loose.left
        # Fonts of careless programs claim to be many lines high.
        sane = high <= 3 * max(top - bottom, right - left) and wide <= 3 * max(right - left, top - bottom)
        if sane and loose.left <= across <= loose.right and loose.bottom <= up <= loose.top:
            return loose.left, loose.bottom, loose.right, loose.top
    return left, bottom, right, top


def _shown(page: pdfium.PdfPage, x: float, y: float) -> tuple[int, int]:
    """Return where a point of the page stands on its picture: PDFium's own way, turned and cropped."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, SHARE, SHARE, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return _inside(across.value), _inside(down.value)


def _inside(share: int) -> int:
    return max(0, min(SHARE, share))


if __name__ == "__main__":
    serve()
