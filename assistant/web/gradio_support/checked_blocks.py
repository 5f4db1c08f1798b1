"""A gr.Blocks that refuses invalid input in one line and sets the language of each event."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.common.log import PrivateLog
from assistant.web.languages import say, set_language, translatable

_REFUSED = translatable("This page cannot use what was sent to it; load it again.")


def accept_language(requests: Any) -> str:
    """Return the header Accept-Language of a request, "" if there is none.

    Args:
        requests: A request of Gradio, a list of them, or None.
    """
    request = requests[0] if isinstance(requests, list) and requests else requests
    headers = getattr(request, "headers", None)
    return str(headers.get("accept-language", "")) if headers is not None else ""


class CheckedBlocks(gr.Blocks):
    """A gr.Blocks that logs one line, not a traceback, for values that the page itself would never send.

    Examples are a file that was not uploaded and a value of the wrong type.
    """

    def __init__(self, log: PrivateLog, **options: Any) -> None:
        """Make an empty page that writes to `log`; `options` are those of `gr.Blocks`."""
        super().__init__(**options)
        self._log = log

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *values: Any, **options: Any) -> Any:
        """Convert input values for the function; calls of public endpoints may omit trailing arguments."""
        if block_fn.api_visibility == "public":
            inputs = [*inputs, *(each.value for each in block_fn.inputs[len(inputs) :])]
        try:
            return await super().preprocess_data(block_fn, inputs, *values, **options)
        except gr.Error:
            raise
        except Exception as error:
            self._log.refused(f"Values for the event '{block_fn.name}'", error)
            raise gr.Error(say(_REFUSED), print_exception=False) from None

    async def call_function(self, block_fn: Any, *values: Any, **options: Any) -> Any:
        """Call the function of an event in the visitor's language."""
        set_language(accept_language(values[2] if len(values) > 2 else options.get("requests")))
        try:
            return await super().call_function(block_fn, *values, **options)
        except gr.Error as error:
            if not error.print_exception:  # raised on purpose, with a message for the visitor
                raise
            self._log.refused("What an event carries", error)
            raise gr.Error(say(_REFUSED), print_exception=False) from None
