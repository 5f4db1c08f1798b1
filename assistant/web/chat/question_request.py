"""A question as it is to be asked."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation.history.types import Conversation
from assistant.web.chat.send_options import SendOptions


@dataclass(frozen=True, slots=True)
class QuestionRequest:
    """A question to be asked.

    Attributes:
        question: The text of the question.
        send_options: Where in the conversation it is asked, and whether it is completed.
        conversation: The conversation as the page shows it.
        conversation_id: Its id, "" if it is not kept yet.
        search: What is searched for in the list of conversations.
        documents: Paths of the selected documents; empty for all documents.
        written: Whether a language model is to write the answer.
        field: What the field for questions shows while the question is answered.
    """

    question: str
    send_options: SendOptions
    conversation: Conversation
    conversation_id: str
    search: str
    documents: frozenset[str] = frozenset()
    written: bool = False
    field: str = ""
