"""Reading what the browser sent along with an event; none of it is trusted to have any form."""

from __future__ import annotations

import gradio as gr


def event_value(event: gr.EventData, *names: str) -> object:
    """Return the value under nested names in an event's data, None where there is none."""
    value: object = event._data
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
