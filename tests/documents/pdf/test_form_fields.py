"""Values of form fields and comments are in the text, once each, and are marked on the page."""

import hashlib
import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Highlight, Text
from pypdf.generic import ArrayObject, BooleanObject, NameObject, NumberObject, TextStringObject
from reportlab.pdfgen import canvas

from assistant.documents.page_images.boxes import text_boxes
from assistant.documents.page_images.renderer import PageRenderer
from assistant.documents.pdf.parser import parse

LABELS = [
    (60, 700, "Name of the applicant:"),
    (60, 670, "Town:"),
    (60, 640, "Language:"),
    (60, 610, "Newsletter wanted:"),
]


def form(path, appearance=True):
    """Make a form with fields of every kind; without appearances only the values are in the file."""
    page = canvas.Canvas(str(path))
    for x, y, words in LABELS:
        page.drawString(x, y, words)
    fields = page.acroForm
    fields.textfield(name="name", value="Ottilie Brenner", x=220, y=695, width=220, height=18)
    fields.textfield(name="town", value="Walldorf", x=220, y=665, width=220, height=18)
    fields.choice(
        name="language",
        value="it",
        options=[("Italian", "it"), ("Finnish", "fi")],
        x=220,
        y=635,
        width=120,
        height=18,
    )
    fields.checkbox(name="news", checked=True, x=220, y=606, size=14)
    page.drawString(100, 580, "Rider")
    page.drawString(180, 580, "Guest")
    fields.radio(name="kind", value="rider", selected=False, x=80, y=578, size=14)
    fields.radio(name="kind", value="guest", selected=True, x=160, y=578, size=14)
    page.drawString(60, 540, "The fee is paid by direct debit.")
    page.showPage()
    page.save()
    if not appearance:
        writer = PdfWriter(clone_from=PdfReader(path))
        for annotation in writer.pages[0]["/Annots"]:
            annotation.get_object().pop("/AP", None)
        writer.write(path)
    return path


@pytest.mark.parametrize("appearance", [True, False])
def test_values_stand_beside_their_labels_once(tmp_path, appearance):
    text = parse(form(tmp_path / "form.pdf", appearance)).text
    lines = text.split("\n")
    assert lines[:2] == ["Name of the applicant: Ottilie Brenner", "Town: Walldorf"]
    assert lines[2] == "Language: Italian"
    if appearance:
        assert lines[3] == "Newsletter wanted: yes"
        assert lines[4] == "[ ] Rider [x] Guest"
    assert lines[-1] == "The fee is paid by direct debit."
    assert text.count("Brenner") == text.count("Walldorf") == 1


def test_a_label_above_its_field_and_a_field_without_a_label(tmp_path):
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.drawString(60, 700, "First name")
    page.drawString(300, 700, "Last name")
    page.acroForm.textfield(name="first", value="Ada", x=60, y=678, width=200, height=18)
    page.acroForm.textfield(name="last", value="Lindqvist", x=300, y=678, width=200, height=18)
    page.acroForm.textfield(
        name="q7_code", tooltip="Booking code", value="K-77", x=60, y=500, width=90, height=18
    )
    page.drawString(60, 300, "Thank you.")
    page.save()
    lines = parse(tmp_path / "a.pdf").text.split("\n")
    assert lines == ["First name Ada Last name Lindqvist", "Booking code: K-77", "Thank you."]


def test_blanks_give_way_to_what_was_filled_in_and_empty_fields_say_nothing(tmp_path):
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.drawString(60, 700, "Weight: ____________ kg")
    page.drawString(60, 670, "Colour:")
    page.acroForm.textfield(name="weight", value="4,200", x=104, y=696, width=78, height=18)
    page.acroForm.textfield(name="colour", value="", x=220, y=665, width=220, height=18)
    page.save()
    assert parse(tmp_path / "a.pdf").text == "Weight: 4,200 kg\nColour:"


