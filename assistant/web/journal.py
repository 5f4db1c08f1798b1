"""What is written to the log: that something failed and where; what was said only if that is asked for."""

from __future__ import annotations

import functools
import inspect
import logging
import traceback
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr

from assistant.web.languages import say, unsaid

log = logging.getLogger(__name__)

UNEXPECTED = unsaid("Something went wrong; the terminal that started Assistant says what.")
Handler = Callable[..., Any]


class Journal:
    """Writes to the log; the message of an error may quote a document or a question."""

    def __init__(self, *, texts: bool = False) -> None:
        """Write without texts, or with them."""
        self.texts = texts

    def failed(self, what: str, error: BaseException) -> None:
        """Write that something failed, and the lines of code where it did."""
        if self.texts:
            log.error("%s", what, exc_info=error)
            return
        frames = traceback.extract_tb(error.__traceback__)
        places = "".join(f"\n  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        log.error("%s: %s%s", what, type(error).__name__, places)

    def refused(self, what: str, error: BaseException) -> None:
        """Write in one line that something sent was refused; it is nobody's bug here."""
        log.warning(
            "%s were refused: %s%s", what, type(error).__name__, f" ({error})"[:300] if self.texts else ""
        )

    def asked(self, question: str) -> None:
        """Write a question, if texts are wanted."""
        if self.texts:
            log.warning("Asked: %r", question)

    def guard(self, handler: Handler) -> Handler:
        """Return an event handler whose unexpected errors are written here and not by Gradio."""
        if inspect.isgeneratorfunction(handler):

            @functools.wraps(handler)
            def steps(*values: Any) -> Iterator[Any]:
                try:
                    yield from handler(*values)
                except Exception as error:
                    raise self._told(handler, error) from None

            return steps

        @functools.wraps(handler)
        def call(*values: Any) -> Any:
            try:
                return handler(*values)
            except Exception as error:
                raise self._told(handler, error) from None

        return call

    def _told(self, handler: Handler, error: Exception) -> gr.Error:
        import gradio as gr  # only the page has events

        if isinstance(error, gr.Error):
            return error
        self.failed(f"The event '{handler.__name__}' failed", error)
        return gr.Error(say(UNEXPECTED), print_exception=False)
