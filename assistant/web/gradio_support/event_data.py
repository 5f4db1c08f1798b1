"""Reading the data of an event, which may have any type, because a browser can send anything."""

from __future__ import annotations

import gradio as gr


def event_value(event: gr.EventData, *names: str) -> object:
    """Return the value under nested names in an event's data, None where there is none."""
    value: object = event._data
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