def test_a_value_that_is_printed_as_well_is_told_once(tmp_path):
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.drawString(60, 700, "Town:")
    page.drawString(222, 700, "Walldorf")
    page.acroForm.textfield(name="town", value="Walldorf", x=220, y=696, width=200, height=18)
    page.save()
    assert parse(tmp_path / "a.pdf").text == "Town: Walldorf"


def test_hidden_fields_are_counted_and_left_out(tmp_path):
    path = form(tmp_path / "a.pdf")
    writer = PdfWriter(clone_from=PdfReader(path))
    for annotation in writer.pages[0]["/Annots"]:
        if annotation.get_object().get("/T") == "town":
            annotation.get_object()[NameObject("/F")] = NumberObject(2)
    writer.write(path)
    extraction = parse(path)
    assert "Walldorf" not in extraction.text
    assert extraction.warnings == ("1 form field with a value that no page shows left out.",)


@pytest.mark.parametrize("rotation", [0, 90])
def test_the_boxes_of_a_value_are_those_of_its_field(tmp_path, rotation):
    path = form(tmp_path / "form.pdf")
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.pages[0].rotate(rotation)
    writer.write(path)
    text = parse(path).text
    renderer = PageRenderer(60, 2048)
    try:
        glyphs = renderer.render(path, hashlib.sha256(path.read_bytes()).hexdigest(), 1).glyphs
    finally:
        renderer.close()
    start = text.index("Ottilie Brenner")
    [box] = text_boxes(glyphs, text, start, start + len("Ottilie Brenner"))
    wide, high = 595.2756, 841.8898
    left, top, right, bottom = 220 / wide, 1 - 713 / high, 440 / wide, 1 - 695 / high
    expected = (left, top, right, bottom) if rotation == 0 else (1 - bottom, left, 1 - top, right)
    assert box == pytest.approx(expected, abs=0.01)
    start = text.index("The fee is paid")
    assert len(text_boxes(glyphs, text, start, len(text))) == 1


def test_comments_are_read_below_their_page(tmp_path):
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.drawString(60, 700, "The bridge is 40 metres long.")
    page.save()
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    note = Text(rect=(300, 690, 320, 710), text="Measured again: 42 metres.")
    note[NameObject("/T")] = TextStringObject("Ada")
    marked = Highlight(
        rect=(60, 695, 200, 712),
        quad_points=ArrayObject(map(NumberObject, (60, 712, 200, 712, 60, 695, 200, 695))),
    )
    marked[NameObject("/Contents")] = TextStringObject("Source?")
    typed = FreeText(rect=(60, 640, 300, 660), text="Approved in May")
    hidden = Text(rect=(300, 690, 320, 710), text="Not for the public")
    hidden[NameObject("/F")] = NumberObject(2)
    for annotation in (note, marked, typed, hidden):
        writer.add_annotation(0, annotation)
    writer.write(tmp_path / "b.pdf")
    assert parse(tmp_path / "b.pdf").text.split("\n") == [
        "The bridge is 40 metres long.",
        "Approved in May",
        "Comment by Ada: Measured again: 42 metres.",
        "Comment: Source?",
    ]


def test_attached_files_are_named(tmp_path):
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.drawString(60, 700, "See the attached figures.")
    page.save()
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    writer.add_attachment("budget.csv", b"a,b")
    writer.write(tmp_path / "b.pdf")
    assert parse(tmp_path / "b.pdf").warnings == ("1 attached file not read: budget.csv.",)


def test_fields_of_a_form_that_asks_for_new_appearances(tmp_path):
    path = form(tmp_path / "form.pdf", appearance=False)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(path.read_bytes())))
    writer.root_object["/AcroForm"].get_object()[NameObject("/NeedAppearances")] = BooleanObject(True)
    writer.write(path)
    assert "Name of the applicant: Ottilie Brenner\n" in parse(path).text
