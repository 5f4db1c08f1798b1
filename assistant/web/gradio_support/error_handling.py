"""Logging of unexpected errors of event handlers, with one sentence for the visitor."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from assistant.common.log import PrivateLog
from assistant.web.languages import say, translatable

UNEXPECTED = translatable("Something went wrong; the terminal that started Assistant says what.")
Handler = Callable[..., Any]


def with_error_logging(log: PrivateLog, handler: Handler) -> Handler:
    """Return the handler; it logs unexpected errors and raises gr.Error with a general message instead.

    Gradio would write a traceback, which may hold texts of documents, and show it to the visitor.
    """
    if inspect.isgeneratorfunction(handler):

        @functools.wraps(handler)
        def steps(*values: Any) -> Iterator[Any]:
            try:
                yield from handler(*values)
            except Exception as error:
                raise _gradio_error(log, handler, error) from None

        return steps

    @functools.wraps(handler)
    def call(*values: Any) -> Any:
        try:
            return handler(*values)
        except Exception as error:
            raise _gradio_error(log, handler, error) from None

    return call


def _gradio_error(log: PrivateLog, handler: Handler, error: Exception) -> gr.Error:
    if isinstance(error, gr.Error):
        return error
    log.failed(f"The event '{handler.__name__}' failed", error)
    return gr.Error(say(UNEXPECTED), print_exception=False)
