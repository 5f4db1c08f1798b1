"""What happens in a conversation: asking, stopping, asking again, changing a question, judging an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.conversation.history.types import Conversation, Talk, Verdict, with_verdict
from assistant.web.chat import streaming
from assistant.web.chat.running_questions import Running
from assistant.web.chat.send_options import Draft, draft_html
from assistant.web.gradio_support.event_data import sent
from assistant.web.history.conversation_list import Listed, list_html
from assistant.web.history.optional_store import Keeper
from assistant.web.languages import say
from assistant.web.layout import ASK, STOP, Parts
from assistant.web.source.panel import empty_html
from assistant.web.source.view import View
from assistant.web.start import welcome
from assistant.web.state.library import Library

LONGEST_REASON = 200
Changes = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is to be asked, of whom, and where in which conversation."""

    question: str
    draft: Draft
    conversation: Conversation
    talk: str
    search: str
    documents: frozenset[str] = frozenset()
    field: str = ""  # what stands in the field meanwhile


class Talking:
    """The handlers; each returns what changes, by component."""

    def __init__(self, parts: Parts, library: Library, keeper: Keeper) -> None:
        """Handle events for one page."""
        self.parts = parts
        self.library = library
        self.keeper = keeper
        self.running = Running()

    # --- questions

    def ask(
        self,
        question: str,
        conversation: Conversation,
        talk: str,
        draft: Draft,
        search: str,
        chosen: frozenset[str],
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[Changes]:
        """Ask what stands in the field, or the example that was clicked."""
        example = welcome.chosen_example(event)
        if example:
            asked = Asked(example, Draft(), conversation, talk, search, chosen, question)
        else:
            asked = Asked(question, draft, conversation, talk, search, chosen)
        yield from self._asked(asked, request)

    def again(
        self,
        question: str,
        conversation: Conversation,
        talk: str,
        search: str,
        chosen: frozenset[str],
        request: gr.Request,
    ) -> Iterator[Changes]:
        """Ask the last question once more, in the place of what came of it."""
        if not conversation:
            yield self._nothing()
            return
        last = conversation[-1]
        draft = Draft(len(conversation), last.as_it_stands)
        asked = Asked(last.question, draft, conversation, talk, search, chosen, question)
        yield from self._asked(asked, request)

    def stop(self, conversation: Conversation, talk: str, search: str, request: gr.Request) -> Changes:
        """Stop the answer that is on its way."""
        self.running.stop(str(request.session_hash))
        stopped = streaming.stop(conversation)
        if stopped:
            talk = self.keeper.keep(owner_of(request), talk, conversation, stopped)
        return self._said(stopped, talk) | {
            self.parts.question: ready(),
            self.parts.talks: self.listed(request, search, talk, stopped),
        }

    def _asked(self, asked: Asked, request: gr.Request) -> Iterator[Changes]:
        visitor, owner = str(request.session_hash), owner_of(request)
        stopped = self.running.begin(visitor) if asked.question.strip() else None
        if stopped is None:
            yield self._nothing()
            return
        before, talk, now = asked.draft.before(asked.conversation), asked.talk, asked.conversation
        documents = sorted(asked.documents) or None
        steps = streaming.converse(
            self.library, asked.question, before, documents, as_it_stands=asked.draft.as_it_stands
        )
        try:
            yield self._begun(asked)
            for grown, messages in steps:
                changes = {self.parts.chat: messages, self.parts.conversation: grown}
                if grown is not now:
                    # Also when it was stopped meanwhile: whoever went to another conversation finds it here.
                    talk = self.keeper.keep(owner, talk, now, grown)
                    changes[self.parts.talks] = self.listed(request, asked.search, talk, grown)
                    now = grown
                if stopped.is_set():
                    break
                yield {**changes, self.parts.talk: talk}
        finally:
            self.running.end(visitor, stopped)
        yield self._nothing() if stopped.is_set() else {self.parts.question: ready()}

    def _begun(self, asked: Asked) -> Changes:
        """Return what changes as soon as a question is sent."""
        field = gr.Textbox(asked.field, submit_btn=False, stop_btn=say(STOP))
        changes = {self.parts.question: field, **self._drafted(Draft(), ())}
        return changes | self._no_source() if asked.draft.turn else changes

    # --- changing a question before it is sent

    def reword(self, conversation: Conversation, event: gr.EventData) -> Changes:
        """Put a question back to where one types; sending it cuts the conversation there."""
        turn = _turn(event, conversation)
        if not turn:
            return self._nothing()
        exchange = conversation[turn - 1]
        return self._put(exchange.question, Draft(turn, exchange.as_it_stands), conversation)

    def refine(self, conversation: Conversation, event: gr.EventData) -> Changes:
        """Put what was searched for to where one types, to be sent as it stands."""
        turn = _turn(event, conversation)
        answer = conversation[turn - 1].answer if turn else None
        if answer is None:
            return self._nothing()
        return self._put(answer.searched_for, Draft(as_it_stands=True), conversation)

    def undraft(self) -> Changes:
        """Forget that the question was to be sent in another way than usual."""
        return {self.parts.question: gr.Textbox(""), **self._drafted(Draft(), ())}

    def _put(self, question: str, draft: Draft, conversation: Conversation) -> Changes:
        return {self.parts.question: gr.Textbox(question), **self._drafted(draft, conversation)}

    # --- what one thinks of an answer

    def judge(
        self, conversation: Conversation, talk: str, event: gr.EventData, request: gr.Request
    ) -> Changes:
        """Take a verdict on an answer, or take it back."""
        turn = _turn(event, conversation)
        if not turn or conversation[turn - 1].answer is None or self.running.is_on(str(request.session_hash)):
            return self._nothing()
        liked, reason = sent(event, "liked"), sent(event, "reason")
        verdict = None
        if isinstance(liked, bool):
            verdict = Verdict(liked, reason[:LONGEST_REASON].strip() if isinstance(reason, str) else "")
        judged = with_verdict(conversation, turn, verdict)
        if not self.keeper.judge(owner_of(request), talk, judged[turn - 1]):
            raise gr.Error(self.keeper.trouble or say("This is not kept."), print_exception=False)
        return {self.parts.chat: streaming.messages(judged), self.parts.conversation: judged}

    # --- what the page shows

    def listed(
        self,
        request: gr.Request,
        search: str | None,
        talk: str,
        conversation: Conversation,
        removed: Talk | None = None,
    ) -> str:
        """Return the column of conversations."""
        search = search or ""  # Gradio sends None for a field that was emptied by a script
        talks = self.keeper.titles(owner_of(request), search)
        return list_html(
            Listed(
                talks,
                talk,
                searched=bool(search.strip()),
                removed=removed,
                trouble=self.keeper.trouble,
                is_kept=self.keeper.store is not None,
                is_begun=bool(conversation),
            )
        )

    def shown(self, conversation: Conversation, talk: str) -> Changes:
        """Return what changes when a conversation is opened, or a new one begun."""
        changes = self._said(conversation, talk) | self._no_source() | self._drafted(Draft(), ())
        return {**changes, self.parts.question: ready()}

    def _said(self, conversation: Conversation, talk: str) -> Changes:
        parts = self.parts
        return {
            parts.chat: streaming.messages(conversation),
            parts.conversation: conversation,
            parts.talk: talk,
        }

    def _no_source(self) -> Changes:
        return {self.parts.view: View(), self.parts.source: empty_html()}

    def _drafted(self, draft: Draft, conversation: Conversation) -> Changes:
        line = draft_html(draft.sentence(conversation))
        return {self.parts.draft: draft, self.parts.draft_line: line}

    def _nothing(self) -> Changes:
        return {self.parts.talk: gr.skip()}


def ready() -> gr.Textbox:
    """Return the field as it is when a question can be asked."""
    return gr.Textbox(submit_btn=say(ASK), stop_btn=False)


def owner_of(request: gr.Request) -> str:
    """Return whose conversations a request may see: everybody's in one where no password is set."""
    return request.username or ""


def _turn(event: gr.EventData, conversation: Conversation) -> int:
    """Return the turn that the browser names, 0 if there is none."""
    turn = sent(event, "turn")
    return turn if type(turn) is int and 1 <= turn <= len(conversation) else 0
