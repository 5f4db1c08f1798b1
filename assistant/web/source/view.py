"""The state of the source panel, and the items and marks that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.types import Citation, Passage
from assistant.web.citations.keys import CitationKey
from assistant.web.source.links import Link

CONTEXT_CHARACTERS = 5_000  # characters shown before and after the cited sentence of a longer document
MORE_CHARACTERS = 20_000  # characters added by "Show more"
COLOURS = 6

Item = Citation | Passage


@dataclass(frozen=True, slots=True)
class PanelView:
    """What the panel shows.

    Attributes:
        key: The citation or passage that is shown, if any.
        link: The link that is shown, if any.
        before: Characters of text shown before the mark.
        after: Characters of text shown after it.
        count: The number of the view, which grows with each change.
        as_text: Whether text is shown instead of the image of the page.
        page: The page that the visitor turned to, None for the page of the mark.
    """

    key: CitationKey | None = None
    link: Link | None = None
    before: int = CONTEXT_CHARACTERS
    after: int = CONTEXT_CHARACTERS
    count: int = 0
    as_text: bool = False
    page: int | None = None

    def move(self, key: CitationKey) -> PanelView:
        """Return the view of another citation."""
        return PanelView(key, count=self.count + 1, as_text=self.as_text)

    def follow(self, link: Link) -> PanelView:
        """Return the view of a sentence that a link leads to."""
        return PanelView(link=link, count=self.count + 1, as_text=self.as_text)

    def widen(self, side: str) -> PanelView:
        """Return the view with more text "before" or "after"."""
        before = self.before + MORE_CHARACTERS * (side == "before")
        after = self.after + MORE_CHARACTERS * (side == "after")
        return replace(self, before=before, after=after, count=self.count + 1)

    def turn(self, page: int) -> PanelView:
        """Return the view of another page."""
        return replace(self, page=page, count=self.count + 1)

    def switch(self, *, as_text: bool) -> PanelView:
        """Return the view as text or as the page itself."""
        return replace(self, as_text=as_text, count=self.count + 1)


@dataclass(frozen=True, slots=True)
class PanelItems:
    """The citations or passages of one list, and the one that is shown.

    Attributes:
        items: The citations or passages.
        number: The position of the shown one, from 1.
        key: The key of the shown one, None for the target of a link.
        notes: A note for each item, or no notes.
    """

    items: Sequence[Item]
    number: int
    key: CitationKey | None
    notes: Sequence[str] = ()

    @property
    def item(self) -> Item:
        """The item that is shown."""
        return self.items[self.number - 1]

    def key_of(self, number: int) -> str | None:
        """Return the key of another item as text, None if there is none."""
        if self.key is None or not 1 <= number <= len(self.items):
            return None
        return str(replace(self.key, number=number))


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked range of a document.

    Attributes:
        start: The first character.
        end: The character after the last.
        number: The number of the item, from 1.
        shown: Whether it is the shown item.
        key: The key of the item as text, if it can be shown by a click.
        answer: The range of the short answer in it, such as the cell of a row; None if there is none.
    """

    start: int
    end: int
    number: int
    shown: bool
    key: str | None = None
    answer: tuple[int, int] | None = None

    @property
    def colour(self) -> int:
        """The number of its colour, from 1."""
        return colour_of(self.number)


def colour_of(number: int) -> int:
    """Return the colour of a number, from 1."""
    return (number - 1) % COLOURS + 1


def quote_of(item: Item) -> str:
    """Return the text of a citation or passage."""
    return item.quote if isinstance(item, Citation) else item.text


def marks_of(panel_items: PanelItems, text: str) -> tuple[Mark, ...]:
    """Return the marks in a text, the shown one first; items whose quote is not in its place are left out.

    Args:
        panel_items: The items.
        text: The text of the document of the shown item.
    """
    document = panel_items.item.document
    marks = [
        Mark(
            item.start,
            item.end,
            number,
            number == panel_items.number,
            panel_items.key_of(number),
            item.span if isinstance(item, Citation) else None,
        )
        for number, item in enumerate(panel_items.items, start=1)
        if item.document == document and text[item.start : item.end] == quote_of(item)
    ]
    return tuple(sorted(marks, key=lambda mark: not mark.shown))
