"""Events of the column of kept conversations: open, search, rename, remove, restore, export."""

from __future__ import annotations

from base64 import b64encode
from functools import partial

import gradio as gr

from assistant.conversation.history.export import File, export_conversation
from assistant.conversation.history.types import Conversation, SavedConversation, new_id
from assistant.errors import AssistantError
from assistant.web.escape import Html, tag
from assistant.web.events.chat import ChatEvents, owner_of
from assistant.web.events.documents import DocumentEvents
from assistant.web.gradio_support.error_handling import with_error_logging
from assistant.web.gradio_support.event_data import event_value
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.history.optional_store import OptionalConversationStore
from assistant.web.layout import PageComponents, Updates
from assistant.web.state.library import Library


class HistoryEvents:
    """The handlers; each returns what changes, by component.

    Handlers take `conversation_id`, the id of the open conversation, which is "" until it is kept, and
    `conversation`, what was said in it.
    """

    def __init__(
        self,
        components: PageComponents,
        library: Library,
        store: OptionalConversationStore,
        chat_events: ChatEvents,
        document_events: DocumentEvents,
    ) -> None:
        """Handle events for one page."""
        self.components = components
        self.library = library
        self.store = store
        self.chat_events = chat_events
        self.document_events = document_events

    def wire(self) -> None:
        """Connect the handlers with the events of the page."""
        components, events = self.components, self.components.events
        guard = partial(with_error_logging, self.library.log)
        outputs = [
            *self.chat_events.outputs,
            components.conversation_list,
            components.view,
            components.source,
            *self.document_events.selection_outputs,
        ]
        state = [components.search, components.conversation_id, components.conversation]
        components.new_conversation.click(
            guard(self.new_conversation), [components.search], outputs, **UNQUEUED
        )
        components.search.change(
            guard(self.search_conversations),
            state,
            [components.conversation_list],
            trigger_mode="always_last",
            **UNQUEUED,
        )
        events.open_page(guard(self.open_page), state, outputs, **UNQUEUED)
        events.open_conversation(guard(self.open), state, outputs, **UNQUEUED)
        events.rename_conversation(guard(self.rename), state, outputs, **UNQUEUED)
        events.remove_conversation(guard(self.remove), state, outputs, **UNQUEUED)
        events.restore_conversation(guard(self.restore), state, outputs, **UNQUEUED)
        events.export_conversation(
            guard(self.export), [components.conversation], [components.export_file], **UNQUEUED
        )

    def open_page(
        self,
        search: str,
        conversation_id: str,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """List the conversations when the page is opened, and open the one that its address names."""
        found = None if conversation else self.store.load(owner_of(request), _text_value(event, "id"))
        if found is None:
            return self.chat_events.list_updates(request, search, conversation_id, conversation)
        return self._open_updates(found, search, request)

    def search_conversations(
        self, search: str, conversation_id: str, conversation: Conversation, request: gr.Request
    ) -> Updates:
        """List the conversations in which the searched words occur."""
        return self.chat_events.list_updates(request, search, conversation_id, conversation)

    def open(
        self,
        search: str,
        conversation_id: str,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Open a conversation, which can be continued."""
        found = self.store.load(owner_of(request), _text_value(event, "id"))
        if found is None:  # removed in another window
            return self.chat_events.list_updates(request, search, conversation_id, conversation)
        self.chat_events.running.stop(str(request.session_hash))
        return self._open_updates(found, search, request)

    def new_conversation(self, search: str, request: gr.Request) -> Updates:
        """Begin another conversation; the one before is kept."""
        self.chat_events.running.stop(str(request.session_hash))
        updates = self.chat_events.show_conversation((), "")
        return updates | self.chat_events.list_updates(request, search, "", ())

    def rename(
        self,
        search: str,
        conversation_id: str,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Give a conversation another title."""
        self.store.rename(owner_of(request), _text_value(event, "id"), _text_value(event, "title"))
        return self.chat_events.list_updates(request, search, conversation_id, conversation)

    def remove(
        self,
        search: str,
        conversation_id: str,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Remove a conversation, and offer to restore it."""
        removed = self.store.remove(owner_of(request), _text_value(event, "id"))
        if removed is None or removed.id != conversation_id:
            return self.chat_events.list_updates(request, search, conversation_id, conversation, removed)
        self.chat_events.running.stop(str(request.session_hash))
        updates = self.chat_events.show_conversation((), "")
        return updates | self.chat_events.list_updates(request, search, "", (), removed)

    def restore(
        self,
        search: str,
        conversation_id: str,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Restore a removed conversation."""
        self.store.restore(owner_of(request), _text_value(event, "id"))
        return self.chat_events.list_updates(request, search, conversation_id, conversation)

    def export(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Updates:
        """Send a conversation to the browser as a file.

        Raises:
            gr.Error: The conversation cannot be exported; the message says why.
        """
        saved = self.store.load(owner_of(request), _text_value(event, "id"))
        if saved is None and not _text_value(event, "id") and conversation:
            saved = SavedConversation("", conversation[0].question, 0.0, conversation)
        if saved is None:
            return {self.components.export_file: gr.skip()}
        try:
            file = export_conversation(saved, _text_value(event, "form"), self.library.holds)
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return {self.components.export_file: file_html(file)}

    def _open_updates(self, saved: SavedConversation, search: str, request: gr.Request) -> Updates:
        updates = self.chat_events.show_conversation(saved.conversation, saved.id)
        answers = [exchange.answer for exchange in saved.conversation if exchange.answer is not None]
        updates |= self.document_events.select_again(answers[-1].within if answers else ())
        return updates | self.chat_events.list_updates(request, search, saved.id, saved.conversation)


def file_html(file: File) -> Html:
    """Return the hidden element from which the script saves a file."""
    return tag(
        "data",
        data_count=new_id(),
        data_name=file.name,
        data_type=file.kind,
        data_bytes=b64encode(file.data).decode("ascii"),
    )


def _text_value(event: gr.EventData, name: str) -> str:
    value = event_value(event, name)
    return value if isinstance(value, str) else ""
