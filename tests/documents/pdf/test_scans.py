"""Scanned pages: the order and place of recognised lines, and real recognition where it is there."""

import io
import sys
from pathlib import Path

import pypdfium2
import pytest
from difficult.pdfs import drawn, scanned
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assistant import build_index, load_settings, open_index
from assistant.documents import ExtractionPool
from assistant.documents.pdf.cleaning import clean_pages
from assistant.documents.pdf.ocr import PageOcr, ScannedLine, is_installed
from assistant.documents.pdf.parser import parse
from assistant.documents.pdf.scan_layout import page_text, reading_order
from assistant.documents.pdf.scans import place_lines
from assistant.errors import ExtractionError
from assistant.index.build.build import plan_build
from assistant.index.build.corpus_file import CorpusFile
from assistant.index.build.plan import make_recipes

needs_ocr = pytest.mark.skipif(not is_installed(), reason="the extra 'ocr' is not installed")
MILL = [
    "The old mill at Harrow Bridge was built in 1902 by the miller",
    "Thomas Ashdown. It burned down in the dry summer of 1911 and was",
    "never rebuilt. L'été, à Besançon, cela coûta trente-sept livres.",
]


def piece(text, left, top, right):
    box = (left, top, right, top + 0.02)
    return ScannedLine(text, box, box)


def lines_of(pieces):
    return page_text(reading_order(pieces)).split("\n")


def test_columns_are_read_one_after_the_other_below_their_title():
    title = piece("A title across both columns", 0.1, 0.05, 0.9)
    left = [piece(f"left {n}", 0.1, 0.1 + 0.03 * n, 0.45) for n in range(6)]
    right = [piece(f"right {n}", 0.55, 0.1 + 0.03 * n, 0.9) for n in range(6)]
    foot = piece("A footer across both columns", 0.1, 0.3, 0.9)
    mixed = [one for pair in zip(right, left, strict=True) for one in pair]
    found = [line for line in lines_of([foot, *mixed, title]) if line]
    assert found == [title.text, *(p.text for p in left), *(p.text for p in right), foot.text]


