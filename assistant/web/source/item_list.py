"""The list below the source panel: the citations or passages of one answer."""

from __future__ import annotations

from assistant.terminal.text import snippet
from assistant.web.citations.keys import KeyKind
from assistant.web.citations.text import place, shorten
from assistant.web.escape import Html, tag
from assistant.web.languages import say, translatable
from assistant.web.source.view import PanelItems, colour_of

_TITLES: dict[KeyKind, str] = {
    "cite": translatable("All citations of this answer"),
    "near": translatable("Nearest passages"),
    "proof": translatable("Sentences closest to what was written"),
    "read": translatable("Why this answer: the passages that were read, best first"),
}


def item_list_html(panel_items: PanelItems) -> Html | None:
    """Return the list, the shown item marked; None for a sentence that a link led to."""
    if panel_items.key is None:
        return None
    title = say(_TITLES[panel_items.key.kind])
    entries = (
        tag(
            "li",
            tag(
                "button",
                tag("span", str(number), class_="number", data_colour=_colour(panel_items, number)),
                tag("span", tag("bdi", place(item)), class_="place"),
                tag("bdi", shorten(snippet(item)), class_="snippet"),
                tag("span", panel_items.notes[number - 1], class_="scores") if panel_items.notes else None,
                type="button",
                data_show=panel_items.key_of(number),
                aria_current="true" if number == panel_items.number else None,
            ),
        )
        for number, item in enumerate(panel_items.items, start=1)
    )
    return tag("nav", tag("h3", title), tag("ol", *entries), class_="source-list", aria_label=title)


def _colour(panel_items: PanelItems, number: int) -> int | None:
    """Return the colour of an item's mark, None if its document is not the one shown."""
    there = panel_items.items[number - 1].document == panel_items.item.document
    return colour_of(number) if there else None
