"""What an endpoint says of itself: JSON Schemas of its arguments and of its result, made from the types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradio.context import get_blocks_context
from gradio.events import api
from pydantic import TypeAdapter

from assistant.types import Answer

# Gradio's clients take every object with a "path" for a file that they have to fetch; documents are none.
_NAMES = {"path": "document", "previous_path": "previous_document"}


def sendable(value: Any) -> Any:
    """Return plain data with the fields named as they are sent: a document's path is its `document`."""
    if isinstance(value, dict):
        return {_NAMES.get(key, key): sendable(each) for key, each in value.items()}
    return [sendable(each) for each in value] if isinstance(value, list | tuple) else value


def schema_of(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema of a type of `assistant/types.py` as it is sent."""
    named: dict[str, Any] = _named(TypeAdapter(kind).json_schema(mode="serialization"))
    return named


def _named(schema: Any) -> Any:
    if isinstance(schema, dict):
        named = {_NAMES.get(key, key): _named(each) for key, each in schema.items()}
        if "required" in named:
            named["required"] = [_NAMES.get(name, name) for name in named["required"]]
        return named
    return [_named(each) for each in schema] if isinstance(schema, list) else schema


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
    event: Any = page.fns[number]
    for component, (name, meaning) in zip(event.inputs, (arguments or {}).items(), strict=True):
        component.label = name
        component.api_info()["additional_description"] = meaning
    for component in event.outputs:
        component.label = "result"
        told = component.api_info()  # the component keeps and shows this very dictionary
        told.clear()
        told.update(returns)
