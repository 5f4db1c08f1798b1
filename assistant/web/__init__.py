"""The web chat: questions on the left, the source with the cited sentence marked on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.web.app import create_app
    from assistant.web.server.serve import launch

__all__ = ["create_app", "launch"]


def __getattr__(name: str) -> Any:
    """Load Gradio only when the page is really wanted."""
    if name == "create_app":
        from assistant.web.app import create_app

        return create_app
    if name == "launch":
        from assistant.web.server.serve import launch

        return launch
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
