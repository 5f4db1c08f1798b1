"""The content of an empty conversation: a heading, the themes and example questions."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr
from gradio.components.chatbot import ExampleMessage

from assistant.types import DocumentInfo
from assistant.web.escape import Html, join, tag
from assistant.web.gradio_support.event_data import event_value
from assistant.web.languages import count, grouped, say, unreadable_files
from assistant.web.start.theme_cards import themes_html
from assistant.web.state.library import Library

_CHARACTERS_OF_A_PAGE = 1800  # a typed page


def start_page(library: Library) -> gr.Chatbot:
    """Return the properties of the chat that make up the start page: placeholder and example questions."""
    examples: list[ExampleMessage] = [{"text": question} for question in library.overview.questions]
    return gr.Chatbot(placeholder=_placeholder(library), examples=examples)


def _placeholder(library: Library) -> Html:
    known = library.documents()
    if any(info.state == "indexed" for info in known):
        return tag(
            "div",
            tag("h2", say("Ask your documents")),
            tag("p", say("{sentence}.", sentence=corpus_in_words(known))),
            themes_html(library.overview, known),
            class_="welcome",
        )
    if library.building.running:
        return tag(
            "div",
            tag("h2", say("Reading your documents")),
            tag("p", say("You can ask in a moment.")),
            class_="welcome",
        )
    first_step = join(tag("a", say("Add documents"), href="#documents"), say(", then ask about them here."))
    failed = library.building.error
    problem = tag("p", failed, class_="problem") if failed else None
    return tag("div", tag("h2", say("No documents yet")), tag("p", first_step), problem, class_="welcome")


def corpus_in_words(documents: Sequence[DocumentInfo]) -> str:
    """Return the size of the corpus in words: "24 documents, about 320 pages of text"."""
    indexed = [info for info in documents if info.state == "indexed"]
    pages = round(sum(info.characters for info in indexed) / _CHARACTERS_OF_A_PAGE)
    if pages > 1:
        size = say("about {count} pages of text", count=grouped(pages))
    else:
        size = say("about a page of text") if pages else say("less than a page of text")
    words = say("{first}, {second}", first=count(len(indexed), "document"), second=size)
    failed = len(documents) - len(indexed)
    return f"{words}; {unreadable_files(failed)}" if failed else words


def clicked_example(event: gr.EventData) -> str:
    """Return the example question that was clicked, or "" if the event was another one."""
    text = event_value(event, "value", "text")
    return text if isinstance(text, str) else ""
