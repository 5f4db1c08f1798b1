"""The switch *Quotes | Written* above the field for questions, shown where a language model is configured."""

from __future__ import annotations

from assistant.settings import Settings
from assistant.web.escape import Html, join, tag
from assistant.web.languages import say


def answer_mode_html(settings: Settings, *, written: bool) -> Html:
    """Return the switch, and where documents are sent while answers are written; empty without a model.

    Args:
        settings: Name the model and its address.
        written: Whether answers are written.
    """
    if not settings.can_write:
        return join()
    switch = tag(
        "div",
        _side("quotes", say("Quotes"), pressed=not written),
        _side("written", say("Written"), pressed=written),
        class_="switch",
        role="group",
        aria_label=say("Answers"),
    )
    sent = say("Text of your documents is sent to {address}", address=settings.llm)
    return tag("div", switch, tag("span", sent, class_="sent-to") if written else None, class_="answer-mode")


def _side(name: str, words: str, *, pressed: bool) -> Html:
    return tag("button", words, type="button", data_answers=name, aria_pressed="true" if pressed else "false")
