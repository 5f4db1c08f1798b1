"""What an empty conversation shows: where to begin, and questions that the documents answer."""

from __future__ import annotations

import gradio as gr

from assistant.web.documents import summary
from assistant.web.escape import Html, join, tag
from assistant.web.library import Library
from assistant.web.sent import sent


def greet(library: Library) -> gr.Chatbot:
    """Return the chat's placeholder and the example questions that are known so far."""
    return gr.Chatbot(
        placeholder=_placeholder(library), examples=[{"text": question} for question in library.examples]
    )


def _placeholder(library: Library) -> Html:
    known = library.documents()
    if any(info.state == "indexed" for info in known):
        return tag("div", tag("h2", "Ask your documents"), tag("p", summary(known), "."), class_="welcome")
    if library.building.running:
        return tag(
            "div", tag("h2", "Reading your documents"), tag("p", "You can ask in a moment."), class_="welcome"
        )
    first_step = join(tag("a", "Add documents", href="#documents"), ", then ask about them here.")
    failed = library.building.error
    problem = tag("p", failed, class_="problem") if failed else None
    return tag("div", tag("h2", "No documents yet"), tag("p", first_step), problem, class_="welcome")


def chosen_example(event: gr.EventData) -> str:
    """Return the example question that was clicked, or "" if the event was another one."""
    text = sent(event, "value", "text")
    return text if isinstance(text, str) else ""
