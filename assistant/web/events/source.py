"""Events of the source panel: another citation, more text, another page, page or text, an opened link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.conversation.history.types import Conversation
from assistant.web.citations.keys import parse_key
from assistant.web.gradio_support.error_handling import with_error_logging
from assistant.web.gradio_support.event_data import event_value
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.layout import PageComponents
from assistant.web.source.links import parse_link
from assistant.web.source.panel import source_html
from assistant.web.source.view import PanelView
from assistant.web.state.library import Library


def wire_source(components: PageComponents, library: Library) -> None:
    """Connect the events of the panel; an event with invalid data changes nothing."""

    def handler(
        change: Callable[[PanelView, gr.EventData], PanelView | None],
    ) -> Callable[..., tuple[Any, ...]]:
        def handle(conversation: Conversation, view: PanelView, event: gr.EventData) -> tuple[Any, ...]:
            changed = change(view, event)
            if changed is None:
                return gr.skip(), gr.skip()
            return source_html(library, conversation, changed), changed

        handle.__name__ = change.__name__.lstrip("_")  # for the log
        return with_error_logging(library.log, handle)

    state, outputs = [components.conversation, components.view], [components.source, components.view]
    for name, change in _CHANGES.items():
        getattr(components.events, name)(handler(change), state, outputs, **UNQUEUED)


def _show(view: PanelView, event: gr.EventData) -> PanelView | None:
    key = parse_key(event_value(event, "key"))
    return view.move(key) if key else None


def _follow(view: PanelView, event: gr.EventData) -> PanelView | None:
    link = parse_link(event_value(event, "link"))
    return view.follow(link) if link else None


def _widen(view: PanelView, event: gr.EventData) -> PanelView | None:
    return view.widen(str(event_value(event, "side")))


def _turn(view: PanelView, event: gr.EventData) -> PanelView | None:
    page = event_value(event, "page")
    return view.turn(page) if type(page) is int else None


def _switch(view: PanelView, event: gr.EventData) -> PanelView | None:
    return view.switch(as_text=event_value(event, "mode") == "text")


_CHANGES = {
    "show_citation": _show,
    "open_link": _follow,
    "show_more_text": _widen,
    "turn_page": _turn,
    "set_view_mode": _switch,
}