def test_rows_of_a_table_stay_together():
    rows = [("North", "1,204", "1,377"), ("South", "982", "1,015"), ("West", "77", "81"), ("East", "5", "6")]
    pieces = [
        piece(cell, 0.1 + 0.3 * column, 0.1 + 0.03 * row + 0.002 * column, 0.2 + 0.3 * column)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    assert lines_of(pieces) == ["   ".join(row) for row in rows]


def test_a_wide_gap_begins_a_paragraph():
    pieces = [piece(f"{n}.", 0.1, top, 0.5) for n, top in (("One", 0.1), ("Two", 0.13), ("Three", 0.2))]
    assert lines_of(pieces) == ["One.", "Two.", "", "Three."]


SHARE = st.floats(0, 1)


@given(st.lists(st.tuples(SHARE, SHARE, SHARE, SHARE), max_size=40))
def test_no_piece_is_lost_or_said_twice(boxes):
    pieces = [
        ScannedLine(str(n), (min(a, c), min(b, d), max(a, c), max(b, d)), (0, 0, 0, 0))
        for n, (a, b, c, d) in enumerate(boxes)
    ]
    found = [each.text for row in reading_order(pieces) for each in row]
    assert sorted(found, key=int) == [each.text for each in pieces]


WORDS = st.lists(
    st.sampled_from(["coopera-", "tion", "a", "long-", "term", "1,204", "end.", "·"]), min_size=1, max_size=6
)


@given(st.lists(WORDS.map(" ".join), max_size=12))
def test_lines_are_found_again_in_the_cleaned_text(lines):
    [text] = clean_pages(["\n".join(lines)])
    pieces = [piece(line, 0.1, 0.02 * n, 0.9) for n, line in enumerate(lines)]
    whole = "before " + text
    placed = list(place_lines(text, len("before "), pieces))
    assert [letters(whole[line.start : line.end]) for line in placed] == [
        letters(line) for line in lines if letters(line)
    ]
    assert [line.box[1] for line in placed] == [0.02 * n for n, line in enumerate(lines) if letters(line)]


def letters(text):
    return "".join(char for char in text if not char.isspace() and char != "-")


def test_a_running_line_that_was_dropped_has_no_place():
    pieces = [piece(text, 0.1, 0.1 * n, 0.9) for n, text in enumerate(["Annual Report", "One.", "Two."])]
    assert [line.box[1] for line in place_lines("One.\nTwo.", 0, pieces)] == [0.1, 0.2]


# A child that needs time for three pages and then hangs on a fourth, or says that it has endless pages.
SLOW = """
import struct, sys, time, json
def say(message):
    reply = json.dumps(message).encode()
    sys.stdout.buffer.write(struct.pack('>I', len(reply)) + reply)
    sys.stdout.buffer.flush()
while head := sys.stdin.buffer.read(4):
    name = sys.stdin.buffer.read(struct.unpack('>I', head)[0]).decode()
    pages = 10**9 if "endless" in name else 4
    for page in range(1, pages):
        say({"scanned_page": page})
    if "hang" in name:
        time.sleep(600)
    say({"scanned_page": 0})
    say({"error": "Done."})
"""


@pytest.fixture
def slow(tmp_path):
    (tmp_path / "slow.py").write_text(SLOW)
    return (sys.executable, str(tmp_path / "slow.py"))


def reasons(slow, names, page_seconds):
    with ExtractionPool(1, 600, 0, command=slow, page_seconds=page_seconds) as pool:
        return {
            name: str(outcome) for name, outcome in pool.extract_many((name, Path(name)) for name in names)
        }


def test_the_page_that_takes_too_long_is_named(slow):
    found = reasons(slow, ["hang.pdf", "quick.pdf"], page_seconds=3)
    assert found["hang.pdf"] == "Text recognition took longer than 3 seconds on page 3 (setting ocr_seconds)."
    assert found["quick.pdf"] == "Done."


def test_a_child_cannot_ask_for_time_forever(slow):
    assert "crash" in reasons(slow, ["endless.pdf"], page_seconds=600)["endless.pdf"]


def test_only_what_scans_are_made_of_is_read_again_when_recognition_comes():
    settings = load_settings({"ocr": "off"}, environment={})
    off = make_recipes(settings, "model")
    on = type(off)(off.by_kind, off.limits, reads_scans=True)
    pdf, text = (CorpusFile("x", Path("x"), kind=kind) for kind in ("pdf", "text"))
    whole, lacking = off.of(pdf), off.of(pdf, unread_scans=True)
    assert off.acceptable(pdf) == (whole, lacking)
    assert on.acceptable(pdf) == (whole,)
    assert (off.is_current(lacking), on.is_current(lacking), on.is_current(whole)) == (True, False, True)
    assert off.of_failure(pdf) != on.of_failure(pdf)
    assert off.of_failure(text) == on.of_failure(text)


def test_a_scan_says_how_it_can_be_read(tmp_path):
    (tmp_path / "a.pdf").write_bytes(scanned([MILL]))
    with pytest.raises(
        ExtractionError, match='ocr = "auto"' if is_installed() else "assistant-documents.ocr"
    ) as told:
        parse(tmp_path / "a.pdf")
    assert "scanned?" in str(told.value)


def printed(turns=0):
    """Return a picture of a page with real letters, turned by quarters against the clock."""
    with pypdfium2.PdfDocument(io.BytesIO(drawn([MILL]))) as document:
        picture = document[0].render(scale=150 / 72).to_pil().convert("L")
    return picture.rotate(90 * turns, expand=True)


def words(text):
    return " ".join(text.split())


@needs_ocr
def test_a_scan_is_read_with_its_accents_and_the_places_of_its_lines(tmp_path):
    (tmp_path / "a.pdf").write_bytes(scanned([printed()]))
    pages = []
    extraction = parse(tmp_path / "a.pdf", PageOcr(pages.append))
    assert words(extraction.text) == words(" ".join(MILL))
    assert (pages[0], pages[-1]) == (1, 0)
    [page] = extraction.pages
    assert [words(extraction.text[line.start : line.end]) for line in page.lines] == MILL
    for number, line in enumerate(page.lines):
        left, top, right, bottom = line.box
        assert left == pytest.approx(60 / 595, abs=0.01)
        assert 0.5 < right < 0.9
        # The baseline of the letters, from the top.
        assert top < (842 - 780 + 14 * number) / 842 < bottom


@needs_ocr
@pytest.mark.parametrize("turns", [1, 2])
def test_a_page_that_was_laid_wrong_on_the_glass_is_turned(tmp_path, turns):
    sheet = io.BytesIO()
    printed(turns).save(sheet, "PDF", resolution=150)
    (tmp_path / "a.pdf").write_bytes(sheet.getvalue())
    extraction = parse(tmp_path / "a.pdf", PageOcr())
    assert words(extraction.text) == words(" ".join(MILL))
    left, top, right, bottom = extraction.pages[0].lines[0].box
    baseline = (842 - 780) / 842  # from the top of the page as it was printed
    if turns == 1:  # its top lies at the left, its lines run upwards
        assert left < baseline < right < 0.1
        assert bottom - top > 0.4
    else:
        assert top < 1 - baseline < bottom
        assert right > 0.85


@needs_ocr
def test_a_stamp_across_a_scan_does_not_pass_for_its_text(tmp_path):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(scanned([printed()])))
    stamp = PdfReader(io.BytesIO(drawn([["Filed 3 May 2026"]], left=300))).pages[0]
    writer.pages[0].merge_page(stamp)
    writer.write(tmp_path / "a.pdf")
    extraction = parse(tmp_path / "a.pdf", PageOcr())
    assert words(extraction.text) == words("Filed 3 May 2026 " + " ".join(MILL))
    [page] = extraction.pages
    assert [words(extraction.text[line.start : line.end]) for line in page.lines] == MILL


