"""What happens in the column of conversations: open, search, rename, remove, save as a file."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from typing import Any

import gradio as gr

from assistant.conversation.history import export
from assistant.conversation.history.types import Conversation, Talk, new_id
from assistant.errors import AssistantError
from assistant.web.escape import tag
from assistant.web.events.chat import Changes, Talking, owner_of
from assistant.web.gradio_support.error_handling import guarded
from assistant.web.gradio_support.event_data import sent
from assistant.web.gradio_support.event_options import ANSWERING
from assistant.web.history.optional_store import Keeper
from assistant.web.layout import Parts
from assistant.web.state.library import Library


class TalkEvents:
    """The handlers; each returns what changes, by component."""

    def __init__(self, parts: Parts, library: Library, keeper: Keeper, talking: Talking) -> None:
        """Handle events for one page."""
        self.parts = parts
        self.library = library
        self.keeper = keeper
        self.talking = talking

    def arrive(
        self,
        search: str,
        talk: str,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Changes:
        """List the conversations when the page is opened, and open the one that its address names."""
        found = None if conversation else self.keeper.read(owner_of(request), _text(event, "id"))
        if found is None:
            return {self.parts.talks: self.talking.listed(request, search, talk, conversation)}
        return self._opened(found, search, request)

    def look(self, search: str, talk: str, conversation: Conversation, request: gr.Request) -> Changes:
        """List the conversations in which the searched words occur."""
        return {self.parts.talks: self.talking.listed(request, search, talk, conversation)}

    def open(
        self, search: str, talk: str, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> Changes:
        """Open a conversation; it goes on where it was."""
        found = self.keeper.read(owner_of(request), _text(event, "id"))
        if found is None:  # removed in another window
            return {self.parts.talks: self.talking.listed(request, search, talk, conversation)}
        self.talking.running.stop(str(request.session_hash))
        return self._opened(found, search, request)

    def fresh(self, search: str, request: gr.Request) -> Changes:
        """Begin another conversation and keep the one before."""
        self.talking.running.stop(str(request.session_hash))
        return self.talking.shown((), "") | {self.parts.talks: self.talking.listed(request, search, "", ())}

    def rename(
        self, search: str, talk: str, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> Changes:
        """Give a conversation another title."""
        self.keeper.rename(owner_of(request), _text(event, "id"), _text(event, "title"))
        return {self.parts.talks: self.talking.listed(request, search, talk, conversation)}

    def remove(
        self, search: str, talk: str, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> Changes:
        """Remove a conversation, and offer to bring it back."""
        removed = self.keeper.remove(owner_of(request), _text(event, "id"))
        if removed is None or removed.id != talk:
            return {self.parts.talks: self.talking.listed(request, search, talk, conversation, removed)}
        self.talking.running.stop(str(request.session_hash))
        return self.talking.shown((), "") | {
            self.parts.talks: self.talking.listed(request, search, "", (), removed)
        }

    def restore(
        self, search: str, talk: str, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> Changes:
        """Bring a removed conversation back."""
        self.keeper.restore(owner_of(request), _text(event, "id"))
        return {self.parts.talks: self.talking.listed(request, search, talk, conversation)}

    def save(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Changes:
        """Send a conversation to the browser as a file."""
        talk = self.keeper.read(owner_of(request), _text(event, "id"))
        if talk is None and not _text(event, "id") and conversation:
            talk = Talk("", conversation[0].question, 0.0, conversation)
        if talk is None:
            return {self.parts.saved: gr.skip()}
        try:
            file = export.made(talk, _text(event, "form"), self.library.holds)
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return {
            self.parts.saved: tag(
                "data",
                data_count=new_id(),
                data_name=file.name,
                data_type=file.kind,
                data_bytes=b64encode(file.data).decode("ascii"),
            )
        }

    def _opened(self, talk: Talk, search: str, request: gr.Request) -> Changes:
        changes = self.talking.shown(talk.conversation, talk.id)
        return changes | {self.parts.talks: self.talking.listed(request, search, talk.id, talk.conversation)}


def wire(parts: Parts, library: Library, keeper: Keeper, private: dict[str, Any]) -> None:
    """Connect the conversation and the column of conversations with what happens in them.

    Args:
        parts: The components.
        library: Where to ask.
        keeper: Where conversations are kept.
        private: Options of every event of the page.
    """
    quick = {**private, "queue": False}
    talking = Talking(parts, library, keeper)
    on, guard, events = (
        TalkEvents(parts, library, keeper, talking),
        partial(guarded, library.log),
        parts.events,
    )
    said = [parts.chat, parts.conversation, parts.talk, parts.question, parts.draft, parts.draft_line]
    outputs = [*said, parts.talks, parts.view, parts.source]
    asking = {**private, "trigger_mode": "multiple", "concurrency_id": ANSWERING}
    state = [parts.search, parts.talk, parts.conversation]
    asked = [parts.question, parts.conversation, parts.talk, parts.draft, parts.search]
    asked.append(parts.documents.chosen)
    gr.on([parts.question.submit, parts.chat.example_select], guard(talking.ask), asked, outputs, **asking)
    events.suggested(guard(talking.ask), asked, outputs, **asking)
    again = [parts.question, parts.conversation, parts.talk, parts.search, parts.documents.chosen]
    events.again(guard(talking.again), again, outputs, **asking)
    parts.question.stop(guard(talking.stop), [parts.conversation, parts.talk, parts.search], outputs, **quick)
    events.reword(guard(talking.reword), [parts.conversation], outputs, **quick)
    events.refine(guard(talking.refine), [parts.conversation], outputs, **quick)
    events.undraft(guard(talking.undraft), None, outputs, **quick)
    events.judge(guard(talking.judge), [parts.conversation, parts.talk], outputs, **quick)
    parts.fresh.click(guard(on.fresh), [parts.search], outputs, **quick)
    parts.search.change(guard(on.look), state, [parts.talks], trigger_mode="always_last", **quick)
    events.talk_arrive(guard(on.arrive), state, outputs, **quick)
    events.talk_open(guard(on.open), state, outputs, **quick)
    events.talk_rename(guard(on.rename), state, outputs, **quick)
    events.talk_remove(guard(on.remove), state, outputs, **quick)
    events.talk_restore(guard(on.restore), state, outputs, **quick)
    events.talk_save(guard(on.save), [parts.conversation], [parts.saved], **quick)


def _text(event: gr.EventData, name: str) -> str:
    value = sent(event, name)
    return value if isinstance(value, str) else ""
