"""Boxes on pages of PDF files cover the words of the range, whatever the page does with them."""

import base64
import hashlib
import io
import sys
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from assistant.documents.page_images.boxes import scan_boxes, text_boxes
from assistant.documents.page_images.renderer import COORDINATE_SCALE, FileChangedError, PageRenderer
from assistant.documents.pdf import parser as pdf
from assistant.errors import ExtractionError
from assistant.types import Line

LEFT = [
    "The mill of Aldermoor was built in the year",
    "1604 by three brothers. It ground the corn of",
    "nine villages until a flood took its wheel",
    "away. The brothers never spoke again. The",
    "youngest of them moved across the river and",
]
RIGHT = [
    "opened a bakery there. Bread from the bakery",
    "was sold as far as Holland. The brothers never",
    "spoke again. In the end the town bought the",
    "ruin and made it a school for the orphans of",
    "the war. It stands today, with a new wheel.",
]


@pytest.fixture(scope="module")
def renderer():
    renderer = PageRenderer(60, 2048)
    yield renderer
    renderer.close()


def columns(path, rotation=0, crop=None, upright=True):
    """Draw two columns; on a turned page so that they read upright as it is shown, or on their side."""
    wide, high = A4
    size = (high, wide) if upright and rotation in (90, 270) else A4
    page = canvas.Canvas(str(path), pagesize=size)
    if upright:
        page.translate(*{0: (0, 0), 90: (high, 0), 180: (wide, high), 270: (0, wide)}[rotation])
        page.rotate({0: 0, 90: 90, 180: 180, 270: -90}[rotation])
    for x, lines in ((60, LEFT), (320, RIGHT)):
        for number, line in enumerate(lines):
            page.drawString(x, 700 - 15 * number, line)
    page.showPage()
    page.save()
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.pages[0].rotate(rotation)
    if crop:
        writer.pages[0].cropbox = RectangleObject(crop)
    writer.write(path)
    return path


def drawn(renderer, path, number=1):
    return renderer.render(path, hashlib.sha256(path.read_bytes()).hexdigest(), number)


def marked(renderer, path, quote, nth=0, number=1):
    """Return what stands inside the boxes of a quote, without spaces, and the boxes."""
    extraction = pdf.parse(path)
    page = extraction.pages[number - 1]
    text = extraction.text[page.start : page.end]
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    glyphs = drawn(renderer, path, number).glyphs
    boxes = text_boxes(glyphs, text, start, start + len(quote))
    assert boxes
    inside = ""
    for left, top, right, bottom in boxes:
        for glyph in glyphs:
            x, y = (
                (glyph.left + glyph.right) / 2 / COORDINATE_SCALE,
                (glyph.top + glyph.bottom) / 2 / COORDINATE_SCALE,
            )
            if left <= x <= right and top <= y <= bottom:
                inside += glyph.char
    return inside, boxes


def squeezed(text):
    return "".join(text.split())


QUOTES = [
    ("It ground the corn of\nnine villages until a flood took its wheel\naway.", 3),
    ("The mill of Aldermoor was built in the year\n1604 by three brothers.", 2),
    ("It stands today, with a new wheel.", 1),
    ("The\nyoungest of them moved across the river and\nopened a bakery there.", 3),
]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(("quote", "lines"), QUOTES)
def test_columns_and_turned_pages(renderer, tmp_path, rotation, quote, lines):
    path = columns(tmp_path / "columns.pdf", rotation)
    inside, boxes = marked(renderer, path, quote)
    assert inside == squeezed(quote)
    assert len(boxes) == lines


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_lines_that_are_shown_on_their_side(renderer, tmp_path, rotation):
    path = columns(tmp_path / "sideways.pdf", rotation, upright=False)
    inside, boxes = marked(renderer, path, "was sold as far as Holland.")
    assert inside == "wassoldasfarasHolland."
    left, top, right, bottom = boxes[0]
    assert len(boxes) == 1
    assert (bottom - top > right - left) == (rotation != 180)