@needs_ocr
def test_a_page_upside_down_with_many_lines_is_read_from_its_start(tmp_path):
    lines = [f"{line} {n}" for n in range(8) for line in ("In year", "The council met on day")]
    with pypdfium2.PdfDocument(io.BytesIO(drawn([lines]))) as document:
        sheet = document[0].render(scale=150 / 72).to_pil().convert("L").rotate(180)
    (tmp_path / "a.pdf").write_bytes(scanned([sheet]))
    text = parse(tmp_path / "a.pdf", PageOcr()).text
    assert words(text) == words(" ".join(lines))


@needs_ocr
def test_an_empty_scan_has_no_words(tmp_path):
    (tmp_path / "a.pdf").write_bytes(scanned([Image.new("L", (1240, 1754), 250)]))
    with pytest.raises(ExtractionError, match="found no words"):
        parse(tmp_path / "a.pdf", PageOcr())


@needs_ocr
def test_scans_are_read_once_recognition_is_turned_on(tmp_path):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "scan.pdf").write_bytes(scanned([printed()]))
    (corpus / "mixed.pdf").write_bytes(scanned([printed()], [["Typed words about a bridge."]]))
    (corpus / "typed.pdf").write_bytes(drawn([["Typed words alone."]]))
    without = build_index(corpus, index, ocr="off")
    assert [change.path for change in without.of_kind("failed")] == ["scan.pdf"]
    assert not build_index(corpus, index, ocr="off").changed
    settings = load_settings({"corpus": corpus, "index": index}, environment={})
    planned = {change.path: change.kind for change in plan_build(settings).changes}
    assert planned == {"mixed.pdf": "reindexed", "scan.pdf": "reindexed", "typed.pdf": "unchanged"}
    report = build_index(corpus, index)
    assert report.of_kind("failed") == ()
    with open_index(index) as opened:
        for path in ("scan.pdf", "mixed.pdf"):
            answer = opened.ask("Who built the old mill at Harrow Bridge?", documents=[path])
            assert "Thomas Ashdown" in answer.citations[0].quote
            assert opened.verify(answer.citations[0])
            assert "".join(MILL[0].split()) in "".join(
                "".join(opened.document_text(path)[line.start : line.end].split())
                for line in opened.document_pages(path)[0].lines
            )
    assert not build_index(corpus, index).changed
    # What was read stays when recognition is turned off again.
    assert not build_index(corpus, index, ocr="off").changed
