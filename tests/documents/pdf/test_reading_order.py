"""Text stands in the order in which it is seen, whatever the order in which a PDF draws it."""

import hashlib
import re
from itertools import permutations
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from assistant.documents.page_images.boxes import text_boxes
from assistant.documents.page_images.renderer import PageRenderer
from assistant.documents.pdf.parser import parse

PARAGRAPHS = {
    "Frostbite": [
        "Warm the limb slowly in lukewarm water and do not",
        "rub it. Blisters are covered with dry cloth.",
    ],
    "Sprain": [
        "Cool the joint with cold water or snow in a cloth and",
        "keep it raised. A firm bandage gives support.",
    ],
    "Altitude sickness": [
        "Rest and drink. If it does not get better within a",
        "few hours, descend by five hundred metres.",
    ],
}


def draw(path, strings, size=11):
    """Make a page with strings at places, drawn in the order given."""
    page = canvas.Canvas(str(path))
    page.setFont("Helvetica", size)
    for x, y, words in strings:
        page.drawString(x, y, words)
    page.showPage()
    page.save()
    return path


def lines(path):
    return parse(path).text.split("\n")


def beside(wrapped=False):
    """Return headings in a narrow column and the lines of their paragraphs beside them."""
    headings, paragraphs = [], []
    for number, (heading, words) in enumerate(PARAGRAPHS.items()):
        top = 750 - 50 * number
        parts = heading.split() if wrapped else [heading]
        headings += [(60, top - 14 * line, part) for line, part in enumerate(parts)]
        paragraphs += [(190, top - 14 * line, part) for line, part in enumerate(words)]
    return headings, paragraphs


SIDE_BY_SIDE = [
    line for heading, words in PARAGRAPHS.items() for line in (f"{heading} {words[0]}", *words[1:])
]


def test_headings_beside_their_paragraphs_stay_with_them(tmp_path):
    headings, paragraphs = beside()
    title = (60, 790, "First aid on the mountain")
    by_row = sorted([*headings, *paragraphs], key=lambda each: (-each[1], each[0]))
    for name, strings in (("a", [*headings, *paragraphs]), ("b", [*paragraphs, *headings]), ("c", by_row)):
        assert lines(draw(tmp_path / f"{name}.pdf", [title, *strings])) == [title[2], *SIDE_BY_SIDE]


def test_a_heading_of_two_lines_beside_its_paragraph_is_one(tmp_path):
    headings, paragraphs = beside(wrapped=True)
    found = lines(draw(tmp_path / "a.pdf", [*headings, *paragraphs]))
    assert found == SIDE_BY_SIDE


def test_headings_that_are_drawn_late_stand_where_they_are_seen(tmp_path):
    strings = [
        (60, 730, "The harbour was built by fishermen from the islands."),
        (60, 716, "They brought stones across the bay."),
        (60, 680, "The wall was finished in the year of the flood."),
        (60, 694, "The wall"),
        (60, 744, "Origins"),
    ]
    seen = [words for _, _, words in sorted(strings, key=lambda each: -each[1])]
    assert lines(draw(tmp_path / "a.pdf", strings)) == seen


def test_any_order_of_drawing_gives_the_order_of_the_page(tmp_path):
    strings = [
        (60, 700 - 16 * n, f"{name} stone lies on the others.")
        for n, name in enumerate(["First", "Second", "Third", "Fourth"])
    ]
    for number, order in enumerate(permutations(strings)):
        assert lines(draw(tmp_path / f"{number}.pdf", order)) == [words for _, _, words in strings]


LEFT = [
    "The mill of Aldermoor was built in the year",
    "1604 by three brothers. It ground the corn of",
    "nine villages until a flood took its wheel",
    "away. The brothers never spoke again and",
    "the youngest of them moved to the river,",
]
RIGHT = [
    "where he opened a bakery. Bread from there",
    "was sold as far as Holland, and his sons built",
    "ovens of stone. In the end the town bought",
    "the ruin and made it a school for orphans of",
    "the war. It stands today with a new wheel.",
]


@pytest.mark.parametrize("by_row", [False, True])
def test_a_paper_in_two_columns(tmp_path, by_row):
    left = [(50, 700 - 13 * n, words) for n, words in enumerate(LEFT)]
    right = [(310, 700 - 13 * n, words) for n, words in enumerate(RIGHT)]
    body = [one for pair in zip(left, right, strict=True) for one in pair] if by_row else [*left, *right]
    strings = [
        (50, 40, "Proceedings of the Mill Society"),
        *body,
        (50, 750, "The mill of Aldermoor: a history of its brothers and its wheel"),
    ]
    found = lines(draw(tmp_path / "a.pdf", strings, size=10))
    assert found == [strings[-1][2], *LEFT, *RIGHT, strings[0][2]]


def test_contents_have_one_entry_a_line_with_its_page(tmp_path):
    titles = ["Foreword", "The building of the wall", "Winters in the harbour", "Sources"]
    numbers = ["3", "7", "41", "118"]
    left = [(60, 700 - 18 * n, f"{words} {'.' * (60 - len(words))}") for n, words in enumerate(titles)]
    right = [(500, 700 - 18 * n, words) for n, words in enumerate(numbers)]
    by_row = [one for pair in zip(left, right, strict=True) for one in pair]
    for number, strings in enumerate(([*left, *right], [*right, *left], by_row)):
        found = lines(draw(tmp_path / f"{number}.pdf", [(60, 740, "Contents"), *strings]))
        assert found[0] == "Contents"
        assert [line.split(" ")[0] for line in found[1:]] == [words.split()[0] for words in titles]
        assert [line.rsplit(" ", 1)[1] for line in found[1:]] == numbers


