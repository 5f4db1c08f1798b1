"""The source panel: a document with the cited sentence marked, or one sentence why not."""

from __future__ import annotations

from assistant.conversation.history.types import Conversation
from assistant.documents import media_kind
from assistant.documents.pdf.pages import DrawnPage
from assistant.errors import AssistantError, DocumentNotFoundError, ExtractionError
from assistant.types import Answer, Citation, DocumentText, Page
from assistant.web.citations.keys import Key
from assistant.web.citations.text import place
from assistant.web.escape import Html, join, one_line, tag
from assistant.web.languages import say, unsaid
from assistant.web.source.explanation import reasons_of, scores_line
from assistant.web.source.header import close_button, header_html
from assistant.web.source.item_list import item_list_html
from assistant.web.source.links import Link, link_to
from assistant.web.source.page import chosen_page, page_html, page_tools
from assistant.web.source.text import text_html
from assistant.web.source.view import Choice, Item, View, marks_of, quote_of
from assistant.web.state.library import Library

CHANGED = unsaid("This document has changed since the answer was given; ask again.")
CHANGED_SINCE_LINK = unsaid("This document has changed since the link was made; ask again.")
REMOVED = unsaid("This document has been removed since the answer was given; ask again.")
REMOVED_SINCE_LINK = unsaid("The document of this link is not here, or not any more.")
GONE = unsaid("This answer is no longer here; ask again.")


def empty_html() -> Html:
    """Return the panel while nothing is shown in it."""
    hint = say("Click a number in an answer to see the sentence it rests on.")
    return tag("div", tag("p", hint), class_="source-empty")


def source_html(library: Library, conversation: Conversation, view: View) -> Html:
    """Return the panel for a view; nothing is marked that does not say what was quoted."""
    if view.key is None and view.link is None:
        return empty_html()
    try:
        choice = _linked(library, view.link) if view.link else _chosen(library, conversation, view.key)
    except AssistantError as error:
        return _problem(view, str(error))
    if isinstance(choice, str):
        return _problem(view, choice)
    tools, body = _body(library, view, choice)
    return tag(
        "article",
        header_html(choice),
        tools,
        body,
        item_list_html(choice),
        class_="source",
        data_count=view.count,
        data_key=str(choice.key) if choice.key else None,
        aria_label=say("Source"),
    )


# --- what is shown


def _chosen(library: Library, conversation: Conversation, key: Key | None) -> Choice | str:
    """Return the citation or passage that a key names, or the sentence why there is none."""
    answer = _answer(conversation, key)
    if answer is None or key is None:
        return GONE
    if key.kind == "read":
        read = reasons_of(library, conversation, key.turn)
        notes = [scores_line(each) for each in read]
        passages = tuple(each.passage for each in read)
        return Choice(passages, key.number, key, notes) if key.number <= len(read) else GONE
    items = answer.citations if key.kind == "cite" else answer.closest
    return Choice(items, key.number, key) if key.number <= len(items) else GONE


def _answer(conversation: Conversation, key: Key | None) -> Answer | None:
    return conversation[key.turn - 1].answer if key is not None and key.turn <= len(conversation) else None


def _linked(library: Library, link: Link) -> Choice | str:
    """Return the sentence that a link leads to, as the index holds it, or the sentence why it does not."""
    try:
        document = library.open().document(link.document)
    except DocumentNotFoundError:
        return REMOVED_SINCE_LINK
    if not link.holds(document.text):
        return CHANGED_SINCE_LINK
    page = next((page for page in document.pages if page.end > link.start), None)
    quoted = document.text[link.start : link.end]
    citation = Citation(
        link.document,
        page.number if page else None,
        link.start,
        link.end,
        quoted,
        1.0,
        page_label=page.label if page else "",
    )
    return Choice((citation,), 1, None)


def _problem(view: View, sentence: str) -> Html:
    return tag("article", close_button(), _sentence(sentence), class_="source", data_count=view.count)


def _sentence(sentence: str) -> Html:
    return tag("p", say(sentence), class_="problem", role="status")


# --- the document


def _body(library: Library, view: View, choice: Choice) -> tuple[Html | None, Html]:
    """Return the controls and the document, or the sentence why it is not shown."""
    try:
        document = library.open().document(choice.item.document)
    except DocumentNotFoundError:
        return None, _sentence(REMOVED)
    except AssistantError as error:
        return None, _sentence(str(error))
    marks = marks_of(choice, document.text)
    if not marks or not marks[0].shown:
        return None, _sentence(CHANGED)
    if media_kind(document.document) != "pdf" or not document.pages:
        return _tools(choice.item), text_html(document, marks, view)
    page, drawn = chosen_page(document, marks[0], view), None
    why: Html | None = None
    if not view.as_text:
        try:
            drawn = _draw(library, document, page)
        except ExtractionError as error:
            why = tag("p", str(error), class_="page-note", role="status")
    if drawn is None:
        return _tools(choice.item, _switch(as_text=True)), join(why, text_html(document, marks, view))
    tools = join(_switch(as_text=False), page_tools(document, page))
    return _tools(choice.item, tools), page_html(document, page, drawn, marks)


def _draw(library: Library, document: DocumentText, page: Page) -> DrawnPage:
    return library.artist.draw(library.corpus / document.document, document.sha256, page.number)


def _tools(item: Item, tools: Html | None = None) -> Html:
    """Return the controls above the document; what is to be copied stands in the buttons."""
    quote = quote_of(item)
    citation = f"“{one_line(quote)}” ({place(item)})"
    return tag(
        "div",
        tools,
        tag(
            "div",
            tag("button", say("Copy with citation"), type="button", data_copy=citation),
            tag(
                "button",
                say("Copy link"),
                type="button",
                data_link=str(link_to(item.document, item.start, item.end, quote)),
            ),
            class_="tools copies",
            role="group",
            aria_label=say("Copy"),
        ),
        class_="source-tools",
    )


def _switch(*, as_text: bool) -> Html:
    def side(name: str, words: str, pressed: bool) -> Html:
        return tag(
            "button",
            words,
            type="button",
            data_mode=name,
            data_role=name,
            aria_pressed="true" if pressed else "false",
        )

    return tag(
        "div",
        side("page", say("Page"), not as_text),
        side("text", say("Text"), as_text),
        class_="tools switch",
        role="group",
        aria_label=say("Show"),
    )
