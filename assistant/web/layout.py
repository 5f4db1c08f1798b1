"""The components of the page and where they stand; what they do is wired in `app`."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.web.assets import read_assets
from assistant.web.chat.send_options import Draft
from assistant.web.documents.components import DocumentParts, build_documents
from assistant.web.escape import tag
from assistant.web.history.conversation_list import column_head_html, opener_html
from assistant.web.history.dialogs import windows_html
from assistant.web.languages import script_words, unsaid, word
from assistant.web.source.panel import empty_html
from assistant.web.source.view import View

ASK, STOP = unsaid("Ask"), unsaid("Stop")


@dataclass(frozen=True)
class Parts:
    """Every component that an event reads or changes."""

    events: gr.HTML
    pulse: gr.HTML
    opener: gr.HTML
    strip: gr.HTML
    fresh: gr.Button
    tabs: gr.Tabs
    chat: gr.Chatbot
    question: gr.Textbox
    choice: gr.HTML
    source: gr.HTML
    documents: DocumentParts
    conversation: gr.State
    view: gr.State
    talks: gr.HTML
    search: gr.Textbox
    saved: gr.HTML
    talks_head: gr.HTML
    windows: gr.HTML
    draft_line: gr.HTML
    talk: gr.State
    draft: gr.State


def build_layout(formats: tuple[str, ...], max_file_mb: int) -> Parts:
    """Create the components inside the `gr.Blocks` that is open; suffixes and size say what can be added."""
    script = read_assets("script")
    events = gr.HTML("", js_on_load=script_words(script) + script, elem_id="events")
    pulse = gr.HTML("", elem_id="pulse", js_on_load=None)
    with gr.Row(elem_id="top"):
        opener = gr.HTML(opener_html(), elem_id="opener", js_on_load=None)
        gr.HTML(tag("h1", "Assistant"), elem_id="brand")
        fresh = gr.Button(word("New conversation"), elem_id="fresh", size="sm", scale=0)
    strip = gr.HTML("", elem_id="strip", js_on_load=None)
    with gr.Tabs(selected="chat", elem_id="tabs") as tabs:
        with gr.Tab(word("Chat"), id="chat", elem_id="chat-tab"), gr.Row(elem_id="sides"):
            talks, search, saved, head, windows = _talks()
            chat, draft_line, question, choice, source = _chat()
        with gr.Tab(word("Documents"), id="documents", elem_id="documents-tab", render_children=True):
            documents = build_documents(formats, max_file_mb)
    return Parts(
        events=events,
        pulse=pulse,
        opener=opener,
        strip=strip,
        fresh=fresh,
        tabs=tabs,
        chat=chat,
        question=question,
        choice=choice,
        source=source,
        documents=documents,
        conversation=gr.State(()),
        view=gr.State(View()),
        talks=talks,
        search=search,
        saved=saved,
        talks_head=head,
        windows=windows,
        draft_line=draft_line,
        talk=gr.State(""),
        draft=gr.State(Draft()),
    )


def _talks() -> tuple[gr.HTML, gr.Textbox, gr.HTML, gr.HTML, gr.HTML]:
    with gr.Column(elem_id="talks-side"):
        head = gr.HTML(column_head_html(), elem_id="talks-head", js_on_load=None)
        search = gr.Textbox(
            "",
            label=word("Search conversations"),
            show_label=False,
            placeholder=word("Search conversations"),
            max_lines=1,
            max_length=200,
            container=False,
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="search"),
            elem_id="talks-search",
        )
        talks = gr.HTML("", elem_id="talks", js_on_load=None)
        windows = gr.HTML(windows_html(), elem_id="windows", js_on_load=None)
        saved = gr.HTML("", elem_id="saved", js_on_load=None)
    return talks, search, saved, head, windows


def _chat() -> tuple[gr.Chatbot, gr.HTML, gr.Textbox, gr.HTML, gr.HTML]:
    with gr.Column(elem_id="talk"):
        chat = gr.Chatbot(
            [],
            label=word("Conversation"),
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
        choice = gr.HTML("", elem_id="choice", js_on_load=None)
        draft_line = gr.HTML("", elem_id="draft", js_on_load=None)
        question = gr.Textbox(
            label=word("Your question"),
            show_label=False,
            placeholder=word("Ask about your documents"),
            lines=1,
            max_lines=6,
            max_length=2000,
            autofocus=True,
            submit_btn=word(ASK),
            stop_btn=False,
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
            elem_id="question",
        )
    with gr.Column(elem_id="source-side"):
        source = gr.HTML(empty_html(), elem_id="source", js_on_load=None)
    return chat, draft_line, question, choice, source
