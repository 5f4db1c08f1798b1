"""The components of the Documents tab and their arrangement."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.settings import Settings
from assistant.web.documents.changes import format_names
from assistant.web.documents.pages import add_page_html
from assistant.web.documents.table import TableView
from assistant.web.escape import Html, tag
from assistant.web.languages import component_text, say


@dataclass(frozen=True)
class DocumentComponents:
    """Every component of the Documents tab that an event reads or changes, with the state of a visitor."""

    upload: gr.HTML
    add_page: gr.HTML
    confirm: gr.Column
    confirm_text: gr.HTML
    replace_button: gr.Button
    cancel_button: gr.Button
    rebuild: gr.Button
    status: gr.HTML
    files_in_progress: gr.HTML
    changes: gr.HTML
    removed: gr.HTML
    filters: gr.HTML
    selection_line: gr.HTML
    table: gr.HTML
    document_panel: gr.HTML
    pending: gr.State
    messages: gr.State
    table_view: gr.State
    selected: gr.State


def build_documents(
    formats: tuple[str, ...], settings: Settings, document_panel: gr.HTML
) -> DocumentComponents:
    """Create the components inside the tab that is open.

    Args:
        formats: The suffixes of the files that can be added.
        settings: How large they may be, and whether pages of the web can be added.
        document_panel: Where a document is shown, over whichever tab is open.
    """
    upload = gr.HTML(upload_html(formats, settings.max_file_mb), elem_id="upload", js_on_load=None)
    add_page = gr.HTML(add_page_html(settings), elem_id="add-page", js_on_load=None)
    confirm, confirm_text, replace_button, cancel_button = _replace_question()
    status = gr.HTML("", elem_id="status", js_on_load=None)
    files_in_progress = gr.HTML("", elem_id="files-in-progress", js_on_load=None)
    changes = gr.HTML("", elem_id="changes", js_on_load=None)
    removed = gr.HTML("", elem_id="removed", js_on_load=None)
    filters = gr.HTML("", elem_id="document-filters", js_on_load=None)
    selection_line = gr.HTML("", elem_id="tab-selection", js_on_load=None)
    table = gr.HTML("", elem_id="documents", js_on_load=None)
    rebuild = gr.Button(component_text("Check the folder for changes"), size="sm", scale=0, elem_id="rebuild")
    return DocumentComponents(
        upload=upload,
        add_page=add_page,
        confirm=confirm,
        confirm_text=confirm_text,
        replace_button=replace_button,
        cancel_button=cancel_button,
        rebuild=rebuild,
        status=status,
        files_in_progress=files_in_progress,
        changes=changes,
        removed=removed,
        filters=filters,
        selection_line=selection_line,
        table=table,
        document_panel=document_panel,
        pending=gr.State(None),
        messages=gr.State(()),
        table_view=gr.State(TableView()),
        selected=gr.State(frozenset()),
    )


def _replace_question() -> tuple[gr.Column, gr.HTML, gr.Button, gr.Button]:
    """Create the question whether to replace files, with a button for yes and one for no."""
    with gr.Column(visible=False, elem_id="confirm") as confirm:
        confirm_text = gr.HTML("")
        with gr.Row():
            replace_button = gr.Button(
                component_text("Replace"), variant="primary", size="sm", scale=0, elem_id="replace"
            )
            cancel_button = gr.Button(component_text("Cancel"), size="sm", scale=0, elem_id="cancel-replace")
    return confirm, confirm_text, replace_button, cancel_button


def upload_html(formats: tuple[str, ...], max_file_mb: int) -> Html:
    """Return the area where files are added; the script lists the progress of uploads in it."""
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
        tag(
            "p",
            say("{formats}; up to {most} MB each.", formats=format_names(), most=max_file_mb),
            class_="formats",
        ),
        tag("input", **hidden, data_added="files", aria_label=say("Files to add")),
        tag("input", **hidden, webkitdirectory=True, data_added="folder", aria_label=say("Folder to add")),
        tag("ul", class_="uploads", aria_label=say("Files being added"), data_uploads=True),
        class_="upload",
        data_formats=" ".join(formats),
        data_most_mb=max_file_mb,
    )
