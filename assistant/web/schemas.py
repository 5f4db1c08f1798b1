"""What an endpoint says of itself: JSON Schemas of its arguments and of its result, made from the types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.context import get_blocks_context
from gradio.events import api
from pydantic import TypeAdapter

from assistant.types import Answer


def schema_of(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema of a type of `assistant/types.py` as it is sent."""
    return TypeAdapter(kind).json_schema(mode="serialization")


def _answer() -> dict[str, Any]:
    schema = schema_of(Answer)
    schema["properties"] |= {
        "answered": {"type": "boolean", "title": "Answered"},
        "text": {"type": "string", "title": "Text"},
    }
    schema["required"] += ["answered", "text"]
    return schema


ANSWER = _answer()  # with what `report.answer_data` adds


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
    event = page.fns[number]
    for component, (name, meaning) in zip(event.inputs, (arguments or {}).items(), strict=True):
        _tell(component, name, {"additional_description": meaning})
    for component in event.outputs:
        _tell(component, "result", returns)


def _tell(component: Any, label: str, schema: dict[str, Any]) -> None:
    assert isinstance(component, gr.components.Component)
    component.label = label
    component.api_info().update(schema)  # the component keeps and shows this very dictionary
