"""The list below the source panel: the citations or passages of one answer."""

from __future__ import annotations

from assistant.web.citations.keys import KeyKind
from assistant.web.citations.text import place, shorten
from assistant.web.escape import Html, tag
from assistant.web.languages import say, unsaid
from assistant.web.source.view import Choice, colour_of, quote_of

_TITLES: dict[KeyKind, str] = {
    "cite": unsaid("All citations of this answer"),
    "near": unsaid("Nearest passages"),
    "read": unsaid("Why this answer: the passages that were read, best first"),
}


def item_list_html(choice: Choice) -> Html | None:
    """Return the list, the shown item marked; None for a sentence that a link led to."""
    if choice.key is None:
        return None
    title = say(_TITLES[choice.key.kind])
    entries = (
        tag(
            "li",
            tag(
                "button",
                tag("span", str(number), class_="number", data_colour=_colour(choice, number)),
                tag("span", tag("bdi", place(item)), class_="place"),
                tag("bdi", shorten(quote_of(item)), class_="snippet"),
                tag("span", choice.notes[number - 1], class_="scores") if choice.notes else None,
                type="button",
                data_go=choice.go(number),
                aria_current="true" if number == choice.number else None,
            ),
        )
        for number, item in enumerate(choice.items, start=1)
    )
    return tag("nav", tag("h3", title), tag("ol", *entries), class_="source-list", aria_label=title)


def _colour(choice: Choice, number: int) -> int | None:
    """Return the colour of the marks that a number has in the shown document, None if it has none there."""
    there = choice.items[number - 1].document == choice.item.document
    return colour_of(number) if there else None
