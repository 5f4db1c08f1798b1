"""The components of the Documents tab and the line beside the question, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.web.documents.table import ShelfView
from assistant.web.escape import Html, tag
from assistant.web.languages import say, word


@dataclass(frozen=True)
class DocumentParts:
    """Every component of the Documents tab that an event reads or changes, and what a visitor sees there."""

    upload: gr.HTML
    confirm: gr.Column
    confirm_text: gr.HTML
    yes: gr.Button
    no: gr.Button
    rebuild: gr.Button
    status: gr.HTML
    files: gr.HTML
    changes: gr.HTML
    removed: gr.HTML
    tools: gr.HTML
    picked: gr.HTML
    table: gr.HTML
    reading: gr.HTML
    pending: gr.State
    said: gr.State
    shelf: gr.State
    chosen: gr.State


def build_documents(formats: tuple[str, ...], max_file_mb: int) -> DocumentParts:
    """Create the components inside the tab that is open.

    Args:
        formats: The suffixes of the files that can be added.
        max_file_mb: The size of the largest, in megabytes.
    """
    upload = gr.HTML(upload_html(formats, max_file_mb), elem_id="upload", js_on_load=None)
    with gr.Column(visible=False, elem_id="confirm") as confirm:
        confirm_text = gr.HTML("")
        with gr.Row():
            yes = gr.Button(word("Replace"), variant="primary", size="sm", scale=0, elem_id="yes")
            no = gr.Button(word("Cancel"), size="sm", scale=0, elem_id="no")
    status = gr.HTML("", elem_id="status", js_on_load=None)
    files = gr.HTML("", elem_id="files-in-work", js_on_load=None)
    changes = gr.HTML("", elem_id="changes", js_on_load=None)
    removed = gr.HTML("", elem_id="removed", js_on_load=None)
    tools = gr.HTML("", elem_id="tools", js_on_load=None)
    picked = gr.HTML("", elem_id="picked", js_on_load=None)
    table = gr.HTML("", elem_id="documents", js_on_load=None)
    rebuild = gr.Button(word("Check the folder for changes"), size="sm", scale=0, elem_id="rebuild")
    reading = gr.HTML("", elem_id="reading", js_on_load=None)
    return DocumentParts(
        upload=upload,
        confirm=confirm,
        confirm_text=confirm_text,
        yes=yes,
        no=no,
        rebuild=rebuild,
        status=status,
        files=files,
        changes=changes,
        removed=removed,
        tools=tools,
        picked=picked,
        table=table,
        reading=reading,
        pending=gr.State(None),
        said=gr.State(()),
        shelf=gr.State(ShelfView()),
        chosen=gr.State(frozenset()),
    )


def upload_html(formats: tuple[str, ...], max_file_mb: int) -> Html:
    """Return where files are added; the script fills in how far each is."""
    names = ", ".join(suffix.lstrip(".") for suffix in formats)
    # The fields themselves are only for the script: the buttons open them.
    hidden: dict[str, str | int | bool] = {"type": "file", "multiple": True, "hidden": True, "tabindex": -1}
    return tag(
        "div",
        tag("p", say("Drop files or folders anywhere on this page, or"), class_="drop-here"),
        tag(
            "div",
            tag("button", say("Add files"), type="button", data_add="files"),
            tag("button", say("Add a folder"), type="button", data_add="folder"),
            class_="add",
        ),
        tag("p", say("{formats}; up to {most} MB each.", formats=names, most=max_file_mb), class_="formats"),
        tag("input", **hidden, data_added="files", aria_label=say("Files to add")),
        tag("input", **hidden, webkitdirectory=True, data_added="folder", aria_label=say("Folder to add")),
        tag("ul", class_="uploads", aria_label=say("Files being added"), data_uploads=True),
        class_="upload",
        data_formats=" ".join(formats),
        data_most_mb=max_file_mb,
    )
