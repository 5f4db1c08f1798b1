"""What a PDF says about itself: its title and date, labels of pages, bookmarks and attached files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import pypdfium2 as pdfium
from pypdf import PdfReader

from assistant.common.iso_dates import iso_date
from assistant.documents.pdf.cleaning import clean_words
from assistant.documents.pdf.opening import OpenedPdf
from assistant.types import Heading, Page

Bookmark = tuple[str, int, int]
"""The words, the page counted from 0, and the level counted from 1."""

T = TypeVar("T")

# What ReportLab writes where files are to be the same at any time.
_NO_DATE = "20000101000000"
_DATES, _EARLIEST_DATE = ("/CreationDate", "/ModDate"), "1985"
_MOST_BOOKMARKS = 10_000
_MOST_ATTACHMENTS = 100
_LONGEST_HEADING = 200
_LONGEST_TITLE = 250
_NO_TITLE = re.compile(
    r"(?i)microsoft (?:word|powerpoint|excel)\b|untitled|powerpoint presentation|(?:slide|document)\s*\d*\Z"
    r"|.*\.(?:docx?|odt|rtf|pdf|pptx?|xlsx?|txt|tex|dvi|indd|qxd|html?|md|pages|key)\Z"
    r"|\S*[\d_\\/]\S*\Z|\(?(?:anonymous|untitled|unspecified|no title)\)?\Z"
)


def page_labels(pdf: OpenedPdf) -> list[str]:
    """Return the printed label of each page, or empty ones if they cannot be read."""

    def by_pypdf(reader: PdfReader) -> list[str]:
        return list(reader.page_labels)

    def by_pdfium(document: pdfium.PdfDocument) -> list[str]:
        return [document.get_page_label(number) for number in range(len(document))]

    none: list[str] = []
    labels = [clean_words(label) for label in _asked(pdf, by_pypdf, by_pdfium, none)]
    return labels if len(labels) == pdf.count else [""] * pdf.count


def title(pdf: OpenedPdf) -> str:
    """Return the title that the document gives itself, "" if it has none or only a file's name."""

    def by_pypdf(reader: PdfReader) -> str:
        return str(reader.metadata.title or "") if reader.metadata else ""

    def by_pdfium(document: pdfium.PdfDocument) -> str:
        return str(document.get_metadata_value("Title"))

    words = clean_words(_asked(pdf, by_pypdf, by_pdfium, ""))
    wordy = sum(character.isalpha() for character in words) >= 2
    return words if wordy and len(words) <= _LONGEST_TITLE and not _NO_TITLE.match(words) else ""


def creation_date(pdf: OpenedPdf) -> str:
    """Return when the document was made, as its properties say it; else when it was changed; "" if neither.

    A later signature, stamp or form that was filled in changes the second and not what the document says.
    """

    def by_pypdf(reader: PdfReader) -> str:
        said = reader.metadata
        return first_date([str(said.get(name) or "") for name in _DATES]) if said else ""

    def by_pdfium(document: pdfium.PdfDocument) -> str:
        return first_date([str(document.get_metadata_value(name[1:])) for name in _DATES])

    def first_date(written: Sequence[str]) -> str:
        plain = [each.strip().removeprefix("D:") for each in written]
        known = (each for each in plain if each >= _EARLIEST_DATE and not each.startswith(_NO_DATE))
        return next(filter(None, map(iso_date, known)), "")

    return _asked(pdf, by_pypdf, by_pdfium, "")


def attachments(pdf: OpenedPdf) -> list[str]:
    """Return the names of the files that are embedded in the document."""

    def by_pypdf(reader: PdfReader) -> list[str]:
        return [str(each.name) for each in islice(reader.attachment_list, _MOST_ATTACHMENTS)]

    def by_pdfium(document: pdfium.PdfDocument) -> list[str]:
        count = min(document.count_attachments(), _MOST_ATTACHMENTS)
        return [str(document.get_attachment(number).get_name()) for number in range(count)]

    none: list[str] = []
    return [clean_words(name) for name in _asked(pdf, by_pypdf, by_pdfium, none)]


def headings(pdf: OpenedPdf, text: str, pages: Sequence[Page]) -> Iterator[Heading]:
    """Find the lines that bookmarks point to; a bookmark whose words are no line there gives none.

    Args:
        pdf: The document.
        text: Its text.
        pages: The ranges of its pages in that text.
    """
    found: dict[int, Heading] = {}
    none: list[Bookmark] = []
    for words, number, level in _asked(pdf, _pypdf_bookmarks, _pdfium_bookmarks, none):
        for start, end in _lines_that_say(words, text, pages[number]):
            if start not in found:
                found[start] = Heading(start, end, level)
                break
    end = 0
    for start in sorted(found):
        if start >= end:
            yield found[start]
            end = found[start].end


def _asked(
    pdf: OpenedPdf, by_pypdf: Callable[[PdfReader], T], by_pdfium: Callable[[pdfium.PdfDocument], T], none: T
) -> T:
    """Ask the library that reads the file; what is damaged must not cost the text."""
    try:
        if pdf.reader is not None:
            return by_pypdf(pdf.reader)
        return none if pdf.document is None else by_pdfium(pdf.document)
    except MemoryError:
        raise
    except Exception:  # damaged files make the libraries raise errors of every kind
        return none


def _lines_that_say(words: str, text: str, page: Page) -> Iterator[tuple[int, int]]:
    """Find whole lines with these words and nothing else, but for a number in front of them."""
    spaced = r"\s+".join(re.escape(word) for word in words.split())
    line = re.compile(rf"^(?:[A-Z\d]+(?:\.\d+)*\.?[ ]+)?{spaced}$", re.MULTILINE | re.IGNORECASE)
    for match in line.finditer(text[page.start : page.end]):
        yield page.start + match.start(), page.start + match.end()


def _pypdf_bookmarks(reader: PdfReader) -> list[Bookmark]:
    found: list[Bookmark] = []
    try:
        for entry, level in _flat(reader.outline):
            number = reader.get_destination_page_number(entry)
            found += _bookmark(str(entry.title or ""), number, level, len(reader.pages))
            if len(found) >= _MOST_BOOKMARKS:
                break
    except MemoryError:
        raise
    except Exception:  # those found before stay
        return found
    return found


def _pdfium_bookmarks(document: pdfium.PdfDocument) -> list[Bookmark]:
    found: list[Bookmark] = []
    for entry in islice(document.get_toc(), _MOST_BOOKMARKS):
        target = entry.get_dest()
        number = target.get_index() if target is not None else None
        found += _bookmark(entry.get_title(), number, entry.level + 1, len(document))
    return found


def _bookmark(title: str, number: int | None, level: int, count: int) -> list[Bookmark]:
    """Return a bookmark that leads to a page, none for another one."""
    words = clean_words(title)
    leads_to_a_page = number is not None and 0 <= number < count
    return [(words, number or 0, level)] if leads_to_a_page and 0 < len(words) <= _LONGEST_HEADING else []


def _flat(outline: list[Any], level: int = 1) -> Iterator[tuple[Any, int]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _flat(entry, level + 1)
        else:
            yield entry, level
