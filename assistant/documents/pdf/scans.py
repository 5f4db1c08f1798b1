"""The pages of a PDF that only their picture tells about: scans, and pages whose text has no meaning.

Which they are, what text recognition reads there, and where each line stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.documents.pdf.cleaning import clean_words
from assistant.documents.pdf.letter_statistics import is_nonsense
from assistant.documents.pdf.ocr import PageOcr, ScannedLine
from assistant.documents.pdf.reading import PageReader
from assistant.documents.pdf.scan_layout import page_text, reading_order
from assistant.types import Line

# A stamp across a scan ("Case 1:20, filed ...") is shorter than this, and a recognised page longer.
_LONGEST_STAMP = 200
_LONGER = 2
# How far beyond the last one a line is looked for in the cleaned text, in letters.
_REACH = 500


@dataclass(slots=True)
class Scans:
    """What came of a document's scanned pages; page numbers count from 0.

    `unread` are those without text that nobody read, `failed` those that made the recognition stumble.
    `meaningless` are the pages whose own text has no meaning and is left out; `pieces` holds what was
    recognised on them instead, if anything was.
    """

    pieces: dict[int, list[ScannedLine]] = field(default_factory=dict)
    meaningless: list[int] = field(default_factory=list)
    unread: int = 0
    failed: int = 0


def read_scans(reader: PageReader, texts: list[str | None], ocr: PageOcr | None) -> Scans:
    """Put what the pictures of pages say into `texts`.

    It stands in place of nothing or of text without meaning, or below a mere stamp.

    Args:
        reader: The document.
        texts: The raw text of each page; None for a damaged one.
        ocr: Reads pictures; None leaves them unread.
    """
    scans = Scans()
    for number, text in enumerate(texts):
        if text is None:
            continue
        if is_nonsense(text):
            _read_meaningless(reader, number, texts, scans, ocr)
        elif _is_scan(reader, number, text):
            _read_scan(reader, number, texts, scans, ocr)
    if ocr is not None:
        ocr.finish()
    return scans


def _read_scan(
    reader: PageReader, number: int, texts: list[str | None], scans: Scans, ocr: PageOcr | None
) -> None:
    text = texts[number] or ""
    if ocr is None:
        scans.unread += not text.strip()
        return
    rows = _recognised(reader, number, ocr)
    if rows is None:
        scans.failed += not text.strip()
        return
    found = page_text(rows)
    if found and len(found) > _LONGER * len(text.strip()):
        texts[number] = _below_stamp(text, found)
        scans.pieces[number] = [piece for row in rows for piece in row]


def _read_meaningless(
    reader: PageReader, number: int, texts: list[str | None], scans: Scans, ocr: PageOcr | None
) -> None:
    rows = None if ocr is None else _recognised(reader, number, ocr, typed=True)
    found = page_text(rows or [])
    if _agree(found, texts[number] or ""):
        return  # it says what is seen: a list of codes, a language that nobody counted
    scans.meaningless.append(number)
    scans.unread += ocr is None
    readable = bool(found) and not is_nonsense(found)
    texts[number] = found if readable else ""
    if readable:
        scans.pieces[number] = [piece for row in rows or [] for piece in row]


def _agree(one: str, other: str) -> bool:
    """Whether most words of one text are in the other."""
    words = [word for word in one.casefold().split() if len(word) > 1]
    there = set(other.casefold().split())
    return bool(words) and 2 * sum(word in there for word in words) > len(words)


def _is_scan(reader: PageReader, number: int, text: str) -> bool:
    if not text.strip():
        return reader.has_picture(number)
    return len(text.strip()) <= _LONGEST_STAMP and reader.is_covered(number)


def _below_stamp(stamp: str, found: str) -> str:
    """Return recognised text below the lines of a stamp that it does not hold itself."""
    letters = _letters(found)
    missing = [line.strip() for line in stamp.splitlines() if _letters(line) not in letters]
    return "\n".join([*missing, "", found] if missing else [found])


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _recognised(
    reader: PageReader, number: int, ocr: PageOcr, typed: bool = False
) -> list[list[ScannedLine]] | None:
    """Return the rows on the picture of a page, None if it cannot be read."""
    try:
        picture = reader.picture(number, typed)
        return None if picture is None else reading_order(ocr.read(number + 1, picture))
    except MemoryError:
        raise
    except Exception:  # hostile pictures make the libraries raise errors of every kind
        return None


def place_lines(text: str, start: int, pieces: Sequence[ScannedLine]) -> Iterator[Line]:
    """Find recognised lines in the cleaned text of their page.

    Cleaning moves white space and hyphens and drops running lines; the letters stay in order.

    Args:
        text: The page's cleaned text.
        start: Where it begins in the document's text.
        pieces: What was recognised, in reading order.
    """
    if not pieces:
        return
    places = [place for place, char in enumerate(text) if _counts(char)]
    letters = "".join(text[place] for place in places)
    position = 0
    for piece in pieces:
        wanted = "".join(filter(_counts, clean_words(piece.text)))
        found = letters.find(wanted, position, position + len(wanted) + _REACH) if wanted else -1
        if found >= 0:
            position = found + len(wanted)
            yield Line(start + places[found], start + places[position - 1] + 1, piece.place)


def _counts(char: str) -> bool:
    return not char.isspace() and char not in "-\u2010\u00ad"
