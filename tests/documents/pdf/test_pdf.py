"""PDF files: what is read from real ones made here, and what is said about hostile ones."""

import io
import random
from itertools import pairwise

import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from reportlab.pdfgen import canvas

from assistant.documents.pdf.parser import parse
from assistant.errors import ExtractionError

PROSE = (
    "The harbour of the old town was built by fishermen who came from the islands in the north. "
    "They brought stones across the bay in flat boats, and every family laid a part of the wall. "
)


def draw(path, pages, title=""):
    """Make a PDF with the given lines on each page, at the top of the page."""
    page_canvas = canvas.Canvas(str(path))
    page_canvas.setTitle(title)
    for lines in pages:
        for number, line in enumerate(lines):
            page_canvas.drawString(60, 780 - 14 * number, line)
        page_canvas.showPage()
    page_canvas.save()
    return path


def check(extraction):
    """Check what holds for every extraction, and return the texts of its pages."""
    text = extraction.text
    assert [page.number for page in extraction.pages] == list(range(1, len(extraction.pages) + 1))
    assert all(0 <= page.start <= page.end <= len(text) for page in extraction.pages)
    for before, after in pairwise(extraction.pages):
        assert text[before.end : after.start] == "\n\n"
    assert all(0 <= heading.start < heading.end <= len(text) for heading in extraction.headings)
    assert all(a.end <= b.start for a, b in pairwise(extraction.headings))
    assert extraction.line_breaks == "wrapped"
    text.encode()
    return [text[page.start : page.end] for page in extraction.pages]


def reason(path):
    with pytest.raises(ExtractionError) as caught:
        parse(path)
    message = str(caught.value)
    assert message.endswith(".")
    assert path.name not in message
    return message


def test_pages_hold_their_text_and_an_empty_page_is_an_empty_range(tmp_path):
    path = draw(tmp_path / "a.pdf", [["First page."], [], ["Third page."]])
    assert check(parse(path)) == ["First page.", "", "Third page."]


def test_blank_pages_without_pictures_are_no_reason_to_warn(tmp_path):
    assert parse(draw(tmp_path / "a.pdf", [["First page."], []])).warnings == ()


# Letters at random would be taken for those of a wrong character map.
SYLLABLES = ["ba", "ti", "nor", "lan", "sé", "wä", "mi", "der", "ing", "rü", "con", "el", "ation", "que"]
WORD = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(WORD, max_size=60), min_size=1, max_size=3).filter(any))
def test_words_come_back_in_order(tmp_path, pages):
    document = FPDF()
    document.set_font("Helvetica", size=11)
    for words in pages:
        document.add_page()
        document.multi_cell(0, 6, " ".join(words), align="L")
    path = tmp_path / "words.pdf"
    path.write_bytes(document.output())
    texts = check(parse(path))
    assert [text.split() for text in texts] == pages


def test_justified_text_has_single_spaces_and_whole_words(tmp_path):
    document = FPDF()
    document.add_page()
    document.set_font("Times", size=11)
    document.multi_cell(0, 5, PROSE * 5, align="J")
    path = tmp_path / "a.pdf"
    path.write_bytes(document.output())
    text = parse(path).text
    assert text.split() == (PROSE * 5).split()
    assert "  " not in text


def test_rows_of_a_table_stay_on_one_line(tmp_path):
    path = tmp_path / "a.pdf"
    page_canvas = canvas.Canvas(str(path))
    page_canvas.drawString(60, 780, "Sales of the year by region, in millions.")
    rows = [("North", "1,204", "1,377"), ("South", "982", "1,015"), ("West", "77", "81")]
    for number, row in enumerate(rows):
        for column in range(3):
            page_canvas.drawString(60 + 150 * column, 740 - 14 * number, row[column])
    page_canvas.save()
    lines = parse(path).text.split("\n")
    assert [line.split() for line in lines[-3:]] == [list(row) for row in rows]


