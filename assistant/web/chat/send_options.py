"""Options for sending the question in the field, and the line above the field that describes them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation.history.types import Conversation
from assistant.web.escape import Html, join, tag
from assistant.web.languages import say


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How a question is sent.

    Attributes:
        turn: The turn (from 1) that it replaces, with all turns after it; 0 appends it.
        as_it_stands: Whether it is searched for without completing it from the conversation.
    """

    turn: int = 0
    as_it_stands: bool = False

    def before(self, conversation: Conversation) -> Conversation:
        """Return the exchanges that remain before the question."""
        return conversation[: self.turn - 1] if self.turn else conversation

    def sentence(self, conversation: Conversation) -> str:
        """Return a description of the options, "" for the usual ones."""
        parts = []
        if self.turn:
            after = len(conversation) - self.turn
            if not after:
                parts.append(say("Takes the place of question {turn}.", turn=self.turn))
            elif after == 1:
                parts.append(say("Takes the place of question {turn} and the one after it.", turn=self.turn))
            else:
                both = {"turn": self.turn, "after": after}
                parts.append(say("Takes the place of question {turn} and the {after} after it.", **both))
        if self.as_it_stands:
            parts.append(say("Searched for as it stands, without the conversation before."))
        return " ".join(parts)


def send_options_html(sentence: str) -> Html:
    """Return the description with a button that resets the options; empty for an empty description."""
    if not sentence:
        return join()
    cancel = tag("button", say("Cancel"), type="button", class_="cancel-send-options")
    return tag("p", tag("span", sentence, role="status"), cancel, class_="send-options")
