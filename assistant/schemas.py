"""The exchange with other programs: validation of their arguments, results as JSON and their JSON Schemas.

A program may send anything, so each argument is validated; an error says in a sentence what is wrong. Names
and fields are documented in docs/programs.md and do not change.
"""

from __future__ import annotations

from typing import Any, TypedDict

from pydantic import TypeAdapter

from assistant.errors import UsageError
from assistant.types import Answer

MOST_PASSAGES = 50

QUESTION = "A question in words."
KEYWORDS = "A question or keywords."
WRITTEN = "Whether a language model is to write the answer, each sentence proven; the setting 'llm' names it."
COUNT = f"The most passages to return, 1 to {MOST_PASSAGES}."
DOCUMENTS = (
    "Which documents may be used: a list of paths, folders with a slash at the end, and patterns "
    "(*, ?, [a-z]); null for all."
)

SINCE = "Only documents of this day, month or year and later (2025-12-03, 2025-12, 2025); null for all."
UNTIL = "Only documents of this day, month or year and earlier, likewise; null for all."

# --- arguments


def parse_question(value: object) -> str:
    """Return a question; raises UsageError."""
    if not isinstance(value, str):
        raise UsageError("'question' must be a text.")
    return value


def parse_count(value: object) -> int:
    """Return the number of passages to search for, at least 1, at most `MOST_PASSAGES`; raises UsageError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise UsageError("'k' must be a whole number.")
    return int(max(1, min(value, MOST_PASSAGES)))


def parse_documents(value: object) -> list[str] | None:
    """Return the names of the documents that may be used, None for all; raises UsageError."""
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise UsageError(
            "'documents' must be a list of paths, folders with a slash at the end, and patterns, "
            "or null for all."
        )
    return value


def parse_date(name: str, value: object) -> str | None:
    """Return the date that bounds which documents may be used, None for no bound; raises UsageError."""
    if value is not None and not isinstance(value, str):
        raise UsageError(
            f"'{name}' must be a day, a month or a year as text, as \"2025-12-03\", or null for all."
        )
    return value


class Within(TypedDict):
    """Which documents may be used, as `assistant.ask` and `assistant.retrieve` take it."""

    documents: list[str] | None
    since: str | None
    until: str | None


def parse_within(documents: object, since: object, until: object) -> Within:
    """Return which documents may be used; raises UsageError."""
    return {
        "documents": parse_documents(documents),
        "since": parse_date("since", since),
        "until": parse_date("until", until),
    }


def parse_written(value: object) -> bool:
    """Return whether an answer is to be written; raises UsageError."""
    if not isinstance(value, bool):
        raise UsageError("'written' must be true or false.")
    return value


# --- results

# Gradio's clients take every object with a "path" for a file that they have to fetch; documents are none.
_NAMES = {"path": "document", "previous_path": "previous_document"}


def to_json_data(value: Any) -> Any:
    """Return plain data with the fields renamed for JSON: `path` becomes `document`."""
    if isinstance(value, dict):
        return {_NAMES.get(key, key): to_json_data(each) for key, each in value.items()}
    return [to_json_data(each) for each in value] if isinstance(value, list | tuple) else value


def json_schema_of(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema of a type of `assistant.types`, with the fields renamed like `to_json_data`."""
    named: dict[str, Any] = _renamed(TypeAdapter(kind).json_schema(mode="serialization"))
    return named


def answer_schema() -> dict[str, Any]:
    """Return the JSON Schema of an answer with what `terminal.text.answer_data` adds."""
    schema = json_schema_of(Answer)
    schema["properties"] |= {
        "answered": {"type": "boolean", "title": "Answered"},
        "text": {"type": "string", "title": "Text"},
    }
    schema["required"] += ["answered", "text"]
    return schema


def _renamed(schema: Any) -> Any:
    if isinstance(schema, dict):
        named = {_NAMES.get(key, key): _renamed(each) for key, each in schema.items()}
        if "required" in named:
            named["required"] = [_NAMES.get(name, name) for name in named["required"]]
        return named
    return [_renamed(each) for each in schema] if isinstance(schema, list) else schema