@pytest.mark.parametrize(
    ("rotation", "crop"),
    [(0, None), (90, None), (0, (50, 600, 580, 730)), (180, (10, 20, 580, 300)), (270, (600, 20, 760, 560))],
)
def test_the_picture_has_its_ink_under_the_boxes_and_nowhere_else(renderer, tmp_path, rotation, crop):
    path = columns(tmp_path / "columns.pdf", rotation, crop)
    page = drawn(renderer, path)
    image = Image.open(io.BytesIO(base64.b64decode(page.picture))).convert("L")
    assert image.size == (page.width, page.height)
    text = pdf.parse(path).text
    assert squeezed(text) == squeezed(" ".join([*LEFT, *RIGHT]))
    boxes = text_boxes(page.glyphs, text, 0, len(text))
    assert len(boxes) == 10
    for left, top, right, bottom in boxes:
        area = (left * page.width, top * page.height, right * page.width, bottom * page.height)
        area = tuple(map(round, area))
        assert min(image.crop(area).tobytes()) < 60, "no ink in a box"
        image.paste(255, (area[0] - 3, area[1] - 3, area[2] + 3, area[3] + 3))
    assert min(image.tobytes()) > 200, "ink outside of all boxes"


def test_of_two_equal_sentences_the_right_one_is_marked(renderer, tmp_path):
    path = columns(tmp_path / "columns.pdf")
    _, first = marked(renderer, path, "The brothers never spoke again.", 0)
    second, boxes = marked(renderer, path, "The brothers never\nspoke again.", 0)
    assert second == "Thebrothersneverspokeagain."
    assert all(box[2] < 0.5 for box in first)
    assert all(box[0] > 0.5 for box in boxes)


def test_equal_lines_are_told_apart_by_their_place(renderer, tmp_path):
    path = tmp_path / "equal.pdf"
    page = canvas.Canvas(str(path))
    for number in range(12):
        page.drawString(60, 780 - 20 * number, "All is well on the island.")
    page.showPage()
    page.save()
    for nth in (0, 4, 11):
        inside, boxes = marked(renderer, path, "All is well on the island.", nth)
        assert inside == "Alliswellontheisland."
        assert len(boxes) == 1
        assert boxes[0][1] < (842 - 780 + 20 * nth) / 842 < boxes[0][3]


def test_hyphens_ligatures_and_running_lines(renderer, tmp_path):
    """Cleaning joins divided words, spells ligatures out and drops headers; the boxes still fit."""
    path = tmp_path / "hyphens.pdf"
    pages = FPDF(format="A4")
    font = next(
        (path for path in Path("/usr/share/fonts").rglob("DejaVuSans.ttf")),
        None,
    )
    if font is None:
        pytest.skip("needs the font DejaVu Sans for ligatures")
    pages.add_font("Deja", "", str(font))
    pages.set_font("Deja", size=12)
    for number in range(1, 6):
        pages.add_page()
        pages.text(30, 15, f"Annual report of the lighthouse office, page {number}")
        pages.text(30, 40, f"In year {number} the of\ufb01ce was extraordi-")
        pages.text(30, 47, "narily quiet, and no ship was lost on the")
        pages.text(30, 54, "rocks. The keeper wrote a book.")
        pages.text(30, 280, "Lighthouse office")
    pages.output(str(path))
    for number in (1, 4):
        quote = f"In year {number} the office was extraordinarily\nquiet, and no ship was lost on the\nrocks."
        inside, boxes = marked(renderer, path, quote, number=number)
        assert inside.replace("\ufb01", "fi").replace("\ufffe", "-").replace("\x02", "-") == squeezed(
            quote
        ).replace("extraordinarily", "extraordi-narily")
        assert len(boxes) == 3


def test_text_on_its_side(renderer, tmp_path):
    path = tmp_path / "sideways.pdf"
    page = canvas.Canvas(str(path))
    page.rotate(90)
    page.drawString(100, -200, "The lamp burns whale oil.")
    page.drawString(100, -220, "It is lit at dusk each day.")
    page.showPage()
    page.save()
    inside, boxes = marked(renderer, path, "It is lit at dusk each day.")
    assert inside == "Itislitatduskeachday."
    assert len(boxes) == 1
    left, top, right, bottom = boxes[0]
    assert (bottom - top) * 842 > 3 * (right - left) * 595


