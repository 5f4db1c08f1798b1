"""Ask your documents, get answers you can check.

    from assistant import ask, build_index
    build_index("corpus", "index")
    answer = ask("Why did France suspend cooperation with Mali?")
    answer.text, answer.citations

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.api import Index, ask, build_index, open_index, retrieve
    from assistant.api.notes import export_notes
    from assistant.errors import AssistantError
    from assistant.langchain import AssistantRetriever
    from assistant.proving.prove import prove
    from assistant.settings import Settings, load_settings
    from assistant.types import (
        Answer,
        BuildReport,
        Citation,
        CitedRow,
        Considered,
        DocumentInfo,
        Passage,
        Progress,
        Proof,
        ReadSentence,
        Statement,
        Theme,
        Turn,
    )

__version__ = "0.1.0"

_HOMES = {
    "assistant.api": ("Index", "ask", "build_index", "open_index", "retrieve"),
    "assistant.api.notes": ("export_notes",),
    "assistant.errors": ("AssistantError",),
    "assistant.langchain": ("AssistantRetriever",),
    "assistant.proving.prove": ("prove",),
    "assistant.settings": ("Settings", "load_settings"),
    "assistant.types": (
        "Answer",
        "BuildReport",
        "Citation",
        "CitedRow",
        "Considered",
        "DocumentInfo",
        "Passage",
        "Progress",
        "Proof",
        "ReadSentence",
        "Statement",
        "Theme",
        "Turn",
    ),
}

__all__ = [
    "Answer",
    "AssistantError",
    "AssistantRetriever",
    "BuildReport",
    "Citation",
    "CitedRow",
    "Considered",
    "DocumentInfo",
    "Index",
    "Passage",
    "Progress",
    "Proof",
    "ReadSentence",
    "Settings",
    "Statement",
    "Theme",
    "Turn",
    "ask",
    "build_index",
    "export_notes",
    "load_settings",
    "open_index",
    "prove",
    "retrieve",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    for module, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(module), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
