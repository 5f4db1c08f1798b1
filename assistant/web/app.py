"""The page: its components and what happens when one of them is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.settings import Settings
from assistant.web import chat, document_events, welcome
from assistant.web.api import add_endpoints
from assistant.web.document_events import DocumentEvents
from assistant.web.intake import formats_line
from assistant.web.keys import parse_key
from assistant.web.layout import ASK, STOP, Parts, build_layout
from assistant.web.library import Library
from assistant.web.running import Running
from assistant.web.sent import sent
from assistant.web.source import View, source_html

_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_QUICK: dict[str, Any] = {**_PRIVATE, "concurrency_limit": None}
_HOUR = 3600
_LONGEST_QUEUE = 64
_AT_ONCE = 4


def create_app(settings: Settings, library: Library | None = None) -> gr.Blocks:
    """Return the page, ready to be launched or mounted.

    Args:
        settings: Where documents and index are, and how to answer.
        library: The documents, when the caller has them open already.

    Returns:
        The page; nothing is read or opened before someone looks at it.
    """
    library = library or Library(settings)
    page: gr.Blocks = gr.Blocks(
        title="Assistant", analytics_enabled=False, delete_cache=(_HOUR, _HOUR), fill_width=True
    )
    with page:
        add_endpoints(library)  # first, so that no handler takes their names
        parts = build_layout(formats_line(settings.max_file_mb))
        _wire_arrival(page, parts, library)
        _wire_chat(parts, library)
        _wire_source(parts, library)
        _wire_documents(parts, library)
    page.queue(default_concurrency_limit=_AT_ONCE, max_size=_LONGEST_QUEUE)
    return page


def _wire_arrival(page: gr.Blocks, parts: Parts, library: Library) -> None:
    def arrive() -> Iterator[tuple[Any, ...]]:
        library.start_first_build()
        yield welcome.greet(library, with_examples=False), *document_events.view(library, library.building)
        for state in library.follow_build():
            yield gr.skip(), *document_events.view(library, state)
        yield welcome.greet(library, with_examples=True), *([gr.skip()] * len(document_events.outputs(parts)))

    page.load(arrive, None, [parts.chat, *document_events.outputs(parts)], **_QUICK)


# --- the conversation


def _wire_chat(parts: Parts, library: Library) -> None:
    running = Running()
    nothing = (gr.skip(), gr.skip(), gr.skip())

    def ask(
        question: str, conversation: chat.Conversation, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        example = welcome.chosen_example(event)
        visitor = str(request.session_hash)
        stopped = running.begin(visitor) if (example or question).strip() else None
        if stopped is None:
            yield nothing
            return
        try:
            yield (
                gr.skip(),
                gr.skip(),
                gr.Textbox(question if example else "", submit_btn=False, stop_btn=STOP),
            )
            for grown, messages in chat.converse(library, example or question, conversation):
                if stopped.is_set():
                    break
                yield messages, grown, gr.skip()
        finally:
            running.end(visitor, stopped)
        yield nothing if stopped.is_set() else (gr.skip(), gr.skip(), _ready())

    def stop(conversation: chat.Conversation, request: gr.Request) -> tuple[Any, ...]:
        running.stop(str(request.session_hash))
        stopped = chat.stop(conversation)
        return chat.messages(stopped), stopped, _ready()

    def start_afresh(request: gr.Request) -> tuple[Any, ...]:
        running.stop(str(request.session_hash))
        view = View()
        return [], (), _ready(), view, source_html(library, (), view)

    asked = [parts.question.submit, parts.chat.example_select]
    outputs = [parts.chat, parts.conversation, parts.question]
    gr.on(asked, ask, [parts.question, parts.conversation], outputs, trigger_mode="multiple", **_PRIVATE)
    parts.question.stop(stop, [parts.conversation], outputs, **_QUICK)
    parts.fresh.click(start_afresh, None, [*outputs, parts.view, parts.source], **_QUICK)


def _ready() -> gr.Textbox:
    return gr.Textbox(submit_btn=ASK, stop_btn=False)


# --- the source panel


def _wire_source(parts: Parts, library: Library) -> None:
    def show(conversation: chat.Conversation, view: View, event: gr.EventData) -> tuple[Any, ...]:
        key = parse_key(sent(event, "key"))
        if key is None:
            return gr.skip(), gr.skip()
        moved = view.move(key)
        return source_html(library, conversation, moved), moved

    def widen(conversation: chat.Conversation, view: View, event: gr.EventData) -> tuple[Any, ...]:
        wider = view.widen(str(sent(event, "side")))
        return source_html(library, conversation, wider), wider

    state, outputs = [parts.conversation, parts.view], [parts.source, parts.view]
    parts.events.show(show, state, outputs, **_QUICK)
    parts.events.widen(widen, state, outputs, **_QUICK)


# --- the documents


def _wire_documents(parts: Parts, library: Library) -> None:
    on, outputs = DocumentEvents(library), document_events.outputs(parts)
    parts.upload.upload(on.upload, [parts.upload], [parts.upload, *outputs], **_QUICK)
    parts.yes.click(on.confirm, [parts.pending], outputs, **_QUICK)
    parts.no.click(on.decline, [parts.pending], outputs, **_QUICK)
    parts.events.remove(on.ask_to_remove, None, outputs, **_QUICK)
    parts.rebuild.click(on.rebuild, None, outputs, **_QUICK)
    parts.documents_tab.select(on.refresh, None, [parts.table], **_QUICK)
    parts.events.documents(lambda: gr.Tabs(selected="documents"), None, [parts.tabs], **_QUICK)
