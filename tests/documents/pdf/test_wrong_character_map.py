"""Pages whose letters are mapped to wrong ones are named, and read from their picture if possible."""

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.pdfgen import canvas

from assistant.documents.pdf.ocr import PageOcr, ScannedLine, is_installed
from assistant.documents.pdf.parser import parse
from assistant.errors import ExtractionError

FERRY = [
    "The ferry leaves the island in the morning and comes back late in",
    "the evening, when the shops have closed and the last fishermen have",
    "gone home. In winter it does not run on Sundays, and dogs must be",
    "kept on a lead at all times. Tickets are sold on board by the crew.",
]
PLAIN = "This page can be read."
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def with_wrong_map(path, pages, wrong):
    """Draw pages of which those with the numbers in `wrong` have a map that exchanges all letters."""
    page = canvas.Canvas(str(path))
    for number, lines in enumerate(pages):
        page.setFont("Times-Roman" if number in wrong else "Helvetica", 14)
        for row, words in enumerate(lines):
            page.drawString(60, 760 - 22 * row, words)
        page.showPage()
    page.save()
    mapped = [(char, LETTERS[(7 * number + 3) % 26]) for number, char in enumerate(LETTERS)]
    mapped += [(one.upper(), other.upper()) for one, other in mapped]
    entries = "\n".join(f"<{ord(one):02x}> <{ord(other):04x}>" for one, other in mapped)
    table = DecodedStreamObject()
    table.set_data(
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
        + f"{len(mapped)} beginbfchar\n{entries}\nendbfchar endcmap end".encode()
    )
    writer = PdfWriter(clone_from=PdfReader(path))
    reference = writer._add_object(table)
    for each in writer.pages:
        for font in each["/Resources"]["/Font"].values():
            if font.get_object()["/BaseFont"] == "/Times-Roman":
                font.get_object()[NameObject("/ToUnicode")] = reference
    writer.write(path)
    return path


class Recogniser(PageOcr):
    """A text recognition that sees the same lines on every page."""

    def __init__(self, lines):
        super().__init__()
        object.__setattr__(self, "seen", lines)

    def read(self, number, picture):
        boxes = [(0.1, 0.1 + 0.03 * row, 0.9, 0.12 + 0.03 * row) for row in range(len(self.seen))]
        return [ScannedLine(words, box, box) for words, box in zip(self.seen, boxes, strict=True)]


def test_a_page_with_a_wrong_map_is_left_out_and_named(tmp_path):
    extraction = parse(with_wrong_map(tmp_path / "a.pdf", [[PLAIN], FERRY, [PLAIN]], {1}))
    assert extraction.text == f"{PLAIN}\n\n\n\n{PLAIN}"
    assert extraction.warnings == (
        "The text of page 2 cannot be read: its letters have no meaning; left out.",
    )
    assert extraction.unread_scans == 1


def test_a_document_of_nothing_else_says_what_to_do(tmp_path):
    with pytest.raises(ExtractionError, match=r"its letters have no meaning .*index again"):
        parse(with_wrong_map(tmp_path / "a.pdf", [FERRY], {0}))


def test_recognised_text_stands_in_its_place(tmp_path):
    path = with_wrong_map(tmp_path / "a.pdf", [[PLAIN], FERRY], {1})
    extraction = parse(path, Recogniser(FERRY))
    assert extraction.text == f"{PLAIN}\n\n" + "\n".join(FERRY)
    assert "text recognition read the picture instead" in extraction.warnings[0]
    page = extraction.pages[1]
    assert [extraction.text[line.start : line.end] for line in page.lines] == FERRY


def test_text_that_the_picture_shows_as_well_stays(tmp_path):
    codes = ["wx qzt kpl vbn xqz wrt zxk pqv bnm tkl " * 2] * 4
    extraction = parse(with_wrong_map(tmp_path / "a.pdf", [codes], set()), Recogniser(codes))
    assert extraction.text.startswith("wx qzt kpl")
    assert extraction.warnings == ()


@pytest.mark.skipif(not is_installed(), reason="the extra 'ocr' is not installed")
def test_real_recognition_reads_the_picture(tmp_path):
    text = parse(with_wrong_map(tmp_path / "a.pdf", [FERRY], {0}), PageOcr()).text
    assert "ferry leaves the island in the morning" in text
    assert "Tickets are sold on board" in text
