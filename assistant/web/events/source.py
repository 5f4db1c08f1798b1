"""What happens in the source panel: another citation, more text, another page, a link that is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.conversation.history.types import Conversation
from assistant.web.citations.keys import parse_key
from assistant.web.gradio_support.error_handling import guarded
from assistant.web.gradio_support.event_data import sent
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.layout import Parts
from assistant.web.source.links import parse_link
from assistant.web.source.panel import source_html
from assistant.web.source.view import View
from assistant.web.state.library import Library


def wire_source(parts: Parts, library: Library) -> None:
    """Connect the events of the panel; one that names nothing that can be shown changes nothing."""

    def handler(change: Callable[[View, gr.EventData], View | None]) -> Callable[..., tuple[Any, ...]]:
        def handle(conversation: Conversation, view: View, event: gr.EventData) -> tuple[Any, ...]:
            changed = change(view, event)
            if changed is None:
                return gr.skip(), gr.skip()
            return source_html(library, conversation, changed), changed

        handle.__name__ = change.__name__.lstrip("_")  # what the log says when it fails
        return guarded(library.log, handle)

    state, outputs = [parts.conversation, parts.view], [parts.source, parts.view]
    for name, change in _CHANGES.items():
        getattr(parts.events, name)(handler(change), state, outputs, **UNQUEUED)


def _show(view: View, event: gr.EventData) -> View | None:
    key = parse_key(sent(event, "key"))
    return view.move(key) if key else None


def _follow(view: View, event: gr.EventData) -> View | None:
    link = parse_link(sent(event, "link"))
    return view.follow(link) if link else None


def _widen(view: View, event: gr.EventData) -> View | None:
    return view.widen(str(sent(event, "side")))


def _turn(view: View, event: gr.EventData) -> View | None:
    page = sent(event, "page")
    return view.turn(page) if type(page) is int else None


def _switch(view: View, event: gr.EventData) -> View | None:
    return view.switch(as_text=sent(event, "mode") == "text")


_CHANGES = {"show": _show, "follow": _follow, "widen": _widen, "turn": _turn, "mode": _switch}
