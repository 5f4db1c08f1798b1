"""Citations and passages in words: file name, page, and the beginning of a quote."""

from __future__ import annotations

from urllib.parse import quote

from assistant.types import Citation, Page, Passage
from assistant.web.escape import Html, one_line, tag, visible
from assistant.web.languages import say

_SNIPPET = 180  # characters


def place(item: Citation | Passage) -> str:
    """Return the place of a citation or passage: file name and page."""
    page = page_name(item)
    return f"{visible(item.document)}, {page}" if page else visible(item.document)


def document_link(path: str, *, name: str = "") -> Html:
    """Return the name of a document, which shows what is known of it when it is clicked."""
    shown = tag("bdi", visible(name or path))
    about = say("About this document")
    return tag("a", shown, class_="document-name", href=f"#document={quote(path)}", title=about)


def page_name(item: Citation | Passage) -> str:
    """Return "page 3", or the page's label where it says more than the number, or ""."""
    if item.page is None:
        return ""
    label = visible(item.page_label)
    if not label or label == str(item.page):
        return say("page {page}", page=item.page)
    return say("page {page}", page=label) if label.isalnum() and len(label) <= 6 else label


def page_line(page: Page) -> str:
    """Return the title of a page: its number, and its label where that differs."""
    label = visible(page.label)
    number = say("Page {number}", number=page.number)
    return number if not label or label == str(page.number) else f"{number} · {label}"


def shorten(text: str, length: int = _SNIPPET) -> str:
    """Return the first `length` characters of a text on one line, cut between words."""
    line = one_line(text)
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
