"""The page of a position in a document's text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from assistant.types import Page


def page_at(pages: Sequence[Page], position: int) -> Page | None:
    """Return the page of an offset in the document's text; between two pages, the one before.

    Args:
        pages: The pages in reading order.
        position: The offset.

    Returns:
        The page; None for a document without pages.
    """
    if not pages:
        return None
    return pages[max(0, bisect_right(pages, position, key=lambda page: page.start) - 1)]
