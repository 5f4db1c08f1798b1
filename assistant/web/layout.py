"""The components of the page and where they stand; what they do is wired in `app`."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.web.escape import tag
from assistant.web.source import EMPTY
from assistant.web.theme import read_assets
from assistant.web.view import View

ASK, STOP = "Ask", "Stop"


@dataclass(frozen=True)
class Parts:
    """Every component that an event reads or changes."""

    events: gr.HTML
    pulse: gr.HTML
    strip: gr.HTML
    fresh: gr.Button
    tabs: gr.Tabs
    chat: gr.Chatbot
    question: gr.Textbox
    source: gr.HTML
    upload: gr.File
    confirm: gr.Column
    confirm_text: gr.HTML
    yes: gr.Button
    no: gr.Button
    rebuild: gr.Button
    status: gr.HTML
    table: gr.HTML
    conversation: gr.State
    view: gr.State
    pending: gr.State
    said: gr.State


def build_layout(formats: str) -> Parts:
    """Create the components inside the `gr.Blocks` that is open; `formats` says what can be added."""
    events = gr.HTML("", js_on_load=read_assets("script"), elem_id="events")
    pulse = gr.HTML("", elem_id="pulse", js_on_load=None)
    with gr.Row(elem_id="top"):
        gr.HTML(tag("h1", "Assistant"), elem_id="brand")
        fresh = gr.Button("New conversation", elem_id="fresh", size="sm", scale=0)
    strip = gr.HTML("", elem_id="strip", js_on_load=None)
    with gr.Tabs(selected="chat", elem_id="tabs") as tabs:
        with gr.Tab("Chat", id="chat", elem_id="chat-tab"), gr.Row(elem_id="sides"):
            chat, question, source = _chat()
        with gr.Tab("Documents", id="documents", elem_id="documents-tab", render_children=True):
            upload, confirm, confirm_text, yes, no, rebuild, status, table = _documents(formats)
    return Parts(
        events=events,
        pulse=pulse,
        strip=strip,
        fresh=fresh,
        tabs=tabs,
        chat=chat,
        question=question,
        source=source,
        upload=upload,
        confirm=confirm,
        confirm_text=confirm_text,
        yes=yes,
        no=no,
        rebuild=rebuild,
        status=status,
        table=table,
        conversation=gr.State(()),
        view=gr.State(View()),
        pending=gr.State(None),
        said=gr.State(()),
    )


def _chat() -> tuple[gr.Chatbot, gr.Textbox, gr.HTML]:
    with gr.Column(elem_id="talk"):
        chat = gr.Chatbot(
            [],
            label="Conversation",
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
        question = gr.Textbox(
            label="Your question",
            show_label=False,
            placeholder="Ask about your documents",
            lines=1,
            max_lines=6,
            max_length=2000,
            autofocus=True,
            submit_btn=ASK,
            stop_btn=False,
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
            elem_id="question",
        )
    with gr.Column(elem_id="source-side"):
        source = gr.HTML(EMPTY, elem_id="source", js_on_load=None)
    return chat, question, source


def _documents(
    formats: str,
) -> tuple[gr.File, gr.Column, gr.HTML, gr.Button, gr.Button, gr.Button, gr.HTML, gr.HTML]:
    upload = gr.File(
        label="Add documents", file_count="multiple", type="filepath", height=150, elem_id="upload"
    )
    gr.HTML(tag("p", formats), elem_id="formats", js_on_load=None)
    with gr.Column(visible=False, elem_id="confirm") as confirm:
        confirm_text = gr.HTML("")
        with gr.Row():
            yes = gr.Button("Yes", variant="primary", size="sm", scale=0, elem_id="yes")
            no = gr.Button("Cancel", size="sm", scale=0, elem_id="no")
    status = gr.HTML("", elem_id="status", js_on_load=None)
    table = gr.HTML("", elem_id="documents", js_on_load=None)
    rebuild = gr.Button("Check the folder for changes", size="sm", scale=0, elem_id="rebuild")
    return upload, confirm, confirm_text, yes, no, rebuild, status, table
