"""A conversation as plain data: what was asked, what came of it, and what a person thinks of that."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from assistant.types import Answer

UNANSWERED = "This question was not answered; ask it again."


def new_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person liked an answer, and why."""

    liked: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it: an answer, a note such as an error, or nothing yet.

    `as_it_stands` says that the question was not to be completed from the conversation.
    """

    question: str
    answer: Answer | None = None
    note: str = ""
    as_it_stands: bool = False
    verdict: Verdict | None = None
    id: str = field(default_factory=new_id)

    @property
    def is_open(self) -> bool:
        """Whether nothing came of the question yet."""
        return self.answer is None and not self.note


Conversation = tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A conversation that is kept; `changed` is the time (seconds since 1970) of its last question."""

    id: str
    title: str
    changed: float
    conversation: Conversation = ()


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer that a person judged: the question as it was searched, and what was cited."""

    exchange: str
    question: str
    answer: Answer
    verdict: Verdict


def with_verdict(conversation: Conversation, turn: int, verdict: Verdict | None) -> Conversation:
    """Return a conversation with another verdict on the answer of a turn, counted from 1."""
    judged = replace(conversation[turn - 1], verdict=verdict)
    return (*conversation[: turn - 1], judged, *conversation[turn:])
