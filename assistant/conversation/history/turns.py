"""A conversation as the turns that a follow-up question is completed from."""

from __future__ import annotations

from assistant.conversation.history.types import Conversation
from assistant.types import Turn

_MOST_TURNS = 6


def turns_of(conversation: Conversation) -> tuple[Turn, ...]:
    """Return the last exchanges with an answer or a figure, oldest first; refusals and notes are left out."""
    answered = [(e, e.answer) for e in conversation if e.answer is not None and e.answer.said]
    return tuple(
        Turn(
            question=answer.searched_for or exchange.question,
            answer=" ".join(statement.text for statement in answer.said if statement.is_proven)
            if answer.is_written
            else answer.text,
            documents=tuple(dict.fromkeys(citation.document for citation in answer.citations)),
        )
        for exchange, answer in answered[-_MOST_TURNS:]
    )
