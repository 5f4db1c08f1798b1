"""The event that brings an open page up to date after documents, build or overview have changed."""

from __future__ import annotations

import gradio as gr

from assistant.web.documents.table import TableView
from assistant.web.events.documents import DocumentEvents
from assistant.web.gradio_support.error_handling import with_error_logging
from assistant.web.gradio_support.event_data import event_value
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.layout import PageComponents, Updates
from assistant.web.polling import current_version, parse_version, version_html
from assistant.web.start import welcome
from assistant.web.state.library import Library


def wire_updates(components: PageComponents, library: Library, document_events: DocumentEvents) -> None:
    """Connect the event that the page sends when it is out of date."""

    def bring_up_to_date(
        messages: tuple[str, ...], table_view: TableView, selected: frozenset[str], event: gr.EventData
    ) -> Updates:
        """Return what differs between what the page shows and what there is now."""
        library.start_first_build()
        library.start_overview()
        shown, now = parse_version(event_value(event, "shown")), current_version(library)
        updates: Updates = {components.page_version: version_html(now)}
        if shown != now:
            updates[components.chat] = welcome.start_page(library)
        return updates | document_events.refresh(
            messages,
            table_view,
            selected,
            documents_changed=shown.commit != now.commit,
            build_changed=shown.build != now.build,
        )

    tab = components.documents
    outputs = [
        *(components.page_version, components.chat, components.progress_line, components.selection_line),
        *(tab.status, tab.files_in_progress, tab.table, tab.filters, tab.changes, tab.removed),
        *(tab.selection_line, tab.table_view, tab.selected),
    ]
    inputs = [tab.messages, tab.table_view, tab.selected]
    components.events.update_page(
        with_error_logging(library.log, bring_up_to_date), inputs, outputs, **UNQUEUED
    )
