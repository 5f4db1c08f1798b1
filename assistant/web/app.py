"""The page: its components and what happens when one of them is used."""

from __future__ import annotations

import os
from typing import Any

import gradio as gr

from assistant.settings import Settings
from assistant.web.documents.events import DocumentEvents
from assistant.web.documents.intake import supported_suffixes
from assistant.web.documents.library import Library
from assistant.web.documents.table import ShelfView
from assistant.web.history import events as talk_events
from assistant.web.history.store import Keeper
from assistant.web.layout import Parts, build_layout
from assistant.web.server.api import add_endpoints
from assistant.web.server.handlers import guarded
from assistant.web.server.inputs import CheckedBlocks
from assistant.web.server.polling import parse_pulse, pulse_html, take_pulse
from assistant.web.server.sent import sent
from assistant.web.source.events import wire_source
from assistant.web.start import welcome
from assistant.web.start.greeting import wire_language

_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# All but questions are answered at once, also while many questions wait.
_LOOKS = (0.02, 0.1)  # seconds between looking for questions, and for progress
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
        library.log,
        title="Assistant",
        analytics_enabled=False,
        delete_cache=(_HOUR, _HOUR),
        fill_width=True,
    )
    with page:
        add_endpoints(library)  # first, so that no handler takes their names
        parts = build_layout(supported_suffixes(), settings.max_file_mb)
        on_documents = DocumentEvents(library, parts)
        _wire_pulse(parts, library, on_documents)
        talk_events.wire(parts, library, Keeper(settings), _PRIVATE)
        wire_source(parts, library)
        on_documents.wire(**_QUICK)
        wire_language(page, parts, supported_suffixes(), settings.max_file_mb)
    # One line for everybody: questions are answered in the order in which they were asked.
    page.queue(default_concurrency_limit=_AT_ONCE, max_size=_LONGEST_QUEUE, api_open=False)
    # Gradio looks for work a thousand times a second; a page that is open all day costs a laptop less.
    page._queue.sleep_when_free, page._queue.progress_update_sleep_when_free = _LOOKS
    return page


# --- what changes behind the page


def _wire_pulse(parts: Parts, library: Library, on_documents: DocumentEvents) -> None:
    def changed(
        said: tuple[str, ...], shelf: ShelfView, chosen: frozenset[str], event: gr.EventData
    ) -> dict[Any, Any]:
        """Bring the page from what it shows to what there is; also when it has just been opened."""
        library.start_first_build()
        library.look_for_overview()
        shown, now = parse_pulse(sent(event, "shown")), take_pulse(library)
        next_shown: dict[Any, Any] = {parts.pulse: pulse_html(now)}
        if shown != now:
            next_shown[parts.chat] = welcome.greet(library)
        return next_shown | on_documents.refreshed(
            said,
            shelf,
            chosen,
            documents_changed=shown.commit != now.commit,
            build_changed=shown.build != now.build,
        )

    tab = parts.documents
    outputs = [
        *(parts.pulse, parts.chat, parts.strip, parts.choice),
        *(tab.status, tab.files, tab.table, tab.tools, tab.changes, tab.removed),
        *(tab.picked, tab.shelf, tab.chosen),
    ]
    inputs = [tab.said, tab.shelf, tab.chosen]
    parts.events.changed(guarded(library.log, changed), inputs, outputs, **_QUICK)
