"""PDF documents in the source panel, in a browser: the page, its boxes, and taking a citation along."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas
from web_actions import ask, open_citation
from web_site import Site

Visit = Callable[..., Page]
QUESTION = "When was the windmill of Aldermoor painted?"
QUOTE = "The windmill of Aldermoor was painted red in 1655 by Hester Vane."
# Left edge and baseline of the first letter of the quote, in points from the lower left corner.
X, Y = 320, 420
FILLER = "The miller kept a careful book of every sack of grain he ground."
PROSE = "In the {} year the clerk noted rain, a market of geese, and one more letter from the sea."


def book() -> bytes:
    """Three pages; the second says the quote in its right column, the end of it reaches the third."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    page.setTitle("The book of the mill")
    page.drawString(60, 700, FILLER)
    page.showPage()
    page.setFont("Helvetica", 9)
    for number in range(14):
        page.drawString(40, Y + 30 - 20 * number, f"Sack {number} went to the baker of the lower town.")
    page.drawString(X, Y, "The windmill of Aldermoor was painted red in 1655")
    page.drawString(X, Y - 12, "by Hester Vane. The paint was made of rust and oil.")
    page.drawString(X, 60, "Her apprentice Tobias Quill afterwards carved the")
    page.showPage()
    page.setFont("Helvetica", 9)
    page.drawString(60, 780, "weathercock of the windmill out of an old oar.")
    page.showPage()
    page.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def mill(start: Callable[..., Site]) -> Site:
    prices = "Good,Price,Sold by\nFlour,four pence,Ann Moss\nBran,one penny,Jack Reed\n"
    notes = "\n\n".join(PROSE.format(number) for number in range(40))
    return start({"mill.pdf": book(), "prices.csv": prices, "notes.txt": notes})


def boxes(page: Page) -> Locator:
    return page.locator("#source .box.shown")


def shares(page: Page, box: Locator) -> tuple[float, float, float, float]:
    """Return where a box is on the picture: left, top, right, bottom in points of the page."""
    picture, at = page.locator("#source .sheet img").bounding_box(), box.bounding_box()
    assert picture is not None
    assert at is not None
    wide, high = A4[0] / picture["width"], A4[1] / picture["height"]
    left, top = (at["x"] - picture["x"]) * wide, (at["y"] - picture["y"]) * high
    return left, top, left + at["width"] * wide, top + at["height"] * high


def test_a_citation_shows_the_page_with_boxes_over_the_words(mill: Site, visit: Visit) -> None:
    page = visit(mill.url)
    open_citation(page, ask(page, QUESTION))
    expect(page.get_by_role("img", name="Page 2 of mill.pdf, as a picture")).to_be_visible()
    expect(boxes(page)).to_have_count(2)
    expect(boxes(page).first).to_be_in_viewport()
    expect(page.locator("#source .page-number")).to_have_text("Page 2 of 3")
    natural = page.locator("#source .sheet img").evaluate("image => image.naturalWidth / image.naturalHeight")
    assert abs(natural - A4[0] / A4[1]) < 0.01
    for box, baseline in ((boxes(page).nth(0), Y), (boxes(page).nth(1), Y - 12)):
        left, top, right, bottom = shares(page, box)
        assert abs(left - X) < 4
        assert top < A4[1] - baseline - 5 < A4[1] - baseline - 1 < bottom
        assert bottom - top < 18
        assert right < A4[0]
    # The second line is marked up to the end of the sentence and no further.
    assert shares(page, boxes(page).nth(1))[2] < X + 80
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    region = page.locator("#source .source-page")
    assert region.evaluate("box => box.scrollWidth > 1.4 * box.clientWidth")
    assert abs(shares(page, boxes(page).first)[0] - X) < 4
    page.get_by_role("button", name="Fit the width").click()
    assert region.evaluate("box => box.scrollWidth <= box.clientWidth + 1")


def test_a_page_opens_where_its_lines_can_be_read(mill: Site, visit: Visit) -> None:
    page = visit(mill.url)
    ask(page, QUESTION)  # nobody clicks: the panel opens by itself
    expect(boxes(page)).to_have_count(2)
    region = page.locator("#source .source-page")
    page.wait_for_function(  # type of 9 points is 12 pixels high, and its first line about in the middle
        """([width, points]) => {
          const [sheet, region, line] = ["#source .sheet", "#source .source-page", "#source .box.shown"]
            .map((each) => document.querySelector(each)?.getBoundingClientRect());
          const middle = (at) => at.top + at.height / 2;
          return (points * sheet.width) / width >= 12 && Math.abs(middle(line) - middle(region)) < 40;
        }""",
        arg=[A4[0], 9],
    )
    # The number stands in the gap between the columns, over neither.
    left, _, right, _ = shares(page, page.locator("#source .badge"))
    assert 40 + 200 < left < right < X
    page.get_by_role("button", name="Fit the width").click()
    ask(page, "Who carved the weathercock of the windmill?")
    expect(page.locator("#source .page-note")).to_contain_text("continues on page 3")
    assert region.evaluate("box => box.scrollWidth <= box.clientWidth + 1")  # the chosen zoom stays


