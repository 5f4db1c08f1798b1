"""What was left out of the text of a PDF or is doubtful in it, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.documents.pdf.ocr import INSTALL, PageOcr, is_installed
from assistant.documents.pdf.opening import OpenedPdf
from assistant.documents.pdf.outline import attachments
from assistant.documents.pdf.page_text import PageText
from assistant.documents.pdf.reading import PageReader
from assistant.documents.pdf.scans import Scans

_NOT_INSTALLED = f"No text in it (scanned?); {INSTALL} lets scanned pages be read, then index again."
_TURNED_OFF = 'No text in it (scanned?); set ocr = "auto" to have scanned pages read, then index again.'
_NO_WORDS = "No text in it, and text recognition found no words; if it shows some, scan it more clearly."
_FAILED_SCAN = (
    "No text in it, and text recognition failed on its pages; get a clearer copy or a text version."
)
_MEANINGLESS = "Its text cannot be read: its letters have no meaning (a wrong character map); "
_MOST_NAMED = 5


def reason_for_no_text(scans: Scans, ocr: PageOcr | None) -> str:
    """Return why a document gives no text at all, and what to do."""
    if ocr is None and scans.meaningless:
        how = 'set ocr = "auto"' if is_installed() else INSTALL
        return f"{_MEANINGLESS}{how} lets it be read from its pictures, then index again."
    if ocr is None:
        return _TURNED_OFF if is_installed() else _NOT_INSTALLED
    if scans.meaningless:
        return f"{_MEANINGLESS}text recognition found no words either; get another copy of it."
    return _FAILED_SCAN if scans.failed else _NO_WORDS


def warnings(
    pdf: OpenedPdf,
    reader: PageReader,
    pages: Sequence[PageText | None],
    texts: Sequence[str | None],
    scans: Scans,
) -> Iterator[str]:
    """Yield what people should know about a document's text.

    Args:
        pdf: The document.
        reader: Reads its pages.
        pages: What was read of each page, None for a damaged one.
        texts: The same as text, with what was recognised on pictures.
        scans: The pages that were read as pictures, or should have been.
    """
    count = pdf.count
    scanned = [number for number in scans.pieces if number not in scans.meaningless]
    if scanned:
        yield f"{len(scanned)} of {count} pages are scans read by text recognition, which errs at times."
    yield from _about_meaningless(scans)
    if scans.failed:
        yield f"Text recognition failed on {scans.failed} of {count} pages."
    unread = scans.unread - sum(number not in scans.pieces for number in scans.meaningless)
    if unread > 0:
        yield f"{unread} of {count} pages have no text (scanned?) and were left out."
    if damaged := pages.count(None):
        yield f"{damaged} of {count} pages are damaged and could not be read."
    yield from _about_parts(pdf, reader, pages, texts, scans)


def _about_meaningless(scans: Scans) -> Iterator[str]:
    read = [number for number in scans.meaningless if number in scans.pieces]
    left = [number for number in scans.meaningless if number not in scans.pieces]
    for numbers, instead in (
        (read, "text recognition read the picture instead, which errs at times"),
        (left, "left out"),
    ):
        if numbers:
            what = f"page {_listed(numbers)}" if len(numbers) == 1 else f"pages {_listed(numbers)}"
            letters = "its letters" if len(numbers) == 1 else "their letters"
            yield f"The text of {what} cannot be read: {letters} have no meaning; {instead}."


def _about_parts(
    pdf: OpenedPdf,
    reader: PageReader,
    pages: Sequence[PageText | None],
    texts: Sequence[str | None],
    scans: Scans,
) -> Iterator[str]:
    if hidden := sum(page.hidden_fields for page in pages if page is not None):
        yield f"{_counted(hidden, 'form field')} with a value that no page shows left out."
    pictures: set[int] = set()
    for number, text in enumerate(texts):
        if text and number not in scans.pieces:
            here = reader.large_pictures(number)
            pictures |= here if here - pictures and not reader.is_covered(number) else set()
    if pictures:
        yield f"{_counted(len(pictures), 'picture')} without text left out."
    if names := attachments(pdf):
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        yield f"{_counted(len(names), 'attached file')} not read: {', '.join(names[:_MOST_NAMED])}{more}."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _listed(numbers: Sequence[int]) -> str:
    """Return page numbers, given from 0, as people write them: "1-3, 7"."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])
    ]
    words = [
        str(run[0] + 1) if len(run) == 1 else f"{run[0] + 1}-{run[-1] + 1}" for run in runs[:_MOST_NAMED]
    ]
    return ", ".join(words) + (" and others" if len(runs) > _MOST_NAMED else "")
