"""What will happen to the conversation when the question in the field is sent."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.talks.data import Conversation


@dataclass(frozen=True, slots=True)
class Draft:
    """How a question is to be sent.

    `turn` is the one (from 1) that it takes the place of, with all that follows; 0 puts it at the end.
    `as_it_stands` leaves it as it is, without completing it from the conversation.
    """

    turn: int = 0
    as_it_stands: bool = False

    def before(self, conversation: Conversation) -> Conversation:
        """Return what the question is asked after."""
        return conversation[: self.turn - 1] if self.turn else conversation

    def sentence(self, conversation: Conversation) -> str:
        """Return what sending does, "" if nothing out of the ordinary."""
        parts = []
        if self.turn:
            after = len(conversation) - self.turn
            follow = {0: "", 1: " and the one after it"}.get(after, f" and the {after} after it")
            parts.append(f"Takes the place of question {self.turn}{follow}.")
        if self.as_it_stands:
            parts.append("Searched for as it stands, without the conversation before.")
        return " ".join(parts)
