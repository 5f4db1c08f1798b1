"""What is known of a document: title, date, size, how it begins, and a button to ask about it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.documents import media_kind
from assistant.documents.page_images.headline import headline
from assistant.errors import AssistantError
from assistant.types import DocumentInfo
from assistant.web.escape import Html, tag, visible
from assistant.web.languages import grouped, say
from assistant.web.languages.quantities import size_in_words
from assistant.web.state.library import Library


def facts_html(library: Library, info: DocumentInfo) -> Html:
    """Return the facts of a document, each with its name; what is not known is left out."""
    facts = (
        part
        for name, value in _facts(library, info)
        if value
        for part in (tag("dt", name), tag("dd", tag("bdi", visible(value))))
    )
    warnings = [info.reason] if info.state == "failed" else list(info.warnings)
    begins = library.opening_lines([info.path]).get(info.path, "")
    ask = tag(
        "button", say("Ask about this document"), type="button", class_="ask-about", data_ask_about=info.path
    )
    return tag(
        "div",
        tag("dl", *facts),
        tag("ul", *(tag("li", tag("bdi", visible(each))) for each in warnings), class_="warnings")
        if warnings
        else None,
        tag("p", tag("bdi", visible(begins)), class_="begins", dir="auto") if begins else None,
        ask if info.state == "indexed" else None,
        class_="facts",
    )


def _facts(library: Library, info: DocumentInfo) -> Iterator[tuple[str, str]]:
    yield say("Title"), _title(library, info)
    yield say("Date"), info.date
    yield say("Fetched from"), info.address
    yield say("Attached to"), info.attached_to
    yield say("Pages"), grouped(info.pages) if info.pages else ""
    yield say("Tables"), _tables(library, info)
    yield say("Passages"), grouped(info.passages) if info.passages else ""
    yield say("Size"), size_in_words(info.size)


def _title(library: Library, info: DocumentInfo) -> str:
    """Return the title, for a PDF that says none the headline of its first page; "" without either."""
    if info.title or not info.pages or media_kind(info.path) != "pdf":
        return info.title
    try:
        document = library.open().document(info.path)
        path = library.corpus / (document.attached_to or document.document)
        is_attached = bool(document.attached_to)
        drawn = library.page_renderer.render(path, document.sha256, 1, is_attached=is_attached)
    except (
        AssistantError
    ):  # the file has changed or its page cannot be drawn, which the panel of sources says
        return ""
    first = document.pages[0]
    return headline(drawn.glyphs, document.text[first.start : first.end])


def _tables(library: Library, info: DocumentInfo) -> str:
    if info.state == "failed":
        return ""
    try:
        found = library.open().document_tables(info.path)
    except AssistantError:
        return ""
    return grouped(len(found)) if found else ""
