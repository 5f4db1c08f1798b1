"""The components of the page and their arrangement; `events` connects them with handlers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.settings import Settings
from assistant.web.assets import read_assets
from assistant.web.chat.answer_mode import answer_mode_html
from assistant.web.chat.send_options import SendOptions
from assistant.web.documents.components import DocumentComponents, build_documents
from assistant.web.escape import tag
from assistant.web.history.conversation_list import history_header_html, history_toggle_html
from assistant.web.history.dialogs import dialogs_html
from assistant.web.languages import component_text, script_catalogue, translatable
from assistant.web.source.panel import empty_html
from assistant.web.source.view import PanelView

ASK, STOP = translatable("Ask"), translatable("Stop")

Updates = dict[Any, Any]  # what handlers return: the new value or properties of each component that changes


@dataclass(frozen=True)
class PageComponents:
    """Every component that an event reads or changes."""

    events: gr.HTML
    page_version: gr.HTML
    history_toggle: gr.HTML
    progress_line: gr.HTML
    new_conversation: gr.Button
    tabs: gr.Tabs
    chat: gr.Chatbot
    question: gr.Textbox
    selection_line: gr.HTML
    source: gr.HTML
    documents: DocumentComponents
    conversation: gr.State
    view: gr.State
    conversation_list: gr.HTML
    notes_tab: gr.Tab
    notebook: gr.HTML
    kept: gr.HTML
    search: gr.Textbox
    export_file: gr.HTML
    history_header: gr.HTML
    dialogs: gr.HTML
    send_options_line: gr.HTML
    answer_mode: gr.HTML
    conversation_id: gr.State
    send_options: gr.State
    written: gr.State


def build_layout(formats: tuple[str, ...], settings: Settings) -> PageComponents:
    """Create the components inside the `gr.Blocks` that is open.

    Args:
        formats: The suffixes of files that can be added.
        settings: Say how large files may be, and whether answers can be written.
    """
    script = read_assets("script")
    events = gr.HTML("", js_on_load=script_catalogue(script) + script, elem_id="events")
    page_version = gr.HTML("", elem_id="page-version", js_on_load=None)
    with gr.Row(elem_id="top"):
        history_toggle = gr.HTML(history_toggle_html(), elem_id="history-toggle", js_on_load=None)
        gr.HTML(tag("h1", "Assistant"), elem_id="brand")
        new_conversation = gr.Button(
            component_text("New conversation"), elem_id="new-conversation", size="sm", scale=0
        )
    progress_line = gr.HTML("", elem_id="progress-line", js_on_load=None)
    document_panel = gr.HTML("", elem_id="document-panel", js_on_load=None)
    dialogs = gr.HTML(dialogs_html(), elem_id="dialogs", js_on_load=None)  # outside the tabs: used in several
    export_file = gr.HTML("", elem_id="export-file", js_on_load=None)
    kept = gr.HTML("", elem_id="kept", js_on_load=None)
    with gr.Tabs(selected="chat", elem_id="tabs") as tabs:
        with gr.Tab(component_text("Chat"), id="chat", elem_id="chat-tab"), gr.Row(elem_id="chat-columns"):
            history, chat = _history_column(), _chat_columns(settings)
        with gr.Tab(
            component_text("Notes"), id="notes", elem_id="notes-tab", render_children=True
        ) as notes_tab:
            notebook = gr.HTML("", elem_id="notebook", js_on_load=None)
        with gr.Tab(
            component_text("Documents"), id="documents", elem_id="documents-tab", render_children=True
        ):
            documents = build_documents(formats, settings, document_panel)
    return PageComponents(
        events=events,
        page_version=page_version,
        history_toggle=history_toggle,
        progress_line=progress_line,
        new_conversation=new_conversation,
        tabs=tabs,
        documents=documents,
        notes_tab=notes_tab,
        notebook=notebook,
        kept=kept,
        dialogs=dialogs,
        export_file=export_file,
        conversation=gr.State(()),
        view=gr.State(PanelView()),
        conversation_id=gr.State(""),
        send_options=gr.State(SendOptions()),
        written=gr.State(False),
        **history,
        **chat,
    )


def _history_column() -> dict[str, Any]:
    """Create the column of kept conversations; return its components by field."""
    with gr.Column(elem_id="history-column"):
        history_header = gr.HTML(history_header_html(), elem_id="history-header", js_on_load=None)
        search = gr.Textbox(
            "",
            label=component_text("Search conversations"),
            show_label=False,
            placeholder=component_text("Search conversations"),
            max_lines=1,
            max_length=200,
            container=False,
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="search"),
            elem_id="history-search",
        )
        conversation_list = gr.HTML("", elem_id="conversations", js_on_load=None)
    return {
        "history_header": history_header,
        "search": search,
        "conversation_list": conversation_list,
    }


def _chat_columns(settings: Settings) -> dict[str, Any]:
    """Create the columns of the open conversation and of the source; return their components by field."""
    with gr.Column(elem_id="chat-column"):
        chat = _chatbot()
        selection_line = gr.HTML("", elem_id="chat-selection", js_on_load=None)
        send_options_line = gr.HTML("", elem_id="send-options", js_on_load=None)
        answer_mode = gr.HTML(
            answer_mode_html(settings, written=False), elem_id="answer-mode", js_on_load=None
        )
        question = _question_box()
    with gr.Column(elem_id="source-column"):
        source = gr.HTML(empty_html(), elem_id="source", js_on_load=None)
    return {
        "chat": chat,
        "selection_line": selection_line,
        "send_options_line": send_options_line,
        "answer_mode": answer_mode,
        "question": question,
        "source": source,
    }


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        [],
        label=component_text("Conversation"),
        show_label=False,
        container=False,
        height="100%",
        layout="panel",
        buttons=[],
        feedback_options=None,
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        group_consecutive_messages=False,
        allow_file_downloads=False,
        elem_id="chat",
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label=component_text("Your question"),
        show_label=False,
        placeholder=component_text("Ask about your documents"),
        lines=1,
        max_lines=6,
        max_length=2000,
        autofocus=True,
        submit_btn=component_text(ASK),
        stop_btn=False,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
        elem_id="question",
    )
