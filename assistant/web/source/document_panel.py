"""The panel of a document that was opened by its name: what is known of it, and its text part by part."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.types import DocumentInfo
from assistant.web.escape import Html, tag, visible
from assistant.web.languages import count, say
from assistant.web.source.document_facts import facts_html
from assistant.web.source.text import written_text
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
    info = next((each for each in library.documents() if each.path == path), None)
    try:
        body = _body(library, path, many, info)
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


def _body(library: Library, path: str, parts: int, info: DocumentInfo | None) -> Html:
    if info is not None and info.state == "failed":
        return tag("div", facts_html(library, info), class_="document-text", tabindex=0)
    document = library.open().document(path)
    text = document.text
    end = min(len(text), parts * CHARACTERS_PER_PART)
    if end < len(text):
        line = text.rfind("\n", end - CHARACTERS_PER_PART // 4, end)
        end = line if line > 0 else end
    _, end, written = written_text(document, (), 0, end)
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
        facts_html(library, info) if info is not None else None,
        tag("div", written, class_="text", dir="auto"),
        more if end < len(text) else None,
        class_="document-text",
        tabindex=0,
        role="region",
        aria_label=say("Text of the document"),
    )
