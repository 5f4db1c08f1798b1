"""PDF files: the text of each page, the title and the bookmarks as headings."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from assistant.documents.pdf.cleaning import clean_pages, clean_words
from assistant.documents.pdf.ocr import INSTALL, PageOcr, is_installed
from assistant.documents.pdf.reading import PageReader
from assistant.documents.pdf.scans import Scans, place_lines, read_scans
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Page

# What is wrong with a file is said by the reasons and warnings of this module.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

_MARK = b"%PDF-"
_MARK_WITHIN = 1024
_BETWEEN_PAGES = "\n\n"
_MOST_BOOKMARKS = 10_000
_LONGEST_HEADING = 200
_LONGEST_TITLE = 250
_NO_TITLE = re.compile(
    r"(?i)microsoft (?:word|powerpoint|excel)\b|untitled|powerpoint presentation|(?:slide|document)\s*\d*\Z"
    r"|.*\.(?:docx?|odt|rtf|pdf|pptx?|xlsx?|txt|tex|dvi|indd|qxd|html?|md|pages|key)\Z"
    r"|\S*[\d_\\/]\S*\Z"
)

_NOT_A_PDF = "It is not a PDF (it does not begin like one); give it the suffix of its real format."
_EMPTY = "It is empty (0 bytes); get a complete copy of it."
_PROTECTED = "It is protected with a password; remove the protection and index again."
_DAMAGED = "It is damaged and no page of it can be read; get a new copy of it."
_NOT_INSTALLED = f"No text in it (scanned?); {INSTALL} lets scanned pages be read, then index again."
_TURNED_OFF = 'No text in it (scanned?); set ocr = "auto" to have scanned pages read, then index again.'
_NO_WORDS = "No text in it, and text recognition found no words; if it shows some, scan it more clearly."
_FAILED_SCAN = (
    "No text in it, and text recognition failed on its pages; get a clearer copy or a text version."
)


def parse(path: Path, ocr: PageOcr | None = None) -> Extraction:
    """Read a PDF file; its text is that of its pages, cleaned, with an empty line between them.

    Args:
        path: The file.
        ocr: Reads pages that are pictures; None leaves them unread.

    Returns:
        The text with the ranges of all pages, also of those without text.

    Raises:
        ExtractionError: It is no PDF, damaged, protected with a password, or holds no text.
    """
    reader, pages = _open(path)
    with closing(PageReader(path, pages)) as page_reader:
        texts = _texts(page_reader, len(pages))
        failed = texts.count(None)
        scans = read_scans(page_reader, texts, ocr)
    cleaned = clean_pages([text or "" for text in texts])
    if not any(cleaned):
        raise ExtractionError(_why_no_text(scans, ocr))
    text = _BETWEEN_PAGES.join(cleaned)
    ranges = tuple(_ranges(cleaned, _labels(reader, len(pages)), scans))
    return Extraction(
        text=text,
        title=_title(reader),
        pages=ranges,
        headings=tuple(_headings(reader, text, ranges)),
        line_breaks="wrapped",
        warnings=tuple(_warnings(scans, failed, len(pages))),
        unread_scans=scans.unread,
    )


def _open(path: Path) -> tuple[PdfReader, list[Any]]:
    with path.open("rb") as file:
        head = file.read(_MARK_WITHIN)
    if not head:
        raise ExtractionError(_EMPTY)
    if _MARK not in head:
        raise ExtractionError(_NOT_A_PDF)
    try:
        reader = PdfReader(path, strict=False)
        readable = not reader.is_encrypted or bool(reader.decrypt(""))
        pages = list(reader.pages) if readable else []
    except MemoryError:
        raise
    except Exception as error:  # damaged files make the library raise errors of every kind
        raise ExtractionError(_DAMAGED) from error
    if not readable:
        raise ExtractionError(_PROTECTED)
    if not pages:
        raise ExtractionError(_DAMAGED)
    return reader, pages


def _texts(page_reader: PageReader, count: int) -> list[str | None]:
    texts = [page_reader.text(number) for number in range(count)]
    if texts.count(None) == count:
        raise ExtractionError(_DAMAGED)
    return texts


def _why_no_text(scans: Scans, ocr: PageOcr | None) -> str:
    if ocr is None:
        return _TURNED_OFF if is_installed() else _NOT_INSTALLED
    return _FAILED_SCAN if scans.failed else _NO_WORDS


def _warnings(scans: Scans, failed: int, count: int) -> Iterator[str]:
    if scans.pieces:
        yield f"{len(scans.pieces)} of {count} pages are scans read by text recognition, which errs at times."
    if scans.failed:
        yield f"Text recognition failed on {scans.failed} of {count} pages."
    if scans.unread:
        yield f"{scans.unread} of {count} pages have no text (scanned?) and were left out."
    if failed:
        yield f"{failed} of {count} pages are damaged and could not be read."


def _ranges(texts: Sequence[str], labels: Sequence[str], scans: Scans) -> Iterator[Page]:
    start = 0
    for number, (text, label) in enumerate(zip(texts, labels, strict=True)):
        lines = tuple(place_lines(text, start, scans.pieces.get(number, ())))
        yield Page(number + 1, start, start + len(text), "" if label == str(number + 1) else label, lines)
        start += len(text) + len(_BETWEEN_PAGES)


def _labels(reader: PdfReader, count: int) -> list[str]:
    """Return the printed label of each page, or empty ones if they cannot be read."""
    try:
        labels = [clean_words(label) for label in reader.page_labels]
    except MemoryError:
        raise
    except Exception:  # labels are a convenience; damaged ones must not cost the text
        labels = []
    return labels if len(labels) == count else [""] * count


def _title(reader: PdfReader) -> str:
    try:
        metadata = reader.metadata
        title = clean_words(str(metadata.title or "")) if metadata else ""
    except MemoryError:
        raise
    except Exception:  # like labels
        return ""
    wordy = sum(character.isalpha() for character in title) >= 2
    return title if wordy and len(title) <= _LONGEST_TITLE and not _NO_TITLE.match(title) else ""


def _headings(reader: PdfReader, text: str, pages: Sequence[Page]) -> Iterator[Heading]:
    """Find the lines that bookmarks point to; a bookmark whose words are no line there gives none."""
    found: dict[int, Heading] = {}
    for words, number, level in _bookmarks(reader):
        for start, end in _lines_that_say(words, text, pages[number]):
            if start not in found:
                found[start] = Heading(start, end, level)
                break
    end = 0
    for start in sorted(found):
        if start >= end:
            yield found[start]
            end = found[start].end


def _lines_that_say(words: str, text: str, page: Page) -> Iterator[tuple[int, int]]:
    """Find whole lines with these words and nothing else, but for a number in front of them."""
    spaced = r"\s+".join(re.escape(word) for word in words.split())
    line = re.compile(rf"^(?:[A-Z\d]+(?:\.\d+)*\.?[ ]+)?{spaced}$", re.MULTILINE | re.IGNORECASE)
    for match in line.finditer(text[page.start : page.end]):
        yield page.start + match.start(), page.start + match.end()


def _bookmarks(reader: PdfReader) -> list[tuple[str, int, int]]:
    """Return the words, page index and level of each bookmark that leads to a page."""
    found = []
    try:
        for entry, level in _flat(reader.outline):
            number = reader.get_destination_page_number(entry)
            words = clean_words(str(entry.title or ""))
            leads_to_a_page = number is not None and 0 <= number < len(reader.pages)
            if leads_to_a_page and words and len(words) <= _LONGEST_HEADING:
                found.append((words, int(number or 0), level))
            if len(found) >= _MOST_BOOKMARKS:
                break
    except MemoryError:
        raise
    except Exception:  # like labels; those found before stay
        return found
    return found


def _flat(outline: list[Any], level: int = 1) -> Iterator[tuple[Any, int]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _flat(entry, level + 1)
        else:
            yield entry, level