def test_columns_of_prose_are_read_one_after_the_other(tmp_path):
    path = tmp_path / "a.pdf"
    words = (PROSE * 12).split()
    columns = [[" ".join(words[i : i + 6]) for i in range(start, start + 150, 6)] for start in (0, 150)]
    page_canvas = canvas.Canvas(str(path))
    page_canvas.setFont("Helvetica", 9)
    for left, lines in zip((40, 320), columns, strict=True):
        for number, line in enumerate(lines):
            page_canvas.drawString(left, 780 - 12 * number, line)
    page_canvas.save()
    assert parse(path).text.split() == words[:300]


def test_text_turned_on_its_side_is_read(tmp_path):
    path = tmp_path / "a.pdf"
    page_canvas = canvas.Canvas(str(path))
    page_canvas.rotate(90)
    page_canvas.drawString(100, -200, "Turned on its side.")
    page_canvas.save()
    assert "Turned on its side." in parse(path).text


def test_text_inside_a_form_is_read(tmp_path):
    path = tmp_path / "a.pdf"
    page_canvas = canvas.Canvas(str(path))
    page_canvas.beginForm("stamp")
    page_canvas.drawString(60, 700, "Written inside a form.")
    page_canvas.endForm()
    page_canvas.drawString(60, 780, "Outside.")
    page_canvas.doForm("stamp")
    page_canvas.save()
    text = parse(path).text
    assert "Written inside a form." in text
    assert "Outside." in text


def test_words_divided_at_line_ends_are_joined(tmp_path):
    lines = ["They agreed on closer coopera-", "tion in all matters of the North-", "South line."]
    path = draw(tmp_path / "a.pdf", [lines])
    assert parse(path).text == ("They agreed on closer cooperation\nin all matters of the North-South\nline.")


def test_compounds_known_from_elsewhere_keep_their_hyphen(tmp_path):
    lines = ["A long-term plan needs a long-", "term view and a state-of-the-", "art method."]
    text = parse(draw(tmp_path / "a.pdf", [lines])).text
    assert text == "A long-term plan needs a long-term\nview and a state-of-the-art\nmethod."


def test_running_lines_are_removed_and_the_rest_stays(tmp_path):
    pages = [
        ["Annual Report 2023", f"Chapter {name} says this.", f"{name} again.", f"Page {number} of 6"]
        for number, name in enumerate(["One", "Two", "Three", "Four", "Five", "Six"], 1)
    ]
    texts = check(parse(draw(tmp_path / "a.pdf", pages)))
    assert texts[0] == "Chapter One says this.\nOne again."
    assert not any("Annual" in text or "Page" in text for text in texts)


def test_lines_are_no_running_lines_in_short_documents(tmp_path):
    texts = check(parse(draw(tmp_path / "a.pdf", [["Same line", f"Text {n}."] for n in range(3)])))
    assert texts == [f"Same line\nText {n}." for n in range(3)]


def test_sentences_that_differ_in_a_number_are_no_running_lines(tmp_path):
    pages = [[f"House number {n} has {n + 3} windows."] for n in range(1, 9)]
    assert check(parse(draw(tmp_path / "a.pdf", pages))) == [page[0] for page in pages]


def test_a_page_of_nothing_but_a_repeated_line_keeps_it(tmp_path):
    words = ["Apples.", "Pears.", "Plums.", "Cherries."]
    pages = [page for word in words for page in (["Draft"], ["Draft", word])]
    texts = check(parse(draw(tmp_path / "a.pdf", pages)))
    assert texts == [text for word in words for text in ("Draft", word)]


@pytest.mark.parametrize(
    ("given_title", "title"),
    [
        ("A History of the Harbour", "A History of the Harbour"),
        ("Constitution", "Constitution"),
        ("Microsoft Word - report.doc", ""),
        ("final report.docx", ""),
        ("untitled", ""),
        ("0001018724-18-000005", ""),
        ("report_v2", ""),
        ("", ""),
    ],
)
def test_only_a_real_title_is_taken(tmp_path, given_title, title):
    assert parse(draw(tmp_path / "a.pdf", [["Words."]], given_title)).title == title


def test_printed_page_labels_are_told_where_they_differ(tmp_path):
    writer = PdfWriter(clone_from=draw(tmp_path / "a.pdf", [[f"Page text {n}."] for n in range(4)]))
    writer.set_page_label(0, 1, style="/r")
    writer.set_page_label(2, 3, style="/D", start=3)
    writer.write(tmp_path / "b.pdf")
    assert [page.label for page in parse(tmp_path / "b.pdf").pages] == ["i", "ii", "", ""]


