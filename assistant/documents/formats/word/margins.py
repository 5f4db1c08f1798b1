"""Headers and footers of a Word file: which are shown, and what in them is more than a page number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from assistant.documents.formats.ooxml.namespaces import is_on, qn
from assistant.documents.formats.word.context import related_part
from assistant.documents.formats.word.fields import PAGE_MARK

_BESIDE_PAGE_NUMBER = 3
_BETWEEN_SEGMENTS = re.compile(r"\t+|\n+")


def without_page_numbers(text: str) -> str:
    """Return the text of a header with its segments on lines, without page numbers and the words for them.

    "Manual 7<tab>Page 3 of 9" becomes "Manual 7"; numbers of pages are marked by `PAGE_MARK`.
    """
    kept = []
    for segment in _BETWEEN_SEGMENTS.split(text):
        words = segment.replace(PAGE_MARK, " ").split()
        only_number = PAGE_MARK in segment and len(words) <= _BESIDE_PAGE_NUMBER
        if words and not (only_number and not any(character.isdigit() for character in "".join(words))):
            kept.append(" ".join(words))
    return "\n".join(kept)


def shown_margins(
    document: Any, part: Any, even_pages_differ: bool
) -> Iterator[tuple[Literal["Header", "Footer"], Any]]:
    """Yield the headers, then the footers, that some page shows, each part once.

    Args:
        document: The `w:document`.
        part: Its part.
        even_pages_differ: Whether even pages have their own.
    """
    seen: set[str] = set()
    names: tuple[Literal["Header"], Literal["Footer"]] = ("Header", "Footer")
    for name in names:
        for section in document.iter(qn("w:sectPr")):
            shown = {"default"} | ({"first"} if is_on(section, "w:titlePg") else set())
            shown |= {"even"} if even_pages_differ else set()
            for reference in section.iterchildren(qn(f"w:{name.lower()}Reference")):
                found = related_part(part, reference.get(qn("r:id")))
                if found is None or reference.get(qn("w:type"), "default") not in shown:
                    continue
                if str(found.partname) not in seen:
                    seen.add(str(found.partname))
                    yield name, found
