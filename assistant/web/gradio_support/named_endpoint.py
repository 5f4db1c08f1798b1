"""Adding a named endpoint with descriptions of its arguments and a schema of its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradio.context import get_blocks_context
from gradio.events import api


def add_endpoint(
    function: Callable[..., Any],
    says: str,
    returns: dict[str, Any],
    arguments: dict[str, str] | None = None,
    **options: Any,
) -> None:
    """Add a named endpoint to the `gr.Blocks` that is open.

    Args:
        function: The function that is called; the endpoint has its name.
        says: A description of the endpoint.
        returns: The JSON Schema of the result.
        arguments: Descriptions of the arguments by name, in their order.
        **options: Options of `gr.api`.
    """
    number = api(function, api_name=function.__name__, api_description=says, **options)["id"]
    page = get_blocks_context()
    assert page is not None
    event: Any = page.fns[number]
    for component, (name, meaning) in zip(event.inputs, (arguments or {}).items(), strict=True):
        component.label = name
        component.api_info()["additional_description"] = meaning
    for component in event.outputs:
        component.label = "result"
        told = component.api_info()  # the same dictionary that the component shows
        told.clear()
        told.update(returns)
