"""The web chat: a Gradio page with the conversation, the cited source and the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.web.app import create_app
    from assistant.web.server.serve import launch

__all__ = ["create_app", "launch"]


def __getattr__(name: str) -> Any:
    """Import Gradio only when the page is used."""
    if name == "create_app":
        from assistant.web.app import create_app

        return create_app
    if name == "launch":
        from assistant.web.server.serve import launch

        return launch
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