def test_pages_turn_and_the_text_stays_at_hand(mill: Site, visit: Visit) -> None:
    page = visit(mill.url)
    open_citation(page, ask(page, QUESTION))
    turn = page.get_by_role("button", name="Previous page")
    turn.press("Enter")
    expect(page.get_by_role("img", name="Page 1 of mill.pdf, as a picture")).to_be_visible()
    expect(boxes(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Previous page")).to_be_disabled()
    page.get_by_role("button", name="The sentence is on page 2").click()
    expect(boxes(page)).to_have_count(2)
    page.get_by_role("button", name="Text", exact=True).click()
    mark = page.locator("#source mark.shown")
    expect(mark).to_have_text(QUOTE)
    expect(page.locator("#source .sheet")).to_have_count(0)
    expect(page.locator("#source")).to_contain_text("weathercock")
    page.get_by_role("button", name="Page", exact=True).click()
    expect(boxes(page)).to_have_count(2)


def test_a_sentence_over_two_pages_is_marked_on_both(mill: Site, visit: Visit) -> None:
    page = visit(mill.url)
    answer = ask(page, "Who carved the weathercock of the windmill?")
    expect(answer).to_contain_text("Tobias Quill")
    open_citation(page, answer)
    expect(page.locator("#source .page-number")).to_have_text("Page 2 of 3")
    assert abs(shares(page, boxes(page).last)[1] - (A4[1] - 60 - 9)) < 6
    page.get_by_role("button", name="The sentence continues on page 3").click()
    expect(page.locator("#source .page-number")).to_have_text("Page 3 of 3")
    expect(boxes(page)).to_have_count(1)
    assert abs(shares(page, boxes(page).last)[0] - 60) < 4


def test_a_file_that_changed_is_not_shown_as_a_page(start: Callable[..., Site], visit: Visit) -> None:
    own = start({"mill.pdf": book()})
    page = visit(own.url)
    answer = ask(page, QUESTION)
    (own.corpus / "mill.pdf").write_bytes(book().replace(b"Helvetica", b"Times-Rom"))
    open_citation(page, answer)
    expect(page.locator("#source .page-note")).to_contain_text("The file has changed since it was indexed")
    expect(page.locator("#source mark.shown")).to_have_text(QUOTE)


def test_a_number_shows_its_sentence_to_pointer_and_keyboard(mill: Site, visit: Visit) -> None:
    page = visit(mill.url)
    number = ask(page, QUESTION).locator("a.cite").first
    tip = page.get_by_role("tooltip")
    expect(tip).to_have_count(0)
    number.hover()
    expect(tip).to_contain_text(QUOTE)
    expect(tip).to_contain_text("mill.pdf, page 2")
    page.mouse.move(5, 5)
    expect(tip).to_have_count(0)
    page.keyboard.press("Tab")
    number.focus()
    expect(tip).to_contain_text(QUOTE)
    expect(number).to_have_accessible_description(re.compile(re.escape(QUOTE)))
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)


def test_arrow_keys_walk_through_the_citations(mill: Site, visit: Visit) -> None:
    page = visit(mill.url)
    source = open_citation(page, ask(page, "What documents do you have?"))
    which = source.locator(".which")
    expect(which).to_have_text("Citation 1 of 3")
    source.locator('[data-role="region"]').focus()
    for key, number in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(which).to_have_text(f"Citation {number} of 3")
        expect(source.locator('[data-role="region"]')).to_be_focused()


def test_a_table_is_shown_as_one_with_its_mark(mill: Site, visit: Visit) -> None:
    page = visit(mill.url)
    open_citation(page, ask(page, "Who sold the bran?"))
    expect(page.locator("#source th")).to_have_text(["Good", "Price", "Sold by"])
    expect(page.locator("#source td")).to_have_text(
        ["Flour", "four pence", "Ann Moss", "Bran", "one penny", "Jack Reed"]
    )
    expect(page.locator("#source mark.shown")).to_have_text(["Bran", "one penny", "Jack Reed"])


def test_a_citation_is_copied_and_its_link_opens_it_again(mill: Site, visit: Visit) -> None:
    page = visit(mill.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_citation(page, ask(page, QUESTION))
    page.get_by_role("button", name="Copy with citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"“{QUOTE}” (mill.pdf, page 2)"
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#source [data-link]")).to_have_text("Copied")
    assert "?conversation=" in page.url
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{mill.url}/#source=mill.pdf&range=")
    other = visit(link)
    expect(boxes(other)).to_have_count(2)
    expect(other.locator("#source .which")).to_have_text("Opened by a link")
    assert abs(shares(other, boxes(other).first)[0] - X) < 4
    start, end = map(int, re.findall(r"range=(\d+)-(\d+)", link)[0])
    other.goto(link.replace(f"range={start}-{end}", f"range={start + 1}-{end}"))
    expect(other.locator("#source .problem")).to_contain_text("has changed since the link was made")
    other.goto(link.replace("mill.pdf", "..%2F..%2Fetc%2Fpasswd"))
    expect(other.locator("#source .problem")).to_contain_text("not here")
