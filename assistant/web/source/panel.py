"""The source panel: a document with the cited sentence marked, or a message why it is not shown."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation.history.types import Conversation
from assistant.documents import media_kind
from assistant.documents.page_images.renderer import RenderedPage
from assistant.errors import AssistantError, DocumentNotFoundError, ExtractionError
from assistant.types import Answer, Citation, DocumentText, Page
from assistant.web.citations.keys import CitationKey
from assistant.web.citations.text import place
from assistant.web.escape import Html, join, one_line, tag
from assistant.web.languages import say, translatable
from assistant.web.source.explanation import considered_passages, scores_text
from assistant.web.source.header import close_button, header_html
from assistant.web.source.item_list import item_list_html
from assistant.web.source.links import Link, link_to
from assistant.web.source.pdf_page import page_html, page_to_show, page_tools
from assistant.web.source.text import text_html
from assistant.web.source.view import Item, PanelItems, PanelView, marks_of, quote_of
from assistant.web.state.library import Library

CHANGED = translatable("This document has changed since the answer was given; ask again.")
CHANGED_SINCE_LINK = translatable("This document has changed since the link was made; ask again.")
REMOVED = translatable("This document has been removed since the answer was given; ask again.")
REMOVED_SINCE_LINK = translatable("The document of this link is not here, or not any more.")
GONE = translatable("This answer is no longer here; ask again.")


def empty_html() -> Html:
    """Return the panel without a document, with a hint."""
    hint = say("The sentence that an answer rests on is shown here; each number opens its own.")
    return tag("div", tag("p", hint), class_="source-empty")


def source_html(library: Library, conversation: Conversation, view: PanelView) -> Html:
    """Return the panel for a view; a range is marked only if the document still has the quote there."""
    if view.key is None and view.link is None:
        return empty_html()
    try:
        panel_items = (
            _items_for_link(library, view.link)
            if view.link
            else _items_for_key(library, conversation, view.key)
        )
    except AssistantError as error:
        return _problem(view, str(error))
    if isinstance(panel_items, str):
        return _problem(view, panel_items)
    tools, body = _body(library, view, panel_items)
    path = panel_items.item.document
    info = next((each for each in library.documents() if each.path == path), None)
    return tag(
        "article",
        header_html(panel_items, info),
        tools,
        body,
        item_list_html(panel_items),
        class_="source",
        data_count=view.count,
        data_key=str(panel_items.key) if panel_items.key else None,
        aria_label=say("Source"),
    )


# --- what is shown


def _items_for_key(library: Library, conversation: Conversation, key: CitationKey | None) -> PanelItems | str:
    """Return the items of the list that a key belongs to, or a message why there is none."""
    answer = _answer(conversation, key)
    if answer is None or key is None:
        return GONE
    if key.kind == "read":
        read = considered_passages(library, conversation, key.turn)
        notes = [scores_text(each) for each in read]
        passages = tuple(each.passage for each in read)
        return PanelItems(passages, key.number, key, notes) if key.number <= len(read) else GONE
    lists: dict[str, Sequence[Item]] = {
        "cite": answer.citations,
        "near": answer.nearest,
        "proof": answer.closest_to_unproven,
    }
    items = lists[key.kind]
    return PanelItems(items, key.number, key) if key.number <= len(items) else GONE


def _answer(conversation: Conversation, key: CitationKey | None) -> Answer | None:
    return conversation[key.turn - 1].answer if key is not None and key.turn <= len(conversation) else None


def _items_for_link(library: Library, link: Link) -> PanelItems | str:
    """Return the range of a link as a citation, or a message why the index does not hold it."""
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
    return PanelItems((citation,), 1, None)


def _problem(view: PanelView, sentence: str) -> Html:
    return tag(
        "article",
        close_button(),
        _sentence(sentence),
        class_="source",
        data_count=view.count,
        data_key=str(view.key) if view.key else None,
    )


def _sentence(sentence: str) -> Html:
    return tag("p", say(sentence), class_="problem", role="status")


# --- the document


def _body(library: Library, view: PanelView, panel_items: PanelItems) -> tuple[Html | None, Html]:
    """Return the controls and the document, or no controls and a message why it is not shown."""
    try:
        document = library.open().document(panel_items.item.document)
    except DocumentNotFoundError:
        return None, _sentence(REMOVED)
    except AssistantError as error:
        return None, _sentence(str(error))
    marks = marks_of(panel_items, document.text)
    if not marks or not marks[0].shown:
        return None, _sentence(CHANGED)
    if media_kind(document.document) != "pdf" or not document.pages:
        return _tools(panel_items.item), text_html(document, marks, view)
    page, drawn = page_to_show(document, marks[0], view), None
    notice: Html | None = None
    if not view.as_text:
        try:
            drawn = _draw(library, document, page)
        except ExtractionError as error:
            notice = tag("p", str(error), class_="page-note", role="status")
    if drawn is None:
        return _tools(panel_items.item, _mode_switch(as_text=True)), join(
            notice, text_html(document, marks, view)
        )
    tools = join(_mode_switch(as_text=False), page_tools(document, page))
    return _tools(panel_items.item, tools), page_html(document, page, drawn, marks)


def _draw(library: Library, document: DocumentText, page: Page) -> RenderedPage:
    path = library.corpus / (document.attached_to or document.document)
    is_attached = bool(document.attached_to)
    return library.page_renderer.render(path, document.sha256, page.number, is_attached=is_attached)


def _tools(item: Item, tools: Html | None = None) -> Html:
    """Return the controls above the document; the buttons hold the text that they copy."""
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


def _mode_switch(*, as_text: bool) -> Html:
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
