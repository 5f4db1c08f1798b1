"""Bringing an open page up to date when documents, index or overview have changed."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.web.documents.table import ShelfView
from assistant.web.events.documents import DocumentEvents
from assistant.web.gradio_support.error_handling import guarded
from assistant.web.gradio_support.event_data import sent
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.layout import Parts
from assistant.web.polling import parse_pulse, pulse_html, take_pulse
from assistant.web.start import welcome
from assistant.web.state.library import Library


def wire_updates(parts: Parts, library: Library, on_documents: DocumentEvents) -> None:
    """Connect the event that the page sends when it is out of date."""

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
    parts.events.changed(guarded(library.log, changed), inputs, outputs, **UNQUEUED)
