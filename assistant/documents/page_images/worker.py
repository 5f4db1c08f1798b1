"""The child process that renders pages of PDF files and locates their characters."""

from __future__ import annotations

import base64
import ctypes
import hashlib
import io
import math
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from assistant.documents.attached_files import find_attached
from assistant.documents.page_images.renderer import COORDINATE_SCALE
from assistant.documents.pdf.layout.character_boxes import CharBox, CharBoxes
from assistant.documents.pdf.layout.page_lines import Piece
from assistant.documents.pdf.page_text import characters
from assistant.documents.sandbox.child_service import Reply, Service, command_line_limits
from assistant.documents.sandbox.messages import decode_message
from assistant.errors import ExtractionError

# The longest side of an image in pixels, and the largest scale (1 is 72 pixels an inch) of a small page.
MAX_PIXELS = 2000
_MAX_SCALE = 3.0
# Images that are larger than this as PNG, in bytes, are sent as JPEG.
_MAX_PNG_BYTES = 1_200_000
_JPEG_QUALITY = 85
MAX_GLYPHS = 30_000

# The sine of an angle between those of slanted text and of text that runs vertically.
_SIDEWAYS_SINE = math.sin(math.radians(45))

_GONE = "The file is no longer in the corpus folder."
_CANNOT = "This page cannot be drawn; it may be damaged."


def serve() -> None:
    """Answer requests from standard input; the arguments are the limits in megabytes and seconds."""
    memory_mb, seconds = command_line_limits(2)
    Service(memory_mb, seconds).serve(_answer)


def _answer(request: bytes) -> Reply:
    fields = decode_message(request) or {}
    path, sha256 = Path(fields["path"]), fields["sha256"]
    try:
        data = find_attached(path.read_bytes(), sha256) if fields["is_attached"] else path.read_bytes()
    except OSError as error:
        raise ExtractionError(_GONE) from error
    # The bytes that are rendered are those that are hashed: the file cannot be replaced in between.
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        return {"changed": True}
    return render(data, int(fields["page"]))


def render(data: bytes, number: int) -> Reply:
    """Return the image of a page as base64, and its characters with their boxes.

    Args:
        data: The PDF file.
        number: The page, from 1.

    Raises:
        ExtractionError: There is no such page, or it cannot be rendered.
    """
    try:
        with closing(pdfium.PdfDocument(data)) as document:
            with suppress(pdfium.PdfiumError):
                document.init_forms()  # values of form fields are rendered only then
            with closing(document[number - 1]) as page:
                return {**_render_image(page), "glyphs": _glyphs(page)}
    except (pdfium.PdfiumError, IndexError) as error:
        raise ExtractionError(_CANNOT) from error


def _render_image(page: pdfium.PdfPage) -> Reply:
    longest = max(page.get_width(), page.get_height())
    if longest <= 0:
        raise ExtractionError(_CANNOT)
    scale = min(MAX_PIXELS / longest, _MAX_SCALE)
    with closing(page.render(scale=scale)) as bitmap:
        image = bitmap.to_pil().convert("RGB")
    body, kind = _encoded(image, "PNG"), "png"
    if len(body) > _MAX_PNG_BYTES:
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
    """Return code point, left, top, right, bottom and 1 for "sideways" of each character.

    Characters are in the order of the page's text, coordinates in units of `COORDINATE_SCALE`. White space
    that PDFium adds between words and lines is left out. What is not in the page's own text, such as the
    value of a form field, stands where its field is.
    """
    glyphs: list[list[int]] = []
    with closing(page.get_textpage()) as text:
        boxes = CharBoxes(text)
        for each in islice(characters(page, text), MAX_GLYPHS):
            if isinstance(each, Piece):
                glyphs += _inserted(page, each)
            else:
                glyphs += _glyph(page, text, boxes.box(each), each)
    return glyphs[:MAX_GLYPHS]


def _inserted(page: pdfium.PdfPage, piece: Piece) -> list[list[int]]:
    """Return the characters of a piece that is not in the page's own text, each in all of its place."""
    if piece.place is None:
        return []
    left, bottom, right, top = piece.place
    (x, y), (other_x, other_y) = _to_image(page, left, bottom), _to_image(page, right, top)
    edges = [min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)]
    return [[ord(char), *edges, 0] for char in piece.text if not char.isspace()]


def _glyph(
    page: pdfium.PdfPage, text: pdfium.PdfTextPage, box: CharBox | None, number: int
) -> Iterator[list[int]]:
    code = raw.FPDFText_GetUnicode(text, number)
    if not code or box is None or chr(code).isspace():
        return
    left, bottom, right, top = box
    one, other = _to_image(page, left, bottom), _to_image(page, right, top)
    turned = raw.FPDFText_GetCharAngle(text, number) + page.get_rotation() * math.pi / 180
    yield [
        code,
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[0], other[0]),
        max(one[1], other[1]),
        int(abs(math.sin(turned)) > _SIDEWAYS_SINE),
    ]


def _to_image(page: pdfium.PdfPage, x: float, y: float) -> tuple[int, int]:
    """Return the coordinates on the image of a point of the page; PDFium rotates and crops it."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(
        page, 0, 0, COORDINATE_SCALE, COORDINATE_SCALE, 0, x, y, ctypes.byref(across), ctypes.byref(down)
    )
    return _clamp(across.value), _clamp(down.value)


def _clamp(share: int) -> int:
    return max(0, min(COORDINATE_SCALE, share))


if __name__ == "__main__":
    serve()