def test_bookmarks_give_headings_where_their_words_stand_as_a_line(tmp_path):
    document = FPDF()
    document.set_font("Helvetica", size=11)
    for number, name in enumerate(["Origins of the Port", "The Long Wall"], 1):
        document.add_page()
        document.start_section(name, level=number - 1)
        document.cell(0, 10, f"{number}. {name}", new_x="LMARGIN", new_y="NEXT")
        document.multi_cell(0, 6, f"It was {name} that mattered. Not here is in no line.")
    document.start_section("Not here")
    path = tmp_path / "a.pdf"
    path.write_bytes(document.output())
    extraction = parse(path)
    check(extraction)
    found = [(extraction.text[h.start : h.end], h.level) for h in extraction.headings]
    assert found == [("1. Origins of the Port", 1), ("2. The Long Wall", 2)]


def scan(text=()):
    """Make a PDF of one page with a picture and perhaps another one with text."""
    document = FPDF()
    document.set_font("Helvetica", size=11)
    document.add_page()
    document.image(Image.new("RGB", (40, 40), "red"), 20, 20)
    for words in text:
        document.add_page()
        document.cell(0, 10, words)
    return bytes(document.output())


def test_a_scan_without_text_is_no_success(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(scan())
    assert "scanned" in reason(path)
    assert "ocr" in reason(path)


def test_scanned_pages_among_others_are_counted(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(scan(["Some words.", "More words."]))
    extraction = parse(path)
    assert extraction.warnings == ("1 of 3 pages have no text (scanned?) and were left out.",)
    assert check(extraction) == ["", "Some words.", "More words."]


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_password_is_asked_for_only_where_one_is_needed(tmp_path, algorithm):
    source = draw(tmp_path / "a.pdf", [["Open words."]])
    for name, user in (("owner.pdf", ""), ("user.pdf", "secret")):
        writer = PdfWriter(clone_from=source)
        writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
        writer.write(tmp_path / name)
    assert parse(tmp_path / "owner.pdf").text == "Open words."
    assert "password" in reason(tmp_path / "user.pdf")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"Just words.\n" * 200, "not a PDF"), (b"%PDF-1.7\nnothing else", "damaged")],
)
def test_what_is_no_pdf_is_refused(tmp_path, content, says):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    assert says in reason(path)


def survives(path, data):
    """Read damaged bytes: either there is some text, or a reason why not."""
    path.write_bytes(data)
    try:
        check(parse(path))
    except ExtractionError:
        return


def test_truncated_files_give_text_or_a_reason(tmp_path):
    whole = draw(tmp_path / "a.pdf", [[PROSE[:90], f"Page {n}."] for n in range(5)]).read_bytes()
    for tenths in range(1, 10):
        survives(tmp_path / "b.pdf", whole[: len(whole) * tenths // 10])


def test_files_with_random_damage_give_text_or_a_reason(tmp_path):
    whole = draw(tmp_path / "a.pdf", [[PROSE[:90], f"Page {n}."] for n in range(3)], "A Title").read_bytes()
    chance = random.Random(7)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 5, 40])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        survives(tmp_path / "b.pdf", bytes(data))


def test_one_damaged_page_costs_only_itself(tmp_path):
    path = draw(tmp_path / "a.pdf", [["First words."], ["Second words."]])
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(path.read_bytes())))
    contents = writer.pages[1]["/Contents"].get_object()
    contents.pop("/Filter", None)
    contents[NameObject("/Filter")] = NameObject("/Nonsense")
    writer.write(path)
    extraction = parse(path)
    assert check(extraction) == ["First words.", ""]
    assert extraction.warnings == ("1 of 2 pages are damaged and could not be read.",)


def test_irregular_files_that_one_library_reads_are_not_damaged(tmp_path):
    path = draw(tmp_path / "a.pdf", [["The ferry leaves at seven."], ["It returns at nine."]])
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"startxref") + 5])
    extraction = parse(path)
    assert extraction.text == "The ferry leaves at seven.\n\nIt returns at nine."
    assert [page.number for page in extraction.pages] == [1, 2]