def test_labels_and_values_drawn_apart_are_on_one_line(tmp_path):
    labels = ["Invoice number:", "Customer number:", "Date:"]
    values = ["HK-21986", "55-1203", "15 March 2025"]
    left = [(60, 700 - 14 * n, words) for n, words in enumerate(labels)]
    right = [(200, 700 - 14 * n, words) for n, words in enumerate(values)]
    for number, strings in enumerate(([*left, *right], [*right, *left])):
        found = lines(draw(tmp_path / f"{number}.pdf", [(60, 750, "Halden Klimatechnik"), *strings]))
        assert found[1:] == [f"{label} {value}" for label, value in zip(labels, values, strict=True)]


def test_three_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path):
    words = [*LEFT, *RIGHT]
    columns = [
        [line.replace("brothers", name) for line in words] for name in ("brothers", "sisters", "cousins")
    ]
    strings = [
        (40 + 180 * number, 700 - 11 * row, columns[number][row])
        for row in range(len(words))
        for number in range(3)
    ]
    found = lines(draw(tmp_path / "a.pdf", strings, size=8))
    assert found == [line for column in columns for line in column]


def test_cells_of_a_header_in_several_lines_stay_as_they_are_drawn(tmp_path):
    header = [["December 31,", "2023"], ["December 31,", "2022"]]
    strings = [
        (300 + 100 * column, 700 - 12 * row, words)
        for column, cell in enumerate(header)
        for row, words in enumerate(cell)
    ]
    strings += [
        (x, 660 - 14 * row, words)
        for row in range(3)
        for x, words in ((60, f"Item {'ABC'[row]}"), (300, f"1,{row}25"), (400, f"9{row}0"))
    ]
    found = lines(draw(tmp_path / "a.pdf", strings))
    assert found == [
        "December 31,",
        "2023",
        "December 31,",
        "2022",
        *(f"Item {'ABC'[row]} 1,{row}25 9{row}0" for row in range(3)),
    ]


def test_footers_that_are_drawn_first_and_titles_that_are_drawn_last(tmp_path):
    body = [(60, 700 - 14 * row, words) for row, words in enumerate(LEFT)]
    strings = [(280, 40, "Page 5 of 15"), *body, (230, 780, "A centred title")]
    found = lines(draw(tmp_path / "a.pdf", strings))
    assert found == ["A centred title", *LEFT, "Page 5 of 15"]


def test_lines_drawn_across_each_other_keep_the_order_of_drawing(tmp_path):
    strings = [(60, 700 - 14 * row, words) for row, words in enumerate(LEFT)]
    strings += [(60, 705 - 14 * row, words) for row, words in enumerate(RIGHT)]
    assert lines(draw(tmp_path / "a.pdf", strings)) == [*LEFT, *RIGHT]


def test_marks_of_notes_that_are_drawn_late_do_not_divide_a_table(tmp_path):
    rows = [(60, 700 - 14 * row, f"Asset {'ABCD'[row]} 1,{row}00 2,{row}50") for row in range(4)]
    found = lines(draw(tmp_path / "a.pdf", [*rows, (180, 690, "(1)")]))
    assert found == [*(words for _, _, words in rows), "(1)"]


def test_cells_of_several_lines_are_not_mixed(tmp_path):
    cells = [["Total number", "of shares", "purchased"], ["Average price", "paid for", "one share"]]
    strings = [
        (60 + 200 * column, 700 - 12 * n, words)
        for column, cell in enumerate(cells)
        for n, words in enumerate(cell)
    ]
    assert lines(draw(tmp_path / "a.pdf", strings)) == [words for cell in cells for words in cell]


def test_a_reordered_page_is_marked_where_it_stands(tmp_path):
    headings, paragraphs = beside()
    path = draw(tmp_path / "a.pdf", [*headings, *paragraphs])
    text = parse(path).text
    renderer = PageRenderer(60, 2048)
    try:
        glyphs = renderer.render(path, hashlib.sha256(path.read_bytes()).hexdigest(), 1).glyphs
    finally:
        renderer.close()
    quote = "Sprain " + "\n".join(PARAGRAPHS["Sprain"])
    start = text.index(quote)
    boxes = text_boxes(glyphs, text, start, start + len(quote))
    assert len(boxes) == 3  # heading and first line are apart
    assert all(1 - 720 / 842 < (top + bottom) / 2 < 1 - 680 / 842 for _, top, _, bottom in boxes)


@pytest.fixture(scope="module")
def font():
    path = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None)
    if path is None:
        pytest.skip("needs the font DejaVu Sans")
    pdfmetrics.registerFont(TTFont("Deja", str(path)))
    return "Deja"


@pytest.mark.parametrize("letters", ["", "06440627"])
def test_arabic_letters_are_in_their_order(tmp_path, font, letters):
    """The sign for lam and alef is two letters; its character map may name it or the two."""
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.setFont(font, 14)
    page.drawString(60, 700, "\ufe8d\ufedf\ufeb4\ufefc\ufee1 \ufecb\ufee0\ufef4\ufedc\ufee2"[::-1])
    page.save()
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    for resource in writer.pages[0]["/Resources"]["/Font"].values():
        found = resource.get_object()
        if letters and "/ToUnicode" in found:
            table = found["/ToUnicode"].get_object().get_data().decode()
            changed = DecodedStreamObject()
            changed.set_data(re.sub("<FEFC>", f"<{letters}>", table, flags=re.IGNORECASE).encode())
            found[NameObject("/ToUnicode")] = writer._add_object(changed)
    writer.write(tmp_path / "b.pdf")
    assert parse(tmp_path / "b.pdf").text == "السلام عليكم"
