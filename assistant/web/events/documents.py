"""Events of the Documents tab: changes of the corpus, builds, search, selection and opening of documents."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.web.corpus import trash
from assistant.web.documents import changes, markup, progress
from assistant.web.documents.changes import Outcome, PendingReplacements, Upload
from assistant.web.documents.collections import collections_html, collections_of, with_toggled
from assistant.web.documents.table import TablePage, TableView, table_page
from assistant.web.escape import join, visible
from assistant.web.gradio_support.error_handling import Handler, with_error_logging
from assistant.web.gradio_support.event_data import event_value
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.languages import say
from assistant.web.layout import PageComponents, Updates
from assistant.web.source.document_panel import document_panel_html
from assistant.web.start.theme_cards import theme_by_key
from assistant.web.state.library import ALREADY_BUILDING, BuildState, Library

Selection = frozenset[str]

_LONGEST_PATH = 4000


class DocumentEvents:
    """The handlers of the Documents tab; each returns what the components show next."""

    def __init__(self, library: Library, components: PageComponents) -> None:
        """Handle events for one library on one page."""
        self.library, self.page, self.components = library, components, components.documents

    def wire(self) -> None:
        """Connect the handlers with the events of the page."""
        components, events = self.components, self.page.events
        guard = partial(with_error_logging, self.library.log)
        each_event: dict[str, Any] = {**UNQUEUED, "trigger_mode": "multiple"}
        pending, outputs = [components.pending], self.outcome_outputs
        events.add_files(guard(self.add_files), pending, outputs, **each_event)
        events.remove_document(guard(self.remove), None, outputs, **each_event)
        events.restore_document(guard(self.restore), None, outputs, **each_event)
        events.rename_document(guard(self.rename), None, outputs, **each_event)
        components.replace_button.click(guard(self.confirm), pending, outputs, **UNQUEUED)
        components.cancel_button.click(guard(self.decline), pending, outputs, **UNQUEUED)
        components.rebuild.click(guard(self.rebuild), None, outputs, **UNQUEUED)
        self._wire_table(guard)

    @property
    def outcome_outputs(self) -> list[Any]:
        """The components that show the outcome of a change of the corpus."""
        components = self.components
        return [
            *(self.page.progress_line, components.status, components.messages, components.removed),
            *(components.confirm, components.confirm_text, components.replace_button, components.pending),
        ]

    def _wire_table(self, guard: Callable[[Handler], Handler]) -> None:
        """Connect what is searched for, selected and opened in the table."""
        components, events = self.components, self.page.events
        each_event: dict[str, Any] = {**UNQUEUED, "trigger_mode": "multiple"}
        last_event: dict[str, Any] = {**UNQUEUED, "trigger_mode": "always_last"}
        inputs = [components.table_view, components.selected]
        table = [components.table, components.table_view]
        selection = [components.selected, components.selection_line, self.page.selection_line]
        both = [*selection, *table]
        events.find_documents(guard(self.find), inputs, table, **last_event)
        events.turn_table_page(guard(self.turn_page), inputs, table, **last_event)
        events.select_documents(guard(self.select), [components.selected], selection, **each_event)
        events.select_found(guard(self.select_found), inputs, both, **UNQUEUED)
        events.toggle_collection(guard(self.toggle_collection), inputs, both, **each_event)
        events.select_theme(guard(self.select_theme), inputs, both, **UNQUEUED)
        events.clear_selection(guard(self.clear_selection), [components.table_view], both, **UNQUEUED)
        events.open_document(guard(self.open_document), None, [components.document_panel], **last_event)
        about = [self.page.tabs, *both]
        events.ask_about_document(guard(self.ask_about), inputs, about, **UNQUEUED)
        events.show_documents(lambda: gr.Tabs(selected="documents"), None, [self.page.tabs], **UNQUEUED)

    def refresh(
        self,
        messages: tuple[str, ...],
        table_view: TableView,
        selected: Selection,
        *,
        documents_changed: bool,
        build_changed: bool,
    ) -> Updates:
        """Return what the tab shows after documents or build have changed."""
        shown: Updates = {}
        if build_changed:
            shown[self.page.progress_line] = progress.progress_line_html(self.library.building)
            shown[self.components.status] = progress.status_html(self.library.building, messages)
            shown[self.components.files_in_progress] = progress.files_html(self.library.building)
        if documents_changed:
            followed = self.library.current_paths(selected)
            shown |= self._table_updates(table_view, followed) | self._selection_updates(followed)
            shown[self.components.filters] = markup.filters_html(self.library.documents())
        if build_changed or documents_changed:
            shown[self.components.changes] = progress.changes_html(self.library.last_build(), time.time())
            shown[self.components.removed] = self._removed()
        return shown

    # --- changes of the corpus

    def add_files(self, pending: PendingReplacements | None, event: gr.EventData) -> Updates:
        """Add uploaded files and start a build."""
        uploads, lost = _uploads(event_value(event, "files"))
        outcome = changes.add_uploads(self.library, uploads)
        waiting = PendingReplacements(
            (pending or PendingReplacements()).replacing + outcome.pending.replacing
        )
        return self.outcome_updates(replace(outcome, sentences=(*outcome.sentences, *lost), pending=waiting))

    def confirm(self, pending: PendingReplacements | None) -> Updates:
        """Replace documents, as the visitor confirmed."""
        return self.outcome_updates(changes.replace_pending(self.library, pending) if pending else Outcome())

    def decline(self, pending: PendingReplacements | None) -> Updates:
        """Delete the uploads that the visitor did not confirm."""
        changes.discard_pending(pending or PendingReplacements())
        return self._message_updates()

    def remove(self, event: gr.EventData) -> Updates:
        """Move a document to the trash."""
        return self.outcome_updates(changes.remove_document(self.library, event_value(event, "document")))

    def restore(self, event: gr.EventData) -> Updates:
        """Restore a document from the trash."""
        return self.outcome_updates(changes.restore_document(self.library, event_value(event, "number")))

    def rename(self, event: gr.EventData) -> Updates:
        """Rename a document."""
        return self.outcome_updates(
            changes.rename_document(self.library, event_value(event, "document"), event_value(event, "name"))
        )

    def rebuild(self) -> Updates:
        """Start a build; if one is running, say so."""
        return self._message_updates(() if self.library.start_build() else (say(ALREADY_BUILDING),))

    # --- search, selection and opening

    def find(self, table_view: TableView, selected: Selection, event: gr.EventData) -> Updates:
        """Show the documents that match search and filters."""
        looking = table_view.with_search(
            event_value(event, "search"), event_value(event, "status"), event_value(event, "kind")
        )
        return self._table_updates(looking, selected)

    def turn_page(self, table_view: TableView, selected: Selection, event: gr.EventData) -> Updates:
        """Show the next or the previous page of the table."""
        return self._table_updates(table_view.turned_page(event_value(event, "by")), selected)

    def select(self, selected: Selection, event: gr.EventData) -> Updates:
        """Select the ticked rows among those that are shown; documents on other pages stay as they are."""
        shown, ticked = _paths(event_value(event, "shown")), _paths(event_value(event, "ticked"))
        return self._selection_updates((selected - shown) | (ticked & self._indexed()))

    def select_found(self, table_view: TableView, selected: Selection) -> Updates:
        """Select exactly the documents that match search and filters."""
        found = frozenset(
            info.path for info in self._table_page(table_view, selected).found if info.state == "indexed"
        )
        return self._selection_updates(found) | self._table_updates(table_view, found)

    def select_theme(self, table_view: TableView, selected: Selection, event: gr.EventData) -> Updates:
        """Select exactly the documents of a theme."""
        theme = theme_by_key(self.library.overview, event_value(event, "theme"))
        found = selected if theme is None else frozenset(theme.documents) & self._indexed()
        return self._selection_updates(found) | self._table_updates(table_view, found)

    def toggle_collection(self, table_view: TableView, selected: Selection, event: gr.EventData) -> Updates:
        """Select the documents of a folder too, or no longer if all of them were selected."""
        collections = collections_of(self.library.documents())
        found = with_toggled(collections, event_value(event, "folder"), selected)
        return self._selection_updates(found) | self._table_updates(table_view, found)

    @property
    def selection_outputs(self) -> list[Any]:
        """The components that show which documents are selected."""
        components = self.components
        return [
            *(components.selected, components.selection_line, self.page.selection_line),
            *(components.table, components.table_view),
        ]

    def select_again(self, within: tuple[str, ...]) -> Updates:
        """Select the documents that the last question of a conversation was limited to; none for all."""
        found = self.library.current_paths(within) if within else frozenset()
        return self._selection_updates(found) | self._table_updates(TableView(), found)

    def clear_selection(self, table_view: TableView) -> Updates:
        """Clear the selection, so that questions use all documents."""
        return self._selection_updates(frozenset()) | self._table_updates(table_view, frozenset())

    def ask_about(self, table_view: TableView, selected: Selection, event: gr.EventData) -> Updates:
        """Select exactly one document and show the chat, where the question is then asked of it alone."""
        found = _paths([event_value(event, "document")]) & self._indexed() or selected
        updates = self._selection_updates(found) | self._table_updates(table_view, found)
        return {self.page.tabs: gr.Tabs(selected="chat"), **updates}

    def open_document(self, event: gr.EventData) -> Updates:
        """Show the text of a document; close the panel if none is named."""
        return {
            self.components.document_panel: document_panel_html(
                self.library, event_value(event, "document"), event_value(event, "parts")
            )
        }

    # --- what is shown

    def outcome_updates(self, outcome: Outcome) -> Updates:
        """Start a build if the corpus has changed, and return what the tab shows of the outcome."""
        if outcome.changed:
            self.library.start_build(again=True)
        return self._message_updates(outcome.sentences, outcome.pending, quiet=not outcome.changed)

    def _message_updates(
        self,
        sentences: tuple[str, ...] = (),
        pending: PendingReplacements | None = None,
        *,
        quiet: bool = False,
    ) -> Updates:
        waiting, state = pending or PendingReplacements(), self.library.building
        shown: Updates = {
            self.components.status: progress.status_html(BuildState() if quiet else state, sentences),
            self.components.messages: sentences,
            self.components.removed: self._removed(),
            self.components.confirm: gr.Column(visible=bool(waiting)),
            self.components.confirm_text: markup.question_html(waiting),
            self.components.pending: waiting,
        }
        return shown if quiet else {**shown, self.page.progress_line: progress.progress_line_html(state)}

    def _removed(self) -> str:
        return markup.removed_html(trash.list_trash(self.library.corpus), time.time())

    def _table_page(self, table_view: TableView, selected: Selection) -> TablePage:
        return table_page(self.library.documents(), table_view, self.library.new_documents(), selected)

    def _table_updates(self, view: TableView, selected: Selection) -> Updates:
        table_view = self._table_page(replace(view, version=view.version + 1), selected)
        lines = self.library.opening_lines([info.path for info in table_view.rows])
        table = markup.table_html(self.library.documents(), table_view, lines, selected)
        return {self.components.table: table, self.components.table_view: table_view.view}

    def _selection_updates(self, selected: Selection) -> Updates:
        documents = self.library.documents()
        line = markup.selection_html(selected, documents, len(selected))
        collections = collections_html(collections_of(documents), selected)
        return {
            self.components.selected: selected,
            self.components.selection_line: line,
            self.page.selection_line: join(collections, line),
        }

    def _indexed(self) -> Selection:
        return frozenset(info.path for info in self.library.documents() if info.state == "indexed")


def _uploads(files_in_progress: object) -> tuple[list[Upload], list[str]]:
    """Return the uploads that the browser named, and a sentence for each whose file does not exist.

    Only files inside Gradio's folder of uploads are accepted, whatever path the browser sends.
    """
    uploads: list[Upload] = []
    lost: list[str] = []
    for file in files_in_progress if isinstance(files_in_progress, list) else []:
        path, name = (file.get("path"), file.get("name")) if isinstance(file, dict) else (None, None)
        if not (isinstance(path, str) and isinstance(name, str) and len(name) <= _LONGEST_PATH):
            continue
        if _is_waiting(path):
            uploads.append(Upload(path, name))
        else:
            lost.append(say("'{name}' is no longer waiting to be added; add it again.", name=visible(name)))
    return uploads, lost


def _is_waiting(path: str) -> bool:
    try:
        file, folder = Path(path).resolve(strict=True), Path(get_upload_folder()).resolve()
        return file.is_relative_to(folder) and file.is_file() and not Path(path).is_symlink()
    except (OSError, ValueError):
        return False


def _paths(value: object) -> Selection:
    return (
        frozenset(path for path in value if isinstance(path, str)) if isinstance(value, list) else frozenset()
    )
