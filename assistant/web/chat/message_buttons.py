"""The buttons of a question, an answer and a statement: edit, rate, ask again, keep.

Gradio's sanitiser removes data attributes, so a class such as "turn-3" says which turn a button belongs to.
"""

from __future__ import annotations

from assistant.conversation.history.types import Exchange
from assistant.web.escape import Html, one_line, tag
from assistant.web.languages import say


def question_tools(turn: int) -> Html:
    """Return the button below a question that puts it back into the field."""
    edit = tag("button", say("Edit"), _of(turn), type="button", class_=f"tool edit-question turn-{turn}")
    return tag("div", edit, class_="tools of-question")


def answer_tools(turn: int, exchange: Exchange, *, is_last: bool) -> Html:
    """Return the buttons below an answer or a note: rate it, and for the last one ask again."""
    again = (
        tag("button", say("Ask again"), type="button", class_=f"tool ask-again turn-{turn}")
        if is_last
        else None
    )
    judging = _judging(turn, exchange) if exchange.answer is not None else ()
    return tag("div", *judging, again, class_=f"tools of-answer exchange-{exchange.id}")


def keep_button(turn: int, number: int) -> Html:
    """Return the button beside a statement that keeps it in the notebook.

    Args:
        turn: Number of the question in the conversation, from 1.
        number: Number of the statement in the answer, from 1.
    """
    words = say("Keep in the notebook")
    kind = f"keep turn-{turn} statement-{number}"
    return tag(
        "button", tag("span", words, class_="visually-hidden"), type="button", class_=kind, title=words
    )


def _judging(turn: int, exchange: Exchange) -> tuple[Html | None, ...]:
    verdict = exchange.verdict
    liked = _thumb(turn, "like", say("Helpful"), selected=verdict is not None and verdict.liked)
    disliked = _thumb(turn, "dislike", say("Not helpful"), selected=verdict is not None and not verdict.liked)
    if verdict is None:
        return liked, disliked, None
    reason = one_line(verdict.reason)
    words = tag("bdi", reason) if reason else say("Say why")
    return liked, disliked, tag("button", words, type="button", class_=f"tool rating-reason turn-{turn}")


def _thumb(turn: int, name: str, words: str, *, selected: bool) -> Html:
    said = say("{words}, chosen", words=words) if selected else words
    kind = f"tool thumb {name} turn-{turn}{' selected' if selected else ''}"
    return tag("button", tag("span", said, class_="visually-hidden"), type="button", class_=kind, title=words)


def _of(turn: int) -> Html:
    return tag("span", f" {say('question {turn}', turn=turn)}", class_="visually-hidden")
