"""The event of the switch between quoted and written answers."""

from __future__ import annotations

import gradio as gr

from assistant.web.chat.answer_mode import answer_mode_html
from assistant.web.gradio_support.error_handling import with_error_logging
from assistant.web.gradio_support.event_data import event_value
from assistant.web.gradio_support.event_options import UNQUEUED
from assistant.web.layout import PageComponents, Updates
from assistant.web.state.library import Library


def wire_answer_mode(components: PageComponents, library: Library) -> None:
    """Have the next questions answered by quotes or in a language model's words, as the visitor chooses."""
    settings = library.settings

    def set_answer_mode(event: gr.EventData) -> Updates:
        """Return the choice and the switch that shows it; without a model answers are quoted."""
        written = settings.can_write and event_value(event, "mode") == "written"
        return {
            components.written: written,
            components.answer_mode: answer_mode_html(settings, written=written),
        }

    handler = with_error_logging(library.log, set_answer_mode)
    components.events.set_answer_mode(handler, None, [components.written, components.answer_mode], **UNQUEUED)