def test_a_text_that_is_not_on_the_page_has_no_boxes(renderer, tmp_path):
    glyphs = drawn(renderer, columns(tmp_path / "columns.pdf")).glyphs
    other = "Nothing of this was ever written on that page of the book."
    assert text_boxes(glyphs, other, 0, len(other)) == ()
    assert text_boxes((), other, 0, len(other)) == ()


def test_a_few_wrong_letters_do_not_lose_the_place(renderer, tmp_path):
    """A text that another version of the parser read differs in places."""
    path = columns(tmp_path / "columns.pdf")
    text = pdf.parse(path).text.replace("villages", "vi1lages").replace("brothers.", "br0thers.")
    quote = "It ground the corn of\nnine vi1lages until a flood took its wheel\naway."
    start = text.index(quote)
    boxes = text_boxes(drawn(renderer, path).glyphs, text, start, start + len(quote))
    right = marked(renderer, path, quote.replace("vi1lages", "villages"))[1]
    assert boxes == right


def test_lines_of_a_scan():
    lines = [Line(0, 10, (0.1, 0.1, 0.9, 0.2)), Line(11, 20, (0.1, 0.2, 0.9, 0.3))]
    assert scan_boxes(lines, 12, 15) == (lines[1].box,)
    assert scan_boxes(lines, 5, 15) == (lines[0].box, lines[1].box)
    assert scan_boxes(lines, 10, 11) == ()


def test_only_what_was_indexed_is_drawn(renderer, tmp_path):
    path = columns(tmp_path / "columns.pdf")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    renderer.render(path, sha256, 1)
    columns(path, rotation=90)
    with pytest.raises(FileChangedError):
        renderer.render(path, sha256, 1)
    path.unlink()
    with pytest.raises(ExtractionError, match="no longer"):
        renderer.render(path, sha256, 1)


@pytest.mark.parametrize("number", [0, 2, 10**9])
def test_a_page_that_is_not_there(renderer, tmp_path, number):
    with pytest.raises(ExtractionError, match="cannot be drawn"):
        drawn(renderer, columns(tmp_path / "columns.pdf"), number)


def test_a_giant_page_gives_a_small_picture(renderer, tmp_path):
    path = tmp_path / "giant.pdf"
    page = canvas.Canvas(str(path), pagesize=(14_000, 3_000))
    page.drawString(100, 100, "Far away.")
    page.showPage()
    page.save()
    picture = drawn(renderer, path)
    assert max(picture.width, picture.height) <= 2001


# A child that does what the name of the file says.
TROUBLE = """
import os, sys, time, json
from assistant.documents.sandbox.messages import decode_message
from assistant.documents.sandbox.child_service import Service

def answer(request):
    name = decode_message(request)["path"].rsplit("/", 1)[-1]
    if name == "hang":
        time.sleep(600)
    if name == "crash":
        os._exit(3)
    if name == "eat":
        hoard = []
        while True:
            hoard.append(bytearray(50_000_000))
    good = {"picture": "aGVsbG8=", "kind": "png", "width": 10, "height": 10, "glyphs": []}
    other = {
        "markup": {"picture": '"><script>'},
        "kind": {"kind": "svg+xml"},
        "wide": {"width": 10**9},
        "glyphs": {"glyphs": [[65, 5, 2, 3, 4, 0]]},
        "floats": {"glyphs": [[65, 1.5, 2, 3, 4, 0]]},
    }
    return good | other.get(name, {})

Service(float(sys.argv[-2]), 0).serve(answer)
"""


def test_trouble_costs_only_its_own_page(tmp_path):
    script = tmp_path / "trouble.py"
    script.write_text(TROUBLE)
    renderer = PageRenderer(3, 600, (sys.executable, str(script)))
    expected = {
        "hang": "longer than 3 seconds",
        "crash": "crash",
        "eat": "memory",
        **dict.fromkeys(("markup", "kind", "wide", "glyphs", "floats"), "no sensible result"),
    }
    for name, words in expected.items():
        with pytest.raises(ExtractionError, match=words):
            renderer.render(tmp_path / name, "", 1)
        assert renderer.render(tmp_path / "fine", "", 1).picture == "aGVsbG8="
    renderer.close()
    with pytest.raises(ExtractionError, match="cannot start"):
        renderer.render(tmp_path / "fine2", "", 1)
