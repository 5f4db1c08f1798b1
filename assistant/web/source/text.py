"""The text of a document in the source panel, with headings, tables and coloured marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from assistant.documents import media_kind
from assistant.types import DocumentText
from assistant.web.citations.text import page_line
from assistant.web.escape import Html, join, tag
from assistant.web.languages import count, say
from assistant.web.source.markdown import MarkdownDocument
from assistant.web.source.marks import MarkWriter
from assistant.web.source.reflow import reflow
from assistant.web.source.tables import Block, Range, Table, blocks
from assistant.web.source.view import Mark, PanelView

WHOLE_TEXT_CHARACTERS = 24_000  # characters of a document that is shown whole
_SNAP = 300  # characters that a cut may move to the beginning of a line
_LARGEST_MARKDOWN = 300_000  # characters of Markdown that is rendered; more would take a second and longer
# Formats whose tables are extracted with " | " between cells.
_WITH_TABLES = ("csv", "sheets", "word", "slides", "html", "epub")


def text_html(document: DocumentText, marks: Sequence[Mark], view: PanelView) -> Html:
    """Return the text around the shown mark, which is the first of `marks`."""
    low, high = _range_to_show(document.text, marks[0], view)
    low, high, body = written_text(document, marks, low, high)
    return tag(
        "div",
        _more("before", low) if low else None,
        tag("div", body, class_="text", dir="auto"),
        _more("after", len(document.text) - high) if high < len(document.text) else None,
        class_="source-text",
        tabindex=0,
        role="region",
        data_role="region",
        aria_label=say("Text of the document"),
    )


def written_text(document: DocumentText, marks: Sequence[Mark], low: int, high: int) -> tuple[int, int, Html]:
    """Return a range of the text as markup, and the range, which may grow to whole blocks of Markdown."""
    if media_kind(document.document) == "markdown" and len(document.text) <= _LARGEST_MARKDOWN:
        parsed = MarkdownDocument(document.text)
        first, last = parsed.window(low, high)
        body = parsed.html(first, last, marks)
        if body is not None:
            return first, last, body
    writer = _Writer(document, reflow(document.text), MarkWriter(marks))
    return low, high, join(*writer.window(low, high))


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
    """Cuts the text wherever a mark, heading or page begins or ends, and turns each piece into markup."""

    document: DocumentText
    text: str
    marks: MarkWriter

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
        headings = self.document.headings
        edges = {
            low,
            high,
            *(edge for head in headings for edge in (head.start, head.end) if low < edge < high),
        }
        for first, last in pairwise(sorted(edges)):
            is_heading = any(head.start <= first < head.end for head in headings)
            cuts = self.marks.cuts(first, last)
            for mark, group in groupby(cuts, key=lambda cut: self.marks.at(cut[0])):
                yield self.marks.around(mark, *(self._piece(*cut, is_heading=is_heading) for cut in group))

    def _piece(self, start: int, end: int, *, is_heading: bool) -> Html:
        text = self.text[start:end]
        return tag("span", text, class_="heading") if is_heading else self.marks.emphasised(start, join(text))
