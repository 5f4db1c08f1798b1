"""PDF: the text page by page, as PDFium reads it, cleaned for reading and citing.

Pages are joined by an empty line that belongs to neither; an empty page is an empty range.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assistant.documents.layout_text import clean_page, join_hyphenated, vocabulary
from assistant.documents.running_lines import without_running_lines
from assistant.documents.titles import plausible_title
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Page

_BETWEEN_PAGES = "\n\n"
# How far into the file its mark may stand, as readers of PDF allow.
_MARK_WITHIN = 1024


@dataclass(frozen=True, slots=True)
class _Bookmark:
    page: int
    title: str
    level: int


def parse(path: Path) -> Extraction:
    """Read a PDF; page labels are those printed on the pages, if they differ from the numbers."""
    with closing(_open(path)) as document:
        raw, broken = _page_texts(document)
        labels = [_label(document, number) for number in range(len(raw))]
        bookmarks = list(_bookmarks(document))
        title = plausible_title(document.get_metadata_value("Title"))
    lines = without_running_lines([clean_page(text).split("\n") for text in raw])
    words = vocabulary(lines)
    texts = [join_hyphenated("\n".join(page).strip("\n"), words) for page in lines]
    pages = tuple(_pages(texts, labels))
    return Extraction(
        _BETWEEN_PAGES.join(texts),
        title=title,
        pages=pages,
        headings=tuple(_headings(texts, pages, bookmarks)),
        line_breaks="wrapped",
        warnings=tuple(_warnings(texts, broken)),
    )


def _open(path: Path) -> pdfium.PdfDocument:
    data = path.read_bytes()
    if b"%PDF-" not in data[:_MARK_WITHIN]:
        raise ExtractionError("It is not a PDF; give it the suffix of its real format.")
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise ExtractionError("It is protected with a password; save a copy without one.") from error
        raise ExtractionError("It is damaged; put a complete copy in its place.") from error
    if not count:
        raise ExtractionError("It is damaged: no page of it can be found; put a complete copy in its place.")
    return document


def _page_texts(document: pdfium.PdfDocument) -> tuple[list[str], int]:
    """Return the raw text of every page, "" for those that cannot be read, and how many those are."""
    texts = []
    broken = 0
    for number in range(len(document)):
        try:
            with closing(document[number]) as page, closing(page.get_textpage()) as text:
                texts.append(text.get_text_range())
        except pdfium.PdfiumError:
            texts.append("")
            broken += 1
    if broken == len(texts):
        raise ExtractionError(
            "It is damaged: none of its pages can be read; put a complete copy in its place."
        )
    if not any(text.strip() for text in texts):
        raise ExtractionError("No text in it (scanned?); run a text recognition (OCR) over it first.")
    return texts, broken


def _label(document: pdfium.PdfDocument, number: int) -> str:
    try:
        label: str = document.get_page_label(number).strip()
    except (pdfium.PdfiumError, UnicodeError):
        return ""
    return "" if label == str(number + 1) else label


def _bookmarks(document: pdfium.PdfDocument) -> Iterator[_Bookmark]:
    try:
        for bookmark in document.get_toc():
            target = bookmark.get_dest()
            page = target.get_index() if target else None
            if page is not None:
                yield _Bookmark(page, bookmark.get_title(), bookmark.level + 1)
    except (pdfium.PdfiumError, UnicodeError):
        return  # bookmarks are a help, not part of the text


def _pages(texts: Sequence[str], labels: Sequence[str]) -> Iterator[Page]:
    start = 0
    for number, (text, label) in enumerate(zip(texts, labels, strict=True), 1):
        yield Page(number, start, start + len(text), label)
        start += len(text) + len(_BETWEEN_PAGES)


def _headings(
    texts: Sequence[str], pages: Sequence[Page], bookmarks: Sequence[_Bookmark]
) -> Iterator[Heading]:
    """Find the lines that the bookmarks name, on the pages they lead to."""
    lines_of: dict[int, list[tuple[int, str]]] = {}
    position = 0
    for bookmark in bookmarks:
        if not 0 <= bookmark.page < len(texts):
            continue
        if bookmark.page not in lines_of:
            lines_of[bookmark.page] = list(_lines(texts[bookmark.page], pages[bookmark.page].start))
        wanted = _folded(bookmark.title)
        for start, line in lines_of[bookmark.page]:
            if start >= position and wanted and _folded(line) == wanted:
                position = start + len(line)
                yield Heading(start, position, min(bookmark.level, 6))
                break


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _warnings(texts: Sequence[str], broken: int) -> Iterator[str]:
    empty = sum(not text.strip() for text in texts) - broken
    if broken:
        yield f"{broken} of {len(texts)} pages are damaged and were left out."
    if empty > 0:
        yield f"{empty} of {len(texts)} pages have no text (scanned?)."
