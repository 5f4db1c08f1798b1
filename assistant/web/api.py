"""The two endpoints for programs: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api

from assistant.errors import AssistantError
from assistant.web.library import Library

MOST_PASSAGES = 50
ANSWERING = "answering"  # the one line in which everybody waits
T = TypeVar("T")


def add_endpoints(library: Library) -> None:
    """Add `/ask` and `/search` to the `gr.Blocks` that is open."""

    def ask(question: str) -> dict[str, Any]:
        library.journal.asked(question)
        return _said(lambda: asdict(library.ask(question)))

    def search(question: str, k: int = 5) -> list[dict[str, Any]]:
        library.journal.asked(question)
        count = max(1, min(k, MOST_PASSAGES))
        return _said(lambda: [asdict(passage) for passage in library.open().retrieve(question, k=count)])

    guard = library.journal.guard
    api(
        guard(ask),
        api_name="ask",
        api_description="Answer a question; every statement names its citations.",
        concurrency_id=ANSWERING,
    )
    api(
        guard(search),
        api_name="search",
        api_description="Return the k passages nearest to a question.",
        concurrency_id=ANSWERING,
    )


def _said(call: Callable[[], T]) -> T:
    """Return what `call` returns; an error on purpose reaches the caller as its sentence."""
    try:
        return call()
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from error
