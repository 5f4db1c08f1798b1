"""Conversations as data: questions, answers or notes, and verdicts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from assistant.types import Answer

UNANSWERED = "This question was not answered; ask it again."


def new_id() -> str:
    """Return a random id of 16 hex digits, which cannot be guessed."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a visitor liked an answer, and the reason."""

    liked: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, with a note such as an error, or with neither while it is open.

    Attributes:
        question: The question as it was typed.
        answer: The answer, if there is one.
        note: Why there is no answer, or "".
        as_it_stands: Whether the question was searched for without completing it from the conversation.
        verdict: What the visitor thought of the answer, if they said so.
        id: The id of the exchange.
    """

    question: str
    answer: Answer | None = None
    note: str = ""
    as_it_stands: bool = False
    verdict: Verdict | None = None
    id: str = field(default_factory=new_id)

    @property
    def is_open(self) -> bool:
        """Whether the question has neither answer nor note yet."""
        return self.answer is None and not self.note


Conversation = tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A conversation of the store.

    Attributes:
        id: Its id, "" if it is not stored.
        title: Its title on one line.
        changed: The time of its last question, in seconds since 1970.
        conversation: Its exchanges; empty where only titles were asked for.
    """

    id: str
    title: str
    changed: float
    conversation: Conversation = ()


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer with a verdict.

    Attributes:
        exchange: The id of the exchange.
        question: The question as it was searched for.
        answer: The answer.
        verdict: The verdict.
    """

    exchange: str
    question: str
    answer: Answer
    verdict: Verdict


def with_verdict(conversation: Conversation, turn: int, verdict: Verdict | None) -> Conversation:
    """Return a conversation with the verdict on the answer of a turn (from 1) replaced; None deletes it."""
    judged = replace(conversation[turn - 1], verdict=verdict)
    return (*conversation[: turn - 1], judged, *conversation[turn:])
