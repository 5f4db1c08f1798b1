"""The text of a document in the source panel, with headings, tables and coloured marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.documents import media_kind
from assistant.types import DocumentText
from assistant.web.citations.text import page_line
from assistant.web.escape import Html, join, tag
from assistant.web.languages import count, say
from assistant.web.source.reflow import reflow
from assistant.web.source.tables import Block, Range, Table, blocks
from assistant.web.source.view import Mark, PanelView

WHOLE_TEXT_CHARACTERS = 24_000  # characters of a document that is shown whole
_SNAP = 300  # characters that a cut may move to the beginning of a line
# Formats whose tables are extracted with " | " between cells.
_WITH_TABLES = ("csv", "sheets", "word", "slides", "html", "epub")


def text_html(document: DocumentText, marks: Sequence[Mark], view: PanelView) -> Html:
    """Return the text around the shown mark, which is the first of `marks`."""
    low, high = _range_to_show(document.text, marks[0], view)
    writer = _Writer(document, reflow(document.text), marks)
    return tag(
        "div",
        _more("before", low) if low else None,
        tag("div", *writer.window(low, high), class_="text", dir="auto"),
        _more("after", len(document.text) - high) if high < len(document.text) else None,
        class_="source-text",
        tabindex=0,
        role="region",
        data_role="region",
        aria_label=say("Text of the document"),
    )


def _more(side: str, characters: int) -> Html:
    words = say("Show more before") if side == "before" else say("Show more after")
    return tag(
        "button", f"{words} ({count(characters, 'character')})", type="button", class_="more", data_more=side
    )


def _range_to_show(text: str, mark: Mark, view: PanelView) -> tuple[int, int]:
    """Return the range to show: all of a short document, else the surroundings up to line ends."""
    if len(text) <= WHOLE_TEXT_CHARACTERS:
        return 0, len(text)
    low, high = max(0, mark.start - view.before), min(len(text), mark.end + view.after)
    if low:
        line = text.find("\n", low, min(low + _SNAP, mark.start))
        low = line + 1 if line >= 0 else low
    if high < len(text):
        line = text.rfind("\n", max(high - _SNAP, mark.end), high)
        high = line if line >= 0 else high
    return low, high


@dataclass(slots=True)
class _Writer:
    """Cuts the text wherever a mark, heading or page begins or ends, and turns each piece into markup.

    `numbered` holds the numbers of marks that were written already; a number is shown once, where its mark
    begins.
    """

    document: DocumentText
    text: str
    marks: Sequence[Mark]
    numbered: set[int] = field(default_factory=set)

    def window(self, low: int, high: int) -> Iterator[Html]:
        """Yield the markup of `text[low:high]`, page by page."""
        pages = self.document.pages if len(self.document.pages) > 1 else ()
        begins = {page.start: page for page in pages if low <= page.start < high}
        with_tables = media_kind(self.document.document) in _WITH_TABLES
        for start, end in pairwise(sorted({low, high, *begins})):
            if start in begins:
                yield tag("div", tag("bdi", page_line(begins[start])), class_="page")
            first = max((page.start for page in pages if page.start <= start), default=0)
            parts = blocks(self.text, start, end, first) if with_tables else [Block(start, end)]
            for part in parts:
                if part.table is not None:
                    yield self._table(part.table)
                else:
                    yield from self._pieces(part.start, part.end)

    def _table(self, table: Table) -> Html:
        rows = list(table.rows)
        head = None
        if table.has_header:
            head = tag("tr", *(tag("th", *self._cell(cell), scope="col") for cell in rows.pop(0)))
        elif any(table.names):
            head = tag("tr", *(tag("th", name, scope="col") for name in table.names))
        body = (tag("tr", *(tag("td", *self._cell(cell)) for cell in row)) for row in rows)
        return tag(
            "div", tag("table", tag("thead", head) if head else None, tag("tbody", *body)), class_="table"
        )

    def _cell(self, cell: Range | None) -> Iterator[Html]:
        return self._pieces(*cell) if cell is not None else iter(())

    def _pieces(self, low: int, high: int) -> Iterator[Html]:
        ranges = [(mark.start, mark.end) for mark in self.marks]
        ranges += [(head.start, head.end) for head in self.document.headings]
        cuts = {low, high, *(offset for both in ranges for offset in both if low < offset < high)}
        for start, end in pairwise(sorted(cuts)):
            yield self._piece(start, end)

    def _piece(self, start: int, end: int) -> Html:
        text = self.text[start:end]
        heading = any(head.start <= start < head.end for head in self.document.headings)
        inner = tag("span", text, class_="heading") if heading else join(text)
        mark = next((mark for mark in self.marks if mark.start <= start < mark.end), None)
        if mark is None:
            return inner
        if mark.shown and mark.answer and not heading:
            first, last = (max(start, min(end, offset)) for offset in mark.answer)
            short = tag("strong", self.text[first:last], class_="short") if first < last else None
            inner = join(self.text[start:first], short, self.text[last:end])
        number = None if mark.number in self.numbered else mark.number
        self.numbered.add(mark.number)
        return tag(
            "mark",
            inner,
            class_="shown" if mark.shown else "soft",
            data_colour=mark.colour,
            data_number=number,
            data_show=None if mark.shown else mark.key,
            title=None if mark.shown else say("Number {number}", number=mark.number),
        )
