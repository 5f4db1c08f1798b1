"""Streaming of an answer: a question in, growing lists of chat messages out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.writing.client import StoppedByUser
from assistant.common.cancellation import Cancellation
from assistant.conversation.history.turns import turns_of
from assistant.conversation.history.types import Conversation, Exchange
from assistant.errors import AssistantError, DocumentNotFoundError, IndexMissingError
from assistant.types import Turn
from assistant.web.chat.answers import answer_html, count_words, partial_html
from assistant.web.chat.message_buttons import answer_tools, question_tools
from assistant.web.chat.written import WritingState, writing_html
from assistant.web.escape import Html, join, tag
from assistant.web.gradio_support.error_handling import UNEXPECTED
from assistant.web.languages import say
from assistant.web.languages.core_sentences import translated
from assistant.web.state.library import Library

NOTHING_INDEXED = "There are no documents to answer from yet. Add some under Documents."
NOT_THERE = "A document that was chosen is not there any more; choose again, or ask all documents."
STOPPED = "Stopped."
MAX_QUESTION_LENGTH = 2000  # characters
_STEPS = 24
_STEP_SECONDS = 0.025
_DRAFT_SECONDS = 0.1  # between two updates of an answer that is being written


Message = dict[str, str]


def converse(
    library: Library,
    question: str,
    conversation: Conversation,
    documents: Sequence[str] | None = None,
    *,
    as_it_stands: bool = False,
    writing: Cancellation | None = None,
) -> Iterator[tuple[Conversation, list[Message]]]:
    """Ask one question and yield the conversation and its messages as they grow.

    Args:
        library: The documents that are asked.
        question: The text that was typed.
        conversation: The exchanges before it.
        documents: Paths of the documents to answer from; None for all.
        as_it_stands: Whether the question is searched for without completing it from the conversation.
        writing: Stops the language model that is to write the answer; None for a quoted one.

    Yields:
        The conversation so far with the messages to show; the last one is complete.
    """
    asked = (*conversation, Exchange(_typed(question), as_it_stands=as_it_stands))
    if writing is not None:
        yield from _converse_written(library, asked, documents, writing)
        return
    with library.active_questions.track():
        yield asked, messages(asked)
        done = (*conversation, answer_exchange(library, asked[-1], conversation, documents))
        answer = done[-1].answer
        words = count_words(answer) if answer is not None else 0
        for step in range(1, _STEPS if words > 1 else 1):
            if library.active_questions.several:  # others wait for their turn
                break
            yield done, [*messages(conversation), *_pair(len(done), done[-1], max(1, words * step // _STEPS))]
            time.sleep(_STEP_SECONDS)
    yield done, messages(done)


def answer_exchange(
    library: Library, exchange: Exchange, conversation: Conversation, documents: Sequence[str] | None = None
) -> Exchange:
    """Return the exchange with its answer, or with a note that says why there is none; never raises."""
    library.log.asked(exchange.question)
    try:
        history = _history(exchange, conversation)
        answer = library.open().ask(exchange.question, history, documents=documents)
        return replace(exchange, answer=answer)
    except Exception as error:
        return replace(exchange, note=_explained(library, error))


def _converse_written(
    library: Library, asked: Conversation, documents: Sequence[str] | None, cancellation: Cancellation
) -> Iterator[tuple[Conversation, list[Message]]]:
    """Have the last question answered by the language model; nothing more is yielded after a stop."""
    *before, exchange = asked
    yield asked, messages(asked)
    library.log.asked(exchange.question)
    try:
        history = _history(exchange, tuple(before))
        drafts = library.open().write(
            exchange.question, history, documents=documents, cancellation=cancellation
        )
        shown = 0.0
        for draft in drafts:
            now = time.monotonic()
            if draft.is_final:
                exchange = replace(exchange, answer=draft.answer)
            elif now - shown >= _DRAFT_SECONDS:
                shown = now
                state = WritingState(draft.answer, draft.unfinished, draft.part, draft.parts)
                reply = _pair(len(asked), exchange, html=writing_html(state))
                yield asked, [*messages(tuple(before)), *reply]
    except StoppedByUser:
        return
    except Exception as error:
        exchange = replace(exchange, note=_explained(library, error))
    done = (*before, exchange)
    yield done, messages(done)


def _history(exchange: Exchange, conversation: Conversation) -> tuple[Turn, ...]:
    return () if exchange.as_it_stands else turns_of(conversation)


def _explained(library: Library, error: Exception) -> str:
    """Return the note that an error becomes."""
    if isinstance(error, DocumentNotFoundError):
        return NOT_THERE
    if isinstance(error, IndexMissingError):
        return NOTHING_INDEXED
    if isinstance(error, AssistantError):
        return str(error)
    library.log.failed("Answering failed", error)
    return UNEXPECTED


def is_busy(conversation: Conversation) -> bool:
    """Say whether the last question is still being answered."""
    return bool(conversation) and conversation[-1].is_open


def stop(conversation: Conversation) -> Conversation:
    """Return the conversation with a note on the last question, if that is still being answered."""
    if is_busy(conversation):
        return (*conversation[:-1], replace(conversation[-1], note=STOPPED))
    return conversation


def messages(conversation: Conversation) -> list[Message]:
    """Return the whole conversation as messages for the chat component."""
    last = len(conversation)
    pairs = (
        _pair(turn, exchange, is_last=turn == last) for turn, exchange in enumerate(conversation, start=1)
    )
    return [message for pair in pairs for message in pair]


def _pair(
    turn: int,
    exchange: Exchange,
    words: int | None = None,
    *,
    is_last: bool = False,
    html: Html | None = None,
) -> list[Message]:
    question, reply = _question(exchange.question), html or _reply(turn, exchange, words)
    if words is None and not exchange.is_open:
        question = join(question, question_tools(turn))
        reply = join(reply, answer_tools(turn, exchange, is_last=is_last))
    return [{"role": "user", "content": question}, {"role": "assistant", "content": reply}]


def _typed(question: str) -> str:
    """Return a question as it can be stored: cut to `MAX_QUESTION_LENGTH`, lone surrogates replaced."""
    return question[:MAX_QUESTION_LENGTH].strip().encode("utf-8", "replace").decode("utf-8")


def _question(question: str) -> Html:
    lines = question.splitlines() or [""]
    return tag("div", join(*lines, by=tag("br")), class_="question", dir="auto")


def _reply(turn: int, exchange: Exchange, words: int | None) -> Html:
    if exchange.answer is not None:
        return (
            answer_html(turn, exchange.answer)
            if words is None
            else partial_html(turn, exchange.answer, words)
        )
    if exchange.note:
        return tag("div", tag("p", translated(exchange.note)), class_="answer note")
    return tag("div", tag("p", say("Looking through your documents"), class_="busy"), class_="answer writing")
