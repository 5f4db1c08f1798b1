"""Headers and footers of a Word file: which are shown, and what in them is more than a page number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from assistant.documents.formats.ooxml.namespaces import is_on, qn
from assistant.documents.formats.word.context import related_part
from assistant.documents.formats.word.fields import PAGE_MARK

_BESIDE_PAGE_NUMBER = 3
# The word for a page before its number, and what stands between it and the number of all pages.
_PAGE_NUMBER = re.compile(
    rf"[\s,;|/·•–—-]*(?<!\w)(?:pages?|pp?\.?|pg\.?|seiten?|s\.|blatt|sheet|p[áa]gina|pag\.?|sid[ae]|strona|стр\.?)?"
    rf"\s*{PAGE_MARK}(?:\s*\S{{1,5}}\s*{PAGE_MARK})?",
    re.IGNORECASE,
)
_BETWEEN_SEGMENTS = re.compile(r"\t+|\n+")


def without_page_numbers(text: str) -> str:
    """Return the text of a header with its segments on lines, without page numbers and the words for them.

    "Manual 7<tab>Page 3 of 9" becomes "Manual 7"; numbers of pages are marked by `PAGE_MARK`.
    """
    kept = []
    for segment in _BETWEEN_SEGMENTS.split(text):
        beside = segment.replace(PAGE_MARK, " ").split()
        names_only = not any(map(str.isdigit, "".join(beside)))
        if PAGE_MARK in segment and names_only and len(beside) <= _BESIDE_PAGE_NUMBER:
            continue
        words = _PAGE_NUMBER.sub("", segment).split()
        if words:
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
