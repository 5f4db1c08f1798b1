"""The Gradio theme of the page: colours, and the fonts of the visitor's system.

It colours Gradio's own components; the colours of our markup, dark ones too, are in `style/10-colours.css`.
"""

from __future__ import annotations

import gradio as gr
from gradio.themes.utils import colors, fonts

_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Ubuntu", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def make_theme() -> gr.themes.Base:
    """Return the theme; it uses system fonts only, so that no font is downloaded."""
    theme = gr.themes.Base(
        primary_hue=colors.teal,
        secondary_hue=colors.stone,
        neutral_hue=colors.stone,
        font=[fonts.Font(name) for name in _SANS],
        font_mono=[fonts.Font(name) for name in _MONO],
    )
    return theme.set(
        body_background_fill="#faf9f7",
        body_background_fill_dark="#161513",
        body_text_color="#23211e",
        body_text_color_dark="#e9e6e1",
        body_text_color_subdued="#6a655d",
        body_text_color_subdued_dark="#a49e94",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1f1d1a",
        background_fill_secondary="#faf9f7",
        background_fill_secondary_dark="#161513",
        border_color_primary="#e4e0d9",
        border_color_primary_dark="#38342e",
        block_border_width="0px",
        block_shadow="none",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        button_primary_background_fill="#0f6b62",
        button_primary_background_fill_hover="#0b564f",
        button_primary_background_fill_dark="#17877c",
        button_primary_background_fill_hover_dark="#1c9c8f",
        button_primary_text_color="#ffffff",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f1d1a",
        input_border_color="#d8d3ca",
        input_border_color_dark="#46413a",
        input_border_color_focus="#0f6b62",
        input_border_color_focus_dark="#3fb8aa",
    )
