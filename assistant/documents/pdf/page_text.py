"""The text of one page as PDFium reads it, put right where the order of drawing contradicts the page.

The parser takes the text from here and the drawing of pages its characters, so that both have one order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from assistant.documents.pdf.forms.comments import free_texts, page_comments
from assistant.documents.pdf.forms.filled_fields import with_fields
from assistant.documents.pdf.forms.form_fields import FormField, form_fields
from assistant.documents.pdf.layout.column_gaps import Placed, may_have_columns, split_at_gaps
from assistant.documents.pdf.layout.columns import prose_columns, side_headings
from assistant.documents.pdf.layout.page_lines import HYPHENS, PageChars, Piece, line_ranges
from assistant.documents.pdf.layout.reading_order import Row, in_order
from assistant.documents.pdf.layout.split_rows import has_split_rows, joined_rows
from assistant.documents.pdf.tables.continued import PageTables
from assistant.documents.pdf.tables.finder import find_tables
from assistant.documents.pdf.tables.segments import line_text

# A page keeps its order of drawing if more than this share of its lines are turned against each other.
_MOST_TURNED = 0.3
_ALEF, _LAM = "\u0627\u0622\u0623\u0625\u0671", "\u0644"
_ALEF_LAM = re.compile(f"[{_ALEF}]{_LAM}")


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says.

    `rows` is None where the text is as PDFium gives it, in the order of its characters. `hidden_fields`
    counts fields with a value that the page does not show. `tables` are its tables, with the lines that
    their cells are ranges of.
    """

    text: str
    rows: tuple[Row, ...] | None
    comments: tuple[Piece, ...] = ()
    hidden_fields: int = 0
    tables: PageTables = field(default_factory=PageTables)


def read_page(page: pdfium.PdfPage) -> PageText:
    """Return the text of a page; the document's forms must have been initialised.

    Raises:
        PdfiumError: The page is damaged.
    """
    with closing(page.get_textpage()) as text_page:
        return _read(page, text_page)


def characters(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> Iterator[int | Piece]:
    """Yield the characters of a page in the order of its text.

    Args:
        page: The page.
        text_page: Its text as PDFium finds it.

    Yields:
        The index of each character in PDFium, or a piece that is not in the page's own text.
    """
    found = _read(page, text_page)
    if found.rows is None:
        yield from range(text_page.count_chars())
    else:
        for piece in (piece for row in found.rows for piece in row):
            yield from piece.chars or (piece,)
    yield from found.comments


def _read(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> PageText:
    text = str(text_page.get_text_range())
    ranges = line_ranges(text)
    chars, placed = _upright(page, text_page, text, ranges)
    fields, hidden = form_fields(page)
    comments = tuple(Piece(words, chars.shown(*box), place=box) for words, box in page_comments(page))
    rows = _rows(chars, ranges, placed, [*fields, *free_texts(page)])
    in_order = [[piece] for piece, _ in placed] if rows is None else rows
    found = tuple(find_tables(chars, in_order))
    tables = PageTables(found, tuple(map(line_text, in_order))) if found else PageTables()
    if rows is None:
        return PageText(text.strip(), None, comments, hidden, tables)
    whole = "\n".join(map(line_text, rows)).translate(dict.fromkeys(map(ord, HYPHENS), "-"))
    return PageText(whole, tuple(rows), comments, hidden, tables)


def _upright(
    page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, text: str, ranges: Sequence[tuple[int, int]]
) -> tuple[PageChars, Placed]:
    """Return the characters and lines of a page, turned so that most lines run from left to right.

    A page may be shown on its side; if no turn helps, it is measured as it is shown.
    """
    shown = page.get_rotation()
    found: list[tuple[PageChars, Placed]] = []
    for rotation in dict.fromkeys((shown, 0, 90, 180, 270)):
        chars = PageChars(page, text_page, text, rotation)
        placed = [(piece, span) for span in ranges if (piece := chars.piece(*span)) is not None]
        found.append((chars, placed))
        if not _is_turned(placed):
            return found[-1]
    return found[0]


def _is_turned(placed: Placed) -> bool:
    return sum(piece.turned for piece, _ in placed) > _MOST_TURNED * len(placed)


def _rows(
    chars: PageChars, ranges: Sequence[tuple[int, int]], placed: Placed, fields: Sequence[FormField]
) -> list[Row] | None:
    """Return the lines of a page as they are read, None if that is how PDFium gives them."""
    lines: list[Row] = [[piece] for piece, _ in placed]
    if fields:
        lines = with_fields(chars, ranges, fields)
    elif len(placed) < len(ranges) or _is_turned(placed):
        return None
    drawn = [list(row) for row in lines]
    apart = has_split_rows([piece for row in lines for piece in row])
    if not fields and may_have_columns(chars, placed):
        pieces = [split_at_gaps(chars, *span) for _, span in placed]
        lines = prose_columns(pieces) or side_headings(pieces) or lines
    elif apart:
        lines = side_headings(lines) or lines
    if apart:
        lines = joined_rows(lines)
    lines = in_order(lines)
    if _LAM in chars.text and _ALEF_LAM.search(chars.text):
        lines = [[_ligatures_in_order(chars, piece) for piece in row] for row in lines]
    return lines if fields or lines != drawn else None


def _ligatures_in_order(chars: PageChars, piece: Piece) -> Piece:
    """Put lam before alef where both are one sign; PDFium turns the letters of such signs round."""
    text, order = list(piece.text), list(piece.chars)
    if len(text) != len(order):
        return piece  # the value of a field
    for match in _ALEF_LAM.finditer(piece.text):
        first, second = match.start(), match.start() + 1
        if chars.box_of_index(order[first]) == chars.box_of_index(order[second]):
            text[first], text[second] = text[second], text[first]
            order[first], order[second] = order[second], order[first]
    return piece if "".join(text) == piece.text else piece._replace(text="".join(text), chars=tuple(order))
