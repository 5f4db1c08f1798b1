"""PDF files: the text of each page, the title and the bookmarks as headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from assistant.documents.pdf.cleaning import clean_pages, clean_words
from assistant.documents.pdf.ocr import PageOcr
from assistant.documents.pdf.opening import DAMAGED, OpenedPdf, open_pdf
from assistant.documents.pdf.outline import creation_date, headings, page_labels, title
from assistant.documents.pdf.page_text import PageText
from assistant.documents.pdf.reading import PageReader
from assistant.documents.pdf.scans import Scans, place_lines, read_scans
from assistant.documents.pdf.tables.continued import PageTables, with_continued_names
from assistant.documents.pdf.tables.placing import place_tables
from assistant.documents.pdf.warnings import reason_for_no_text, warnings
from assistant.errors import ExtractionError
from assistant.types import Extraction, Page, Table

_BETWEEN_PAGES = "\n\n"


def parse(path: Path, ocr: PageOcr | None = None) -> Extraction:
    """Read a PDF file; its text is that of its pages, cleaned, with an empty line between them.

    Args:
        path: The file.
        ocr: Reads pages that are pictures or whose text has no meaning; None leaves them unread.

    Returns:
        The text with the ranges of all pages, also of those without text.

    Raises:
        ExtractionError: It is no PDF, damaged, protected with a password, or holds no text.
    """
    with closing(open_pdf(path)) as pdf:
        return _read(pdf, ocr)


def _read(pdf: OpenedPdf, ocr: PageOcr | None) -> Extraction:
    reader = PageReader(pdf)
    pages = [reader.page(number) for number in range(pdf.count)]
    if not any(pages):
        raise ExtractionError(DAMAGED)
    texts = [None if page is None else page.text for page in pages]
    scans = read_scans(reader, texts, ocr)
    cleaned = _with_comments(clean_pages([text or "" for text in texts]), pages)
    if not any(cleaned):
        raise ExtractionError(reason_for_no_text(scans, ocr))
    text = _BETWEEN_PAGES.join(cleaned)
    ranges = tuple(_ranges(cleaned, page_labels(pdf), scans))
    return Extraction(
        text=text,
        title=title(pdf),
        pages=ranges,
        headings=tuple(headings(pdf, text, ranges)),
        line_breaks="wrapped",
        warnings=tuple(warnings(pdf, reader, pages, texts, scans)),
        unread_scans=scans.unread,
        tables=tuple(_tables(pages, cleaned, ranges)),
        date=creation_date(pdf),
    )


def _with_comments(texts: Sequence[str], pages: Sequence[PageText | None]) -> list[str]:
    """Put the comments on each page below its text, a line each."""
    return [
        "\n".join(filter(None, [text, *(clean_words(comment.text) for comment in page.comments)]))
        if page is not None
        else text
        for text, page in zip(texts, pages, strict=True)
    ]


def _tables(
    pages: Sequence[PageText | None], texts: Sequence[str], ranges: Sequence[Page]
) -> Iterator[Table]:
    found = with_continued_names([PageTables() if page is None else page.tables for page in pages])
    for page, text, place in zip(found, texts, ranges, strict=True):
        yield from place_tables(page, text, place.start)


def _ranges(texts: Sequence[str], labels: Sequence[str], scans: Scans) -> Iterator[Page]:
    start = 0
    for number, (text, label) in enumerate(zip(texts, labels, strict=True)):
        lines = tuple(place_lines(text, start, scans.pieces.get(number, ())))
        yield Page(number + 1, start, start + len(text), "" if label == str(number + 1) else label, lines)
        start += len(text) + len(_BETWEEN_PAGES)
