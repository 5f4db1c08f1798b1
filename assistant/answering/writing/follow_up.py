"""Completing a follow-up question by the language model; else rules do it (`assistant.conversation`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.writing.client import ChatClient, Message, StoppedByUser
from assistant.common.cancellation import Cancellation
from assistant.errors import SettingsError, WritingError
from assistant.index.search.analyzer import analyze, function_words
from assistant.settings import Settings
from assistant.types import Turn

_RULES = (
    "Rewrite the user's last question so that it can be understood without the conversation before it: "
    "put in the names that its pronouns stand for. Keep its language and meaning, do not answer it, and "
    "write the question only, on one line."
)
_MOST_TURNS = 3
_MOST_CHARACTERS = 600  # of a question or answer before it
_MOST_TOKENS = 120
_LONGEST = 300  # characters
_LABEL = re.compile(r"^(?:(?:rewritten |standalone )?question|answer)\s*:\s*", re.IGNORECASE)


def complete_question(
    settings: Settings, question: str, history: Sequence[Turn], cancellation: Cancellation
) -> str:
    """Return a follow-up question as it can be understood by itself, "" if the model does not say one.

    Args:
        settings: Name the model.
        question: The question.
        history: The finished turns before it, oldest first.
        cancellation: Stops the model.

    Raises:
        StoppedByUser: A stop was requested.
    """
    told = "\n".join(
        f"Question: {_short(turn.question)}\nAnswer: {_short(turn.answer)}" for turn in history[-_MOST_TURNS:]
    )
    messages = [
        Message(role="system", content=_RULES),
        Message(role="user", content=f"{told}\n\nLast question: {_short(question)}"),
    ]
    try:
        client = ChatClient(settings)
        with client.stream(messages, most_tokens=_MOST_TOKENS, cancellation=cancellation) as stream:
            written = ""
            for piece in stream:
                written += piece
                if len(written) > 2 * _LONGEST:
                    return ""
    except StoppedByUser:
        raise
    except (SettingsError, WritingError):
        return ""
    return _checked(written, question)


def _checked(written: str, question: str) -> str:
    """Return what was written if it can be the question: one line that keeps a word of it and adds some."""
    line = _LABEL.sub("", written.strip()).strip(" \"'“”*")
    if not line or "\n" in line or len(line) > _LONGEST or not line.isprintable():
        return ""
    before, after = (set(analyze(text)) - function_words() for text in (question, line))
    keeps = not before or bool(before & after)
    return line if keeps and after > (before & after) else ""


def _short(text: str) -> str:
    return " ".join(text.split())[:_MOST_CHARACTERS]
