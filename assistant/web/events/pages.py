"""The event that adds a page of the web."""

from __future__ import annotations

import gradio as gr

from assistant.web.documents.pages import add_page_from_web, add_page_html
from assistant.web.events.documents import DocumentEvents
from assistant.web.gradio_support.error_handling import with_error_logging
from assistant.web.gradio_support.event_data import event_value
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.layout import PageComponents, Updates
from assistant.web.state.library import Library


def wire_add_page(components: PageComponents, library: Library, document_events: DocumentEvents) -> None:
    """Fetch the address that a visitor typed, when they ask for it, and index the page."""

    def add_page(event: gr.EventData) -> Updates:
        """Add a page and start a build."""
        address = event_value(event, "address")
        outcome = add_page_from_web(library, address)
        left = address if isinstance(address, str) and not outcome.changed else ""
        field = {components.documents.add_page: add_page_html(library.settings, left)}
        return field | document_events.outcome_updates(outcome)

    handler = with_error_logging(library.log, add_page)
    outputs = [components.documents.add_page, *document_events.outcome_outputs]
    components.events.add_page(handler, None, outputs, **UNQUEUED, trigger_mode="multiple")
