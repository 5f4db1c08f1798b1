"""Translation of the markup that is the same for every visitor, when the page is opened."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.settings import Settings
from assistant.web.chat.answer_mode import answer_mode_html
from assistant.web.documents.components import upload_html
from assistant.web.documents.pages import add_page_html
from assistant.web.history.conversation_list import history_header_html, history_toggle_html
from assistant.web.history.dialogs import dialogs_html
from assistant.web.languages import current_language
from assistant.web.layout import PageComponents
from assistant.web.source.panel import empty_html


def wire_language(
    page: gr.Blocks, components: PageComponents, formats: tuple[str, ...], settings: Settings
) -> None:
    """Show the initial markup in the visitor's language when the page is opened.

    Gradio translates the labels of components by itself, but not the content of gr.HTML.
    """
    outputs = [
        components.history_toggle,
        components.history_header,
        components.dialogs,
        components.documents.upload,
        components.documents.add_page,
        components.source,
        components.answer_mode,
    ]

    def translated_markup() -> list[Any]:
        """Return the translated markup; no change for English."""
        if current_language() == "en":
            return [gr.skip()] * len(outputs)
        upload = upload_html(formats, settings.max_file_mb)
        switch, page = answer_mode_html(settings, written=False), add_page_html(settings)
        history = (history_toggle_html(), history_header_html(), dialogs_html())
        return [*history, upload, page, empty_html(), switch]

    page.load(translated_markup, None, outputs, api_visibility="private", show_progress="hidden", queue=False)
