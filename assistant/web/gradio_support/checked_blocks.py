"""What a request sends to an event, refused in one line where it is nothing that the page would send."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.common.log import PrivateLog
from assistant.web.languages import say, set_language, translatable

_REFUSED = translatable("This page cannot use what was sent to it; load it again.")


def accept_language(requests: Any) -> str:
    """Return the languages that the browser behind a request asks for, most wanted first."""
    request = requests[0] if isinstance(requests, list) and requests else requests
    headers = getattr(request, "headers", None)
    return str(headers.get("accept-language", "")) if headers is not None else ""


class CheckedBlocks(gr.Blocks):
    """A page whose log holds one line, not a traceback, for values that no use of it would send.

    Such a value is a file that was not uploaded, or one of the wrong type.
    """

    def __init__(self, log: PrivateLog, **options: Any) -> None:
        """Make an empty page that writes to `log`; `options` are those of `gr.Blocks`."""
        super().__init__(**options)
        self._log = log

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *values: Any, **options: Any) -> Any:
        """Turn what was sent into what the function takes; a program may leave out the last values."""
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
        """Call the event's function in the visitor's language, unless Gradio refuses what it carries."""
        set_language(accept_language(values[2] if len(values) > 2 else options.get("requests")))
        try:
            return await super().call_function(block_fn, *values, **options)
        except gr.Error as error:
            if not error.print_exception:  # said on purpose, to the person
                raise
            self._log.refused("What an event carries", error)
            raise gr.Error(say(_REFUSED), print_exception=False) from None
