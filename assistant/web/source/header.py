"""The header of the source panel: number and place of the shown item, and buttons to the others."""

from __future__ import annotations

from assistant.types import DocumentInfo
from assistant.web.citations.keys import KeyKind
from assistant.web.citations.text import document_link, page_name
from assistant.web.escape import Html, join, tag, visible
from assistant.web.languages import say, translatable
from assistant.web.source.view import PanelItems

_POSITIONS: dict[KeyKind, str] = {
    "cite": translatable("Citation {number} of {count}"),
    "near": translatable("Nearest passage {number} of {count}"),
    "proof": translatable("Closest sentence {number} of {count}"),
    "read": translatable("Passage {number} of {count}"),
}


def header_html(panel_items: PanelItems, info: DocumentInfo | None) -> Html:
    """Return the header for the item that is shown, whose document is `info` if it is still there."""
    item = panel_items.item
    title = visible(item.title)
    page = page_name(item)
    facts = [
        page[:1].upper() + page[1:] if page else None,
        title if title and title != item.document else None,
    ]
    where = join(*(tag("bdi", fact) for fact in facts if fact), by=" · ")
    also = (
        say("The same document is also at: {names}", names=", ".join(map(visible, item.also_in)))
        if item.also_in
        else None
    )
    fetched = None
    if info is not None and info.address:
        fetched = say("Fetched from {address} on {date}", address=visible(info.address), date=info.date)
    return tag(
        "header",
        tag(
            "div",
            close_button(),
            tag("span", _which(panel_items), class_="which"),
            _step(panel_items, -1),
            _step(panel_items, +1),
            class_="source-nav",
        ),
        tag("h2", document_link(item.document)),
        tag("p", where, class_="where") if where else None,
        tag("p", also, class_="where") if also else None,
        tag("p", fetched, class_="where") if fetched else None,
    )


def _which(panel_items: PanelItems) -> str:
    if panel_items.key is None:
        return say("Opened by a link")
    return say(_POSITIONS[panel_items.key.kind], number=panel_items.number, count=len(panel_items.items))


def close_button() -> Html:
    """Return the button that closes the panel where it covers the conversation."""
    return tag(
        "button",
        say("← Back"),
        type="button",
        class_="close",
        data_close=True,
        aria_label=say("Back to the answer"),
    )


def _step(panel_items: PanelItems, by: int) -> Html | None:
    if panel_items.key is None:
        return None
    key = panel_items.key_of(panel_items.number + by)
    role, label = ("Previous", say("Previous")) if by < 0 else ("Next", say("Next"))
    return tag(
        "button",
        "‹" if by < 0 else "›",
        type="button",
        class_="step",
        aria_label=label,
        disabled=key is None,
        data_show=key,
        data_role=role,
    )
