"""What will happen to the conversation when the question in the field is sent."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation.history.types import Conversation
from assistant.web.escape import Html, join, tag
from assistant.web.languages import say


@dataclass(frozen=True, slots=True)
class SendOptions:
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
    """Return the line above the question that says what sending it will do, or nothing."""
    if not sentence:
        return join()
    cancel = tag("button", say("Cancel"), type="button", class_="cancel-send-options")
    return tag("p", tag("span", sentence, role="status"), cancel, class_="send-options")
