"""Events of the open conversation: ask, stop, ask again, edit a question, rate an answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import gradio as gr

from assistant.conversation.history.types import Conversation, SavedConversation, Verdict, with_verdict
from assistant.web.chat import streaming
from assistant.web.chat.question_request import QuestionRequest
from assistant.web.chat.running_questions import RunningQuestions
from assistant.web.chat.send_options import SendOptions, send_options_html
from assistant.web.gradio_support.error_handling import with_error_logging
from assistant.web.gradio_support.event_data import event_value
from assistant.web.gradio_support.event_options import ANSWERING, PRIVATE, UNQUEUED
from assistant.web.history.conversation_list import ConversationList, list_html
from assistant.web.history.optional_store import OptionalConversationStore
from assistant.web.languages import say
from assistant.web.layout import ASK, STOP, PageComponents, Updates
from assistant.web.source.panel import empty_html
from assistant.web.source.view import PanelView
from assistant.web.start import welcome
from assistant.web.state.library import Library

MAX_REASON_LENGTH = 200  # characters


class ChatEvents:
    """The handlers; each returns what changes, by component."""

    def __init__(
        self, components: PageComponents, library: Library, store: OptionalConversationStore
    ) -> None:
        """Handle events for one page."""
        self.components = components
        self.library = library
        self.store = store
        self.running = RunningQuestions()

    @property
    def outputs(self) -> list[Any]:
        """The components of the conversation and of the field for questions."""
        components = self.components
        return [
            *(components.chat, components.conversation, components.conversation_id),
            *(components.question, components.send_options, components.send_options_line),
        ]

    def wire(self) -> None:
        """Connect the handlers with the events of the page."""
        components, events = self.components, self.components.events
        guard = partial(with_error_logging, self.library.log)
        outputs = [*self.outputs, components.conversation_list, components.view, components.source]
        queued: dict[str, Any] = {**PRIVATE, "trigger_mode": "multiple", "concurrency_id": ANSWERING}
        conversation, open_id = components.conversation, components.conversation_id
        search, selected = components.search, components.documents.selected
        written = components.written
        asked = [components.question, conversation, open_id]
        ask_inputs = [*asked, components.send_options, search, selected, written]
        sent_by = [components.question.submit, components.chat.example_select]
        gr.on(sent_by, guard(self.ask), ask_inputs, outputs, **queued)
        events.ask_suggested(guard(self.ask), ask_inputs, outputs, **queued)
        again_inputs = [*asked, search, selected, written]
        events.ask_again(guard(self.ask_again), again_inputs, outputs, **queued)
        components.question.stop(guard(self.stop), [conversation, open_id, search], outputs, **UNQUEUED)
        events.edit_question(guard(self.edit_question), [conversation], outputs, **UNQUEUED)
        events.edit_search(guard(self.edit_search), [conversation], outputs, **UNQUEUED)
        events.reset_send_options(guard(self.reset_send_options), None, outputs, **UNQUEUED)
        events.rate_answer(guard(self.rate_answer), [conversation, open_id], outputs, **UNQUEUED)

    # --- questions

    def ask(
        self,
        question: str,
        conversation: Conversation,
        conversation_id: str,
        send_options: SendOptions,
        search: str,
        selected: frozenset[str],
        written: bool,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Ask what stands in the field, or the example that was clicked."""
        example = welcome.clicked_example(event)
        if example:
            place = (SendOptions(), conversation, conversation_id, search, selected, written)
            yield from self._answer(QuestionRequest(example, *place, field=question), request)
        else:
            place = (send_options, conversation, conversation_id, search, selected, written)
            yield from self._answer(QuestionRequest(question, *place), request)

    def ask_again(
        self,
        question: str,
        conversation: Conversation,
        conversation_id: str,
        search: str,
        selected: frozenset[str],
        written: bool,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Ask the last question once more; its new answer replaces the old one."""
        if not conversation:
            yield self._no_updates()
            return
        last = conversation[-1]
        send_options = SendOptions(len(conversation), last.as_it_stands)
        place = (send_options, conversation, conversation_id, search, selected, written)
        yield from self._answer(QuestionRequest(last.question, *place, field=question), request)

    def stop(
        self, conversation: Conversation, conversation_id: str, search: str, request: gr.Request
    ) -> Updates:
        """Stop the answer that is being written."""
        self.running.stop(str(request.session_hash))
        stopped = streaming.stop(conversation)
        if stopped:
            conversation_id = self.store.save(owner_of(request), conversation_id, conversation, stopped)
        return self._conversation_updates(stopped, conversation_id) | {
            self.components.question: question_box_ready(),
            **self.list_updates(request, search, conversation_id, stopped),
        }

    def _answer(self, asked: QuestionRequest, request: gr.Request) -> Iterator[Updates]:
        visitor, owner = str(request.session_hash), owner_of(request)
        stopped = self.running.begin(visitor) if asked.question.strip() else None
        if stopped is None:
            yield self._no_updates()
            return
        options, conversation_id, now = asked.send_options, asked.conversation_id, asked.conversation
        before, documents = options.before(asked.conversation), sorted(asked.documents) or None
        steps = streaming.converse(
            self.library,
            asked.question,
            before,
            documents,
            as_it_stands=options.as_it_stands,
            writing=stopped if asked.written and self.library.settings.can_write else None,
        )
        try:
            yield self._started_updates(asked)
            for grown, messages in steps:
                updates: Updates = {self.components.chat: messages, self.components.conversation: grown}
                if grown is not now:
                    # Saved also after a stop: the visitor may have opened another conversation by now.
                    conversation_id = self.store.save(owner, conversation_id, now, grown)
                    updates |= self.list_updates(request, asked.search, conversation_id, grown)
                    now = grown
                if stopped.is_requested:
                    break
                yield {**updates, self.components.conversation_id: conversation_id}
        finally:
            self.running.end(visitor, stopped)
        yield self._no_updates() if stopped.is_requested else {self.components.question: question_box_ready()}

    def _started_updates(self, asked: QuestionRequest) -> Updates:
        """Return what the page shows as soon as a question is sent."""
        field = gr.Textbox(asked.field, submit_btn=False, stop_btn=say(STOP))
        updates = {self.components.question: field, **self._send_options_updates(SendOptions(), ())}
        return updates | self._empty_source_updates() if asked.send_options.turn else updates

    # --- changing a question before it is sent

    def edit_question(self, conversation: Conversation, event: gr.EventData) -> Updates:
        """Put a question back into the field; sending it replaces that turn and all after it."""
        turn = _turn(event, conversation)
        if not turn:
            return self._no_updates()
        exchange = conversation[turn - 1]
        return self._fill_question(exchange.question, SendOptions(turn, exchange.as_it_stands), conversation)

    def edit_search(self, conversation: Conversation, event: gr.EventData) -> Updates:
        """Put what was searched for into the field, to be sent without completing it."""
        turn = _turn(event, conversation)
        answer = conversation[turn - 1].answer if turn else None
        if answer is None:
            return self._no_updates()
        return self._fill_question(answer.searched_for, SendOptions(as_it_stands=True), conversation)

    def reset_send_options(self) -> Updates:
        """Empty the field and send the next question as usual."""
        return {self.components.question: gr.Textbox(""), **self._send_options_updates(SendOptions(), ())}

    def _fill_question(self, question: str, send_options: SendOptions, conversation: Conversation) -> Updates:
        return {
            self.components.question: gr.Textbox(question),
            **self._send_options_updates(send_options, conversation),
        }

    # --- verdicts

    def rate_answer(
        self, conversation: Conversation, conversation_id: str, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Keep a verdict on an answer, or delete it.

        Raises:
            gr.Error: The verdict cannot be kept.
        """
        turn = _turn(event, conversation)
        is_running = self.running.is_running(str(request.session_hash))
        if not turn or conversation[turn - 1].answer is None or is_running:
            return self._no_updates()
        liked, reason = event_value(event, "liked"), event_value(event, "reason")
        verdict = None
        if isinstance(liked, bool):
            verdict = Verdict(liked, reason[:MAX_REASON_LENGTH].strip() if isinstance(reason, str) else "")
        judged = with_verdict(conversation, turn, verdict)
        if not self.store.save_verdict(owner_of(request), conversation_id, judged[turn - 1]):
            raise gr.Error(self.store.error or say("This is not kept."), print_exception=False)
        return {self.components.chat: streaming.messages(judged), self.components.conversation: judged}

    # --- what the page shows

    def list_updates(
        self,
        request: gr.Request,
        search: str | None,
        conversation_id: str,
        conversation: Conversation,
        removed: SavedConversation | None = None,
    ) -> Updates:
        """Return the list of conversations as the page shows it next."""
        search = search or ""  # Gradio sends None for a field that was emptied by a script
        conversations = self.store.list_conversations(owner_of(request), search)
        content = ConversationList(
            conversations,
            conversation_id,
            searched=bool(search.strip()),
            removed=removed,
            error=self.store.error,
            is_kept=self.store.is_enabled,
            is_begun=bool(conversation),
        )
        return {self.components.conversation_list: list_html(content)}

    def show_conversation(self, conversation: Conversation, conversation_id: str) -> Updates:
        """Return what the page shows when a conversation is opened, or a new one begun."""
        updates = self._conversation_updates(conversation, conversation_id)
        updates |= self._empty_source_updates() | self._send_options_updates(SendOptions(), ())
        return {**updates, self.components.question: question_box_ready()}

    def _conversation_updates(self, conversation: Conversation, conversation_id: str) -> Updates:
        components = self.components
        return {
            components.chat: streaming.messages(conversation),
            components.conversation: conversation,
            components.conversation_id: conversation_id,
        }

    def _empty_source_updates(self) -> Updates:
        return {self.components.view: PanelView(), self.components.source: empty_html()}

    def _send_options_updates(self, send_options: SendOptions, conversation: Conversation) -> Updates:
        line = send_options_html(send_options.sentence(conversation))
        return {self.components.send_options: send_options, self.components.send_options_line: line}

    def _no_updates(self) -> Updates:
        return {self.components.conversation_id: gr.skip()}


def question_box_ready() -> gr.Textbox:
    """Return the field for questions with the button that sends one."""
    return gr.Textbox(submit_btn=say(ASK), stop_btn=False)


def owner_of(request: gr.Request) -> str:
    """Return the user whose conversations a request may see, "" where no password is set."""
    return request.username or ""


def _turn(event: gr.EventData, conversation: Conversation) -> int:
    """Return the turn (from 1) that the browser sent, 0 if the conversation has no such turn."""
    turn = event_value(event, "turn")
    return turn if type(turn) is int and 1 <= turn <= len(conversation) else 0
