"""Adding a named endpoint to the page, with the schemas of what it takes and returns."""

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
        function: What is called; its name is the endpoint's.
        says: What it does, for the list of endpoints.
        returns: The JSON Schema of what it returns.
        arguments: What each argument means, by name, in their order.
        **options: Those of `gr.api`.
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
        told = component.api_info()  # the component keeps and shows this very dictionary
        told.clear()
        told.update(returns)
