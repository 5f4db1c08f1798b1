"""The page: its components and what happens when one of them is used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.settings import Settings
from assistant.web import chat, document_events, documents, welcome
from assistant.web.api import ANSWERING, add_endpoints
from assistant.web.document_events import DocumentEvents
from assistant.web.inputs import CheckedBlocks
from assistant.web.intake import formats_line
from assistant.web.keys import parse_key
from assistant.web.layout import ASK, STOP, Parts, build_layout
from assistant.web.library import Library
from assistant.web.pulse import parse_pulse, pulse_html, take_pulse
from assistant.web.running import Running
from assistant.web.sent import sent
from assistant.web.source import View, source_html

_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# All but questions are answered at once, also while many questions wait.
_QUICK: dict[str, Any] = {**_PRIVATE, "queue": False}
_HOUR = 3600
_LONGEST_QUEUE = 64
_AT_ONCE = 4
# Gradio sums up all events of the past after each one, for a page that is closed here.
_NO_STATISTICS = {"GRADIO_ANALYTICS_MAX_EVENTS": "1", "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**12)}


def create_app(settings: Settings, library: Library | None = None) -> gr.Blocks:
    """Return the page, ready to be launched or mounted.

    Args:
        settings: Where documents and index are, and how to answer.
        library: The documents, when the caller has them open already.

    Returns:
        The page; nothing is read or opened before someone looks at it.
    """
    library = library or Library(settings)
    os.environ.update(_NO_STATISTICS)
    page = CheckedBlocks(
        library.journal,
        title="Assistant",
        analytics_enabled=False,
        delete_cache=(_HOUR, _HOUR),
        fill_width=True,
    )
    with page:
        add_endpoints(library)  # first, so that no handler takes their names
        parts = build_layout(formats_line(settings.max_file_mb))
        _wire_pulse(parts, library)
        _wire_chat(parts, library)
        _wire_source(parts, library)
        _wire_documents(parts, library)
    # One line for everybody: questions are answered in the order in which they were asked.
    page.queue(default_concurrency_limit=_AT_ONCE, max_size=_LONGEST_QUEUE, api_open=False)
    return page


# --- what changes behind the page


def _wire_pulse(parts: Parts, library: Library) -> None:
    def changed(said: tuple[str, ...], event: gr.EventData) -> tuple[Any, ...]:
        """Bring the page from what it shows to what there is; also when it has just been opened."""
        library.start_first_build()
        library.look_for_examples()
        shown, now = parse_pulse(sent(event, "shown")), take_pulse(library)
        same_documents, same_build = shown.commit == now.commit, shown.build == now.build
        return (
            pulse_html(now),
            gr.skip() if shown == now else welcome.greet(library),
            gr.skip() if same_documents else documents.table_html(library.documents()),
            gr.skip() if same_build else documents.strip_html(library.building),
            gr.skip() if same_build else documents.status_html(library.building, said),
        )

    outputs = [parts.pulse, parts.chat, parts.table, parts.strip, parts.status]
    parts.events.changed(library.journal.guard(changed), [parts.said], outputs, **_QUICK)


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

    guard = library.journal.guard
    asked = [parts.question.submit, parts.chat.example_select]
    outputs = [parts.chat, parts.conversation, parts.question]
    gr.on(
        asked,
        guard(ask),
        [parts.question, parts.conversation],
        outputs,
        trigger_mode="multiple",
        concurrency_id=ANSWERING,
        **_PRIVATE,
    )
    parts.question.stop(guard(stop), [parts.conversation], outputs, **_QUICK)
    parts.fresh.click(guard(start_afresh), None, [*outputs, parts.view, parts.source], **_QUICK)


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
    guard = library.journal.guard
    parts.events.show(guard(show), state, outputs, **_QUICK)
    parts.events.widen(guard(widen), state, outputs, **_QUICK)


# --- the documents


def _wire_documents(parts: Parts, library: Library) -> None:
    on, outputs, guard = DocumentEvents(library), document_events.outputs(parts), library.journal.guard
    parts.upload.upload(guard(on.upload), [parts.upload], [parts.upload, *outputs], **_QUICK)
    parts.yes.click(guard(on.confirm), [parts.pending], outputs, **_QUICK)
    parts.no.click(guard(on.decline), [parts.pending], outputs, **_QUICK)
    parts.events.remove(guard(on.ask_to_remove), None, outputs, **_QUICK)
    parts.rebuild.click(guard(on.rebuild), None, outputs, **_QUICK)
    parts.events.documents(lambda: gr.Tabs(selected="documents"), None, [parts.tabs], **_QUICK)
