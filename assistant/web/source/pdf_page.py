"""A page of a PDF in the source panel: an image, boxes around the marks, and page and zoom controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.documents.page_images.boxes import Box, scan_boxes, text_boxes
from assistant.documents.page_images.renderer import COORDINATE_SCALE, Glyph, RenderedPage
from assistant.types import DocumentText, Page
from assistant.web.citations.text import page_line
from assistant.web.escape import Html, join, tag, visible
from assistant.web.languages import say, translatable
from assistant.web.source.badges import badge_edges
from assistant.web.source.view import Mark, PanelView

_A_SCAN = translatable("This page is a scan: whole lines are marked, as text recognition found them.")
_NO_PLACES = translatable(
    "This page is a scan and it is not known where its words stand: nothing is marked on it."
)
_NOT_FOUND = translatable("The sentence was not found on the picture of this page; the text shows it.")


def page_to_show(document: DocumentText, mark: Mark, view: PanelView) -> Page:
    """Return the page that the visitor turned to, else the one on which the mark begins."""
    pages = document.pages
    if view.page is not None:
        return pages[max(1, min(view.page, len(pages))) - 1]
    return next((page for page in pages if page.end > mark.start), pages[-1])


def page_html(document: DocumentText, page: Page, drawn: RenderedPage, marks: Sequence[Mark]) -> Html:
    """Return the image of a page with boxes for its marks; `marks` begins with the shown one."""
    boxes = {mark: boxes_on(document, page, drawn.glyphs, mark) for mark in marks}
    notes = join(*_notes(document, page, drawn, marks[0], boxes[marks[0]]))
    name = say("{page} of {document}", page=page_line(page), document=visible(document.document))
    return join(
        tag("p", notes, class_="page-note", role="status") if notes else None,
        tag(
            "div",
            tag(
                "div",
                tag(
                    "img",
                    src=f"data:image/{drawn.kind};base64,{drawn.picture}",
                    alt=say("{name}, as a picture", name=name),
                    width=drawn.width,
                    height=drawn.height,
                ),
                *(box for mark in reversed(marks) for box in _boxes(mark, boxes[mark])),
                *_answer_boxes(document, page, drawn.glyphs, marks[0]),
                *_numbers(page, drawn.glyphs, boxes),
                class_="sheet",
            ),
            class_="source-text source-page",
            tabindex=0,
            role="region",
            data_role="region",
            aria_label=name,
        ),
    )


def boxes_on(document: DocumentText, page: Page, glyphs: Sequence[Glyph], mark: Mark) -> tuple[Box, ...]:
    """Return the boxes of the part of a mark that is on a page, in fractions of its width and height."""
    start, end = max(mark.start, page.start), min(mark.end, page.end)
    if start >= end:
        return ()
    if page.lines:
        return scan_boxes(page.lines, start, end)
    text = document.text[page.start : page.end]
    return text_boxes(glyphs, text, start - page.start, end - page.start)


def _answer_boxes(document: DocumentText, page: Page, glyphs: Sequence[Glyph], mark: Mark) -> Iterator[Html]:
    """Yield a frame around the short answer of a mark; none on a scan, where only whole lines are known."""
    if mark.answer is None or page.lines:
        return
    start, end = mark.answer
    for box in boxes_on(document, page, glyphs, replace(mark, start=start, end=end)):
        yield tag("span", class_="short-answer", style=_place(box), aria_hidden="true")


def _numbers(page: Page, glyphs: Sequence[Glyph], boxes: dict[Mark, tuple[Box, ...]]) -> Iterator[Html]:
    """Yield the number of each mark that begins on the page; a click on its box shows it."""
    letters = [line.box for line in page.lines] or [
        _box_of(glyph) for glyph in glyphs if not glyph.char.isspace()
    ]
    here = {mark: found[0] for mark, found in boxes.items() if found}
    for (mark, _), (right, top) in zip(here.items(), badge_edges(list(here.values()), letters), strict=True):
        yield tag(
            "span",
            str(mark.number),
            class_="badge",
            style=f"right:{1 - right:.3%};top:{top:.3%}",
            data_colour=mark.colour,
            aria_hidden="true",
        )


def _box_of(glyph: Glyph) -> Box:
    return (
        glyph.left / COORDINATE_SCALE,
        glyph.top / COORDINATE_SCALE,
        glyph.right / COORDINATE_SCALE,
        glyph.bottom / COORDINATE_SCALE,
    )


def _place(box: Box) -> str:
    left, top, right, bottom = box
    return f"left:{left:.3%};top:{top:.3%};width:{right - left:.3%};height:{bottom - top:.3%}"


def page_tools(document: DocumentText, page: Page) -> Html:
    """Return the controls that turn pages and zoom."""
    count = len(document.pages)
    return join(
        tag(
            "div",
            _turn("‹", "Previous page", say("Previous page"), page.number - 1, count),
            tag(
                "span", say("Page {number} of {count}", number=page.number, count=count), class_="page-number"
            ),
            _turn("›", "Next page", say("Next page"), page.number + 1, count),
            class_="tools",
            role="group",
            aria_label=say("Pages"),
        ),
        tag(
            "div",
            _zoom("−", say("Zoom out"), "out"),
            _zoom(say("Fit"), say("Fit the width"), "fit"),
            _zoom("+", say("Zoom in"), "in"),
            class_="tools",
            role="group",
            aria_label=say("Zoom"),
        ),
    )


def _turn(sign: str, role: str, label: str, number: int, count: int) -> Html:
    there = 1 <= number <= count
    return tag(
        "button",
        sign,
        type="button",
        aria_label=label,
        disabled=not there,
        data_turn=number if there else None,
        data_role=role,
    )


def _zoom(sign: str, label: str, way: str) -> Html:
    return tag("button", sign, type="button", aria_label=label, data_zoom=way)


def _boxes(mark: Mark, boxes: Sequence[Box]) -> Iterator[Html]:
    """Yield the boxes of a mark, which are buttons unless the mark is shown; the first one has its name."""
    for place, box in enumerate(boxes):
        first = place == 0
        leads = not mark.shown and mark.key is not None
        yield tag(
            "button" if leads else "span",
            class_="box shown" if mark.shown else "box",
            style=_place(box),
            type="button" if leads else None,
            data_colour=mark.colour,
            data_show=mark.key if leads else None,
            aria_label=say("Number {number}", number=mark.number) if leads and first else None,
            aria_hidden=None if leads and first else "true",
            tabindex=-1 if leads and not first else None,
        )


def _notes(
    document: DocumentText, page: Page, drawn: RenderedPage, mark: Mark, boxes: Sequence[Box]
) -> Iterator[Html]:
    others = [
        each
        for each in document.pages
        if each is not page and max(each.start, mark.start) < min(each.end, mark.end)
    ]
    here = max(page.start, mark.start) < min(page.end, mark.end)
    if here and page.lines:
        yield tag("span", say(_A_SCAN))
    elif here and not boxes:
        yield tag("span", say(_NOT_FOUND if drawn.glyphs else _NO_PLACES))
    for other in others[:2]:
        words = _whereabouts(here, other.number > page.number, other.number)
        yield tag("button", words, type="button", class_="to-page", data_turn=other.number)


def _whereabouts(here: bool, later: bool, page: int) -> str:
    if not here:
        return say("The sentence is on page {page}", page=page)
    if later:
        return say("The sentence continues on page {page}", page=page)
    return say("The sentence begins on page {page}", page=page)
