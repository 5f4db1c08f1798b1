"""Why an answer was given: the passages that the reader read, with their scores."""

from __future__ import annotations

from assistant.conversation.history.turns import turns_of
from assistant.conversation.history.types import Conversation
from assistant.types import Considered
from assistant.web.languages import decimal, say
from assistant.web.state.library import Library


def considered_passages(library: Library, conversation: Conversation, turn: int) -> tuple[Considered, ...]:
    """Return the passages that are read for the question of a turn (from 1), from the current index.

    Raises:
        AssistantError: The index cannot be asked.
    """
    exchange = conversation[turn - 1]
    history = () if exchange.as_it_stands else turns_of(conversation[: turn - 1])
    within = exchange.answer.within if exchange.answer else ()
    return library.explain(exchange.question, history, within)


def scores_text(considered: Considered) -> str:
    """Return the scores of a passage in words."""
    line = say(
        "Score {score} (from meaning {meaning} and words {words})",
        score=decimal(considered.passage.score, 2),
        meaning=decimal(considered.cosine, 2),
        words=decimal(considered.bm25, 1),
    )
    if considered.holds is not None:
        line += f" · {say('{share}% likely to hold an answer', share=round(100 * considered.holds))}"
    if considered.sentence_place is not None:
        line += f" · {say('its best sentence is number {place} of all', place=considered.sentence_place)}"
    return line
