"""Building the page: its components, its event listeners and its queue."""

from __future__ import annotations

import os

import gradio as gr

from assistant.settings import Settings
from assistant.web.api import add_endpoints
from assistant.web.documents.changes import supported_suffixes
from assistant.web.events.answer_mode import wire_answer_mode
from assistant.web.events.chat import ChatEvents
from assistant.web.events.documents import DocumentEvents
from assistant.web.events.history import HistoryEvents
from assistant.web.events.language import wire_language
from assistant.web.events.notes import NoteEvents
from assistant.web.events.pages import wire_add_page
from assistant.web.events.source import wire_source
from assistant.web.events.updates import wire_updates
from assistant.web.gradio_support.checked_blocks import CheckedBlocks
from assistant.web.gradio_support.idle_queue import look_seldom_when_idle
from assistant.web.history.optional_store import OptionalConversationStore
from assistant.web.layout import build_layout
from assistant.web.notebook.optional_store import OptionalNoteStore
from assistant.web.state.library import Library

_HOUR = 3600
_MAX_QUEUE = 64
_CONCURRENT_QUESTIONS = 4
# After each event Gradio computes statistics over all events, for a monitoring page that is disabled here.
_NO_ANALYTICS = {"GRADIO_ANALYTICS_MAX_EVENTS": "1", "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**12)}


def create_app(settings: Settings, library: Library | None = None) -> gr.Blocks:
    """Return the page, ready to be launched or mounted.

    Args:
        settings: Paths of documents and index, and how questions are answered.
        library: The shared state, when the caller has made one already.

    Returns:
        The page. Documents and index are opened when it is first visited.
    """
    library = library or Library(settings)
    os.environ.update(_NO_ANALYTICS)
    page = CheckedBlocks(
        library.log,
        title="Assistant",
        analytics_enabled=False,
        delete_cache=(_HOUR, _HOUR),
        fill_width=True,
    )
    with page:
        add_endpoints(library)  # first, so that no handler takes their names
        components = build_layout(supported_suffixes(), settings)
        document_events = DocumentEvents(library, components)
        wire_updates(components, library, document_events)
        store = OptionalConversationStore(settings)
        chat_events = ChatEvents(components, library, store)
        chat_events.wire()
        HistoryEvents(components, library, store, chat_events, document_events).wire()
        NoteEvents(components, library, OptionalNoteStore(settings)).wire()
        wire_answer_mode(components, library)
        wire_source(components, library)
        document_events.wire()
        wire_add_page(components, library, document_events)
        wire_language(page, components, supported_suffixes(), settings)
    # One queue for everybody: questions are answered in the order in which they were asked.
    page.queue(default_concurrency_limit=_CONCURRENT_QUESTIONS, max_size=_MAX_QUEUE, api_open=False)
    look_seldom_when_idle(page._queue)
    return page
