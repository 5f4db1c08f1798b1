"""The panel of a document that was opened from the table: its text with headings and pages, part by part."""

from __future__ import annotations

from itertools import pairwise

from assistant.errors import AssistantError
from assistant.web.citations.text import page_line
from assistant.web.escape import Html, join, tag, visible
from assistant.web.languages import count, say
from assistant.web.source.reflow import reflow
from assistant.web.state.library import Library

CHARACTERS_PER_PART = 24_000  # characters shown at first, and added each time


def document_panel_html(library: Library, path: object, parts: object = 1) -> Html:
    """Return the panel that shows a document.

    Args:
        library: Where it is.
        path: The document, as the browser sent it.
        parts: How many times `CHARACTERS_PER_PART` characters to show.

    Returns:
        The panel, with a message if the document cannot be shown; empty if `path` is not a string.
    """
    if not isinstance(path, str):
        return Html("")
    many = parts if isinstance(parts, int) and 1 <= parts <= 10_000 else 1
    try:
        body = _body(library, path, many)
    except AssistantError as error:
        body = tag("p", str(error), class_="problem", role="status")
    name = visible(path)
    close = tag("button", say("Close"), type="button", class_="close-document", data_close_document=True)
    return tag(
        "section",
        tag("header", tag("h2", tag("bdi", name)), close),
        body,
        class_="document-panel",
        role="dialog",
        aria_modal="true",
        aria_label=say("Text of {name}", name=name),
        data_parts=many,
    )


def _body(library: Library, path: str, parts: int) -> Html:
    index = library.open()
    text = index.document_text(path)
    end = min(len(text), parts * CHARACTERS_PER_PART)
    if end < len(text):
        line = text.rfind("\n", end - CHARACTERS_PER_PART // 4, end)
        end = line if line > 0 else end
    pages = index.document_pages(path)
    headings = [(h.start, h.end) for h in index.document_headings(path)]
    shown = reflow(text)
    begins = {page.start: page for page in pages if page.start < end} if len(pages) > 1 else {}
    cuts = sorted({0, end, *begins, *(offset for both in headings for offset in both if 0 < offset < end)})
    heads = {start for start, _ in headings}
    pieces: list[Html] = []
    for start, stop in pairwise(cuts):
        if start in begins:
            pieces.append(tag("div", tag("bdi", page_line(begins[start])), class_="page"))
        piece = shown[start:stop]
        pieces.append(tag("span", piece, class_="heading") if start in heads else join(piece))
    more = tag(
        "button",
        f"{say('Show more')} ({count(len(text) - end, 'character')})",
        type="button",
        class_="more",
        data_read_more=path,
        data_parts=parts + 1,
    )
    return tag(
        "div",
        tag("div", *pieces, class_="text", dir="auto"),
        more if end < len(text) else None,
        class_="document-text",
        tabindex=0,
        role="region",
        aria_label=say("Text of the document"),
    )
