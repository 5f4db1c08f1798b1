"""Slides: what is read from real ones made here, and what is said about hostile ones."""

import random
import zipfile
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Cm

from assistant.documents.formats.slides.parser import parse
from assistant.errors import ExtractionError

TITLE_ONLY, BLANK = 5, 6


@pytest.fixture
def presentation():
    return Presentation()


def add_slide(presentation, title=""):
    slide = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY if title else BLANK])
    if title:
        slide.shapes.title.text = title
    return slide


def add_text(shapes, text, left=1, top=5):
    shapes.add_textbox(Cm(left), Cm(top), Cm(5), Cm(1)).text_frame.text = text


def read(presentation, tmp_path):
    """Save slides, read them, and check what holds for every extraction."""
    path = tmp_path / "a.pptx"
    presentation.save(str(path))
    return checked(parse(path))


def checked(extraction):
    text = extraction.text
    assert [page.label for page in extraction.pages] == [f"slide {page.number}" for page in extraction.pages]
    for before, after in pairwise(extraction.pages):
        assert text[before.end : after.start] == "\n\n"
    assert extraction.pages[0].start == 0
    assert extraction.pages[-1].end == len(text)
    assert all(0 <= heading.start < heading.end <= len(text) for heading in extraction.headings)
    assert all(a.end <= b.start for a, b in pairwise(extraction.headings))
    assert extraction.line_breaks == "hard"
    text.encode()
    return extraction


def page_texts(extraction):
    return [extraction.text[page.start : page.end] for page in extraction.pages]


def reason(path):
    with pytest.raises(ExtractionError) as caught:
        parse(path)
    message = str(caught.value)
    assert message.endswith(".")
    assert path.name not in message
    return message


def test_titles_come_first_and_are_headings(presentation, tmp_path):
    for name in ("Origins", "The Wall"):
        add_text(add_slide(presentation, name).shapes, f"About {name}.", top=0)
    extraction = read(presentation, tmp_path)
    assert page_texts(extraction) == ["Origins\n\nAbout Origins.", "The Wall\n\nAbout The Wall."]
    assert [extraction.text[h.start : h.end] for h in extraction.headings] == ["Origins", "The Wall"]


def test_text_is_read_from_top_to_bottom_and_left_to_right(presentation, tmp_path):
    shapes = add_slide(presentation).shapes
    for words, left, top in (("fourth", 1, 9), ("second", 9, 2), ("first", 1, 2), ("third", 1, 5)):
        add_text(shapes, words, left, top)
    assert read(presentation, tmp_path).text.split() == ["first", "second", "third", "fourth"]


def test_paragraphs_of_a_text_frame_follow_each_other(presentation, tmp_path):
    add_text(add_slide(presentation).shapes, "one\ntwo")
    assert read(presentation, tmp_path).text == "one\ntwo"


def test_grouped_shapes_are_read(presentation, tmp_path):
    shapes = add_slide(presentation).shapes
    group = shapes.add_group_shape()
    add_text(group.shapes, "in a group")
    add_text(group.shapes.add_group_shape().shapes, "deeper", top=8)
    assert read(presentation, tmp_path).text == "in a group\n\ndeeper"


def test_tables_are_rows_and_merged_cells_are_told_once(presentation, tmp_path):
    table = add_slide(presentation).shapes.add_table(2, 2, Cm(1), Cm(5), Cm(9), Cm(3)).table
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 0).text = "across"
    table.cell(1, 0).text, table.cell(1, 1).text = "left", "right"
    assert read(presentation, tmp_path).text == "across\nleft | right"


def test_speaker_notes_come_last(presentation, tmp_path):
    slide = add_slide(presentation, "Origins")
    slide.notes_slide.notes_text_frame.text = "Speak slowly."
    assert read(presentation, tmp_path).text == "Origins\n\nNotes:\n\nSpeak slowly."


def test_a_slide_without_text_is_an_empty_page(presentation, tmp_path):
    add_slide(presentation, "First")
    add_slide(presentation)
    add_slide(presentation, "Third")
    assert page_texts(read(presentation, tmp_path)) == ["First", "", "Third"]


@pytest.mark.parametrize(
    ("given_title", "title"), [("On Harbours", "On Harbours"), ("PowerPoint Presentation", ""), ("", "")]
)
def test_only_a_real_title_is_taken(presentation, tmp_path, given_title, title):
    add_slide(presentation, "Origins")
    presentation.core_properties.title = given_title
    assert read(presentation, tmp_path).title == title


WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüßéèжд中", min_size=1, max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.lists(WORD, min_size=1, max_size=8), max_size=3), min_size=1, max_size=3).filter(any)
)
def test_words_come_back_in_order(tmp_path, slides):
    presentation = Presentation()
    for frames in slides:
        shapes = add_slide(presentation).shapes
        for number, words in enumerate(frames):
            add_text(shapes, " ".join(words), top=number)
    texts = page_texts(read(presentation, tmp_path))
    expected = [[word for words in frames for word in words] for frames in slides]
    assert [text.split() for text in texts] == expected


def test_slides_without_text_are_no_success(presentation, tmp_path):
    add_slide(presentation)
    path = tmp_path / "a.pptx"
    presentation.save(str(path))
    assert "no text" in reason(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"Just words.", "not what its suffix says"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_what_is_no_pptx_is_refused(tmp_path, content, says):
    path = tmp_path / "a.pptx"
    path.write_bytes(content)
    assert says in reason(path)


def test_an_archive_of_something_else_is_refused(tmp_path):
    path = tmp_path / "a.pptx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("words.txt", "Just words.")
    assert "cannot be read as slides" in reason(path)


def test_damage_gives_text_or_a_reason(presentation, tmp_path):
    add_slide(presentation, "Origins")
    path = tmp_path / "a.pptx"
    presentation.save(str(path))
    whole = path.read_bytes()
    chance = random.Random(7)
    damaged = [whole[: len(whole) * tenths // 10] for tenths in range(1, 10)]
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 5, 40])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        damaged.append(bytes(data))
    for data in damaged:
        path.write_bytes(data)
        with suppress(ExtractionError):
            checked(parse(path))
