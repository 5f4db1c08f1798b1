"""Endpoints for programs: `ask`, `search`, `documents` and `rebuild`; they take and return JSON values."""

# Without "from __future__ import annotations": Gradio reads the types of arguments as they stand.

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any, TypeVar

import gradio as gr

from assistant.errors import AssistantError
from assistant.schemas import (
    COUNT,
    DOCUMENTS,
    KEYWORDS,
    QUESTION,
    SINCE,
    UNTIL,
    WRITTEN,
    answer_schema,
    json_schema_of,
    parse_count,
    parse_question,
    parse_within,
    parse_written,
    to_json_data,
)
from assistant.terminal.text import answer_data
from assistant.types import BuildReport, DocumentInfo, Passage
from assistant.web.gradio_support.error_handling import with_error_logging
from assistant.web.gradio_support.event_options import ANSWERING, LISTING, REBUILDING
from assistant.web.gradio_support.named_endpoint import add_endpoint
from assistant.web.state.library import Library

T = TypeVar("T")


def add_endpoints(library: Library) -> None:
    """Add the endpoints to the `gr.Blocks` that is open."""
    ask, search, documents, rebuild = _functions(library)
    _add(
        library,
        ask,
        "Answer a question from the documents, every statement with its citations, or refuse, with the "
        "closest passages.",
        answer_schema(),
        {"question": QUESTION, "documents": DOCUMENTS, "written": WRITTEN, "since": SINCE, "until": UNTIL},
        concurrency_id=ANSWERING,
    )
    _add(
        library,
        search,
        "Return the passages that fit a question best, best first.",
        json_schema_of(list[Passage]),
        {"question": KEYWORDS, "k": COUNT, "documents": DOCUMENTS, "since": SINCE, "until": UNTIL},
        concurrency_id=ANSWERING,
    )
    _add(
        library,
        documents,
        "List every file that the index knows, with what was left out of it, or why it could not be read.",
        json_schema_of(list[DocumentInfo]),
        concurrency_id=LISTING,
    )
    _add(
        library,
        rebuild,
        "Bring the index up to date with the folder of documents, and return what was done when it is. "
        "A call during a build waits for it and for another one after it.",
        json_schema_of(BuildReport),
        concurrency_id=REBUILDING,
        concurrency_limit=1,
    )


def _functions(library: Library) -> tuple[Callable[..., Any], ...]:
    """Return the functions of the endpoints; Gradio reads their names and the types of their arguments."""

    def ask(
        question: str,
        documents: list[str] | None = None,
        written: bool = False,
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, Any]:
        asked, within = parse_question(question), parse_within(documents, since, until)
        in_words = parse_written(written)
        library.log.asked(asked)
        return answer_data(library.ask(asked, written=in_words, **within))

    def search(
        question: str,
        k: int = 5,
        documents: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> list[dict[str, Any]]:
        asked, count = parse_question(question), parse_count(k)
        within = parse_within(documents, since, until)
        library.log.asked(asked)
        return [asdict(passage) for passage in library.open().retrieve(asked, count, **within)]

    def documents() -> list[dict[str, Any]]:
        return [to_json_data(asdict(info)) for info in library.open().documents()]

    def rebuild() -> dict[str, Any]:
        report: dict[str, Any] = to_json_data(asdict(library.build_now()))
        return report

    return ask, search, documents, rebuild


def _add(
    library: Library,
    function: Callable[..., Any],
    says: str,
    returns: dict[str, Any],
    arguments: dict[str, str] | None = None,
    **options: Any,
) -> None:
    handler = with_error_logging(library.log, _with_gradio_errors(function))
    add_endpoint(handler, says, returns, arguments, **options)


def _with_gradio_errors(function: Callable[..., T]) -> Callable[..., T]:
    """Return the function; it raises gr.Error for AssistantError, so that the caller gets the message."""

    @wraps(function)
    def call(*values: Any) -> T:
        try:
            return function(*values)
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return call
