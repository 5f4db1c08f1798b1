"""Whether the configured model can be used: it is asked for one word."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from assistant.answering.writing.client import ChatClient, Message
from assistant.common.cancellation import Cancellation
from assistant.errors import AssistantError
from assistant.index.doctor.findings import Finding
from assistant.settings import Settings

_SECONDS = 60.0
_LOCAL = ("localhost", "127.0.0.1", "::1")


def check_llm(settings: Settings) -> list[Finding]:
    """Ask the model for a word; no text of a document is sent. Nothing is done where none is configured."""
    if not settings.can_write:
        return []
    asked = Message(role="user", content="Reply with the single word: ready")
    begun = time.monotonic()
    limit = min(_SECONDS, settings.llm_seconds)
    try:
        client = ChatClient(settings)
        with client.stream([asked], most_tokens=50, cancellation=Cancellation(), seconds=limit) as stream:
            first = next(iter(stream), "")
    except AssistantError as error:
        return [_problem(settings, str(error).rstrip("."))]
    if not first:
        what = "wrote nothing; is it a chat model, and does the address end as the server's does ('/v1')?"
        return [_problem(settings, f"The language model at {settings.llm} {what}")]
    seconds = time.monotonic() - begun
    detail = f"{settings.llm_model} at {settings.llm} began to write after {seconds:.1f} s"
    parts = urlsplit(settings.llm)
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        detail += "; documents and key travel there unencrypted (http)"
    return [Finding("language model", True, detail)]


def _problem(settings: Settings, detail: str) -> Finding:
    return Finding(
        "language model", False, detail, f"see docs/writing.md; the setting 'llm' is '{settings.llm}'"
    )
