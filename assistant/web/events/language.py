"""What stands on everybody's page as markup, said in the language of the one who opens it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.web.documents.components import upload_html
from assistant.web.history.conversation_list import column_head_html, opener_html
from assistant.web.history.dialogs import windows_html
from assistant.web.languages import spoken
from assistant.web.layout import Parts
from assistant.web.source.panel import empty_html


def wire_language(page: gr.Blocks, parts: Parts, formats: tuple[str, ...], max_file_mb: int) -> None:
    """Say what stands there from the beginning in the visitor's language, as soon as the page is opened.

    Gradio itself translates the words of components, but not markup.
    """
    outputs = [parts.opener, parts.talks_head, parts.windows, parts.documents.upload, parts.source]

    def said() -> list[Any]:
        """Return the markup, or nothing where it is right as it is."""
        if spoken() == "en":
            return [gr.skip()] * len(outputs)
        upload = upload_html(formats, max_file_mb)
        return [opener_html(), column_head_html(), windows_html(), upload, empty_html()]

    page.load(said, None, outputs, api_visibility="private", show_progress="hidden", queue=False)
