"""Events of the notebook: keep a statement; list, edit, move, remove, restore and save notes."""

from __future__ import annotations

from functools import partial

import gradio as gr

from assistant.conversation.history.types import Conversation
from assistant.conversation.notes.export import notes_as_file
from assistant.conversation.notes.types import Note, note_of
from assistant.errors import AssistantError
from assistant.types import Citation
from assistant.web.events.chat import owner_of
from assistant.web.events.history import file_html
from assistant.web.gradio_support.error_handling import with_error_logging
from assistant.web.gradio_support.event_data import event_value
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.languages import say
from assistant.web.layout import PageComponents, Updates
from assistant.web.notebook.markup import CHANGED, GONE, Notebook, kept_html, notebook_html
from assistant.web.notebook.optional_store import OptionalNoteStore
from assistant.web.state.library import Library


class NoteEvents:
    """The handlers; each returns what changes, by component."""

    def __init__(self, components: PageComponents, library: Library, store: OptionalNoteStore) -> None:
        """Handle events for one page."""
        self.components, self.library, self.store = components, library, store

    def wire(self) -> None:
        """Connect the handlers with the events of the page."""
        components, events = self.components, self.components.events
        guard = partial(with_error_logging, self.library.log)
        each_event = {**UNQUEUED, "trigger_mode": "multiple"}
        outputs = [components.notebook, components.kept]
        components.notes_tab.select(guard(self.show), None, outputs, **UNQUEUED)
        events.show_notes(lambda: gr.Tabs(selected="notes"), None, [components.tabs], **UNQUEUED)
        events.show_chat(lambda: gr.Tabs(selected="chat"), None, [components.tabs], **UNQUEUED)
        events.open_notes(guard(self.show), None, outputs, **UNQUEUED)
        # Only an event of the queue can show a message where something fails.
        queued = {**each_event, "queue": True}
        events.keep_statement(guard(self.keep), [components.conversation], [components.kept], **queued)
        events.edit_note(guard(self.edit), None, outputs, **each_event)
        events.move_note(guard(self.move), None, outputs, **each_event)
        events.remove_note(guard(self.remove), None, outputs, **each_event)
        events.restore_note(guard(self.restore), None, outputs, **each_event)
        events.save_notes(guard(self.save), None, [components.export_file], **UNQUEUED)

    def keep(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Updates:
        """Keep a statement of an answer.

        Raises:
            gr.Error: It cannot be kept; the message says why.
        """
        turn, number = _number(event, "turn"), _number(event, "number")
        exchange = conversation[turn - 1] if 1 <= turn <= len(conversation) else None
        note = note_of(exchange.answer, number, exchange.id) if exchange and exchange.answer else None
        if note is None:
            return {self.components.kept: gr.skip()}
        try:
            self.store.keep(owner_of(request), note)
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error
        if self.store.error or not self.store.is_enabled:
            raise gr.Error(self.store.error or say("This is not kept."), print_exception=False)
        notes = self.store.list_notes(owner_of(request))
        return {self.components.kept: kept_html(notes, say("Kept under Notes."))}

    def show(self, request: gr.Request) -> Updates:
        """List the notes."""
        return self._updates(request)

    def edit(self, event: gr.EventData, request: gr.Request) -> Updates:
        """Replace the own words of a note."""
        self.store.edit(owner_of(request), _text_value(event, "id"), _text_value(event, "text"))
        return self._updates(request)

    def move(self, event: gr.EventData, request: gr.Request) -> Updates:
        """Move a note up or down."""
        self.store.move(owner_of(request), _text_value(event, "id"), _number(event, "by"))
        return self._updates(request)

    def remove(self, event: gr.EventData, request: gr.Request) -> Updates:
        """Remove a note, and offer to restore it."""
        return self._updates(request, self.store.remove(owner_of(request), _text_value(event, "id")))

    def restore(self, event: gr.EventData, request: gr.Request) -> Updates:
        """Restore a removed note."""
        self.store.restore(owner_of(request), _text_value(event, "id"))
        return self._updates(request)

    def save(self, event: gr.EventData, request: gr.Request) -> Updates:
        """Send the notes to the browser as a file.

        Raises:
            gr.Error: They cannot be saved; the message says why.
        """
        notes = self.store.list_notes(owner_of(request))
        try:
            file = notes_as_file(notes, _text_value(event, "form"), self.library.holds)
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return {self.components.export_file: file_html(file)}

    def _updates(self, request: gr.Request, removed: Note | None = None) -> Updates:
        notes = self.store.list_notes(owner_of(request))
        paths = {info.path for info in self.library.documents()}

        def standing(citation: Citation) -> str:
            if self.library.holds(citation):
                return ""
            return CHANGED if citation.document in paths else GONE

        content = Notebook(notes, removed, self.store.error, self.store.is_enabled)
        return {
            self.components.notebook: notebook_html(content, standing),
            self.components.kept: kept_html(notes),
        }


def _number(event: gr.EventData, name: str) -> int:
    value = event_value(event, name)
    return value if type(value) is int else 0


def _text_value(event: gr.EventData, name: str) -> str:
    value = event_value(event, name)
    return value if isinstance(value, str) else ""
