"""The tools that a language model can call: `ask`, `search`, `documents`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

from assistant import schemas
from assistant.api import Index, open_index
from assistant.errors import UsageError
from assistant.mcp.text import answer_text, documents_text, passages_text
from assistant.settings import Settings
from assistant.terminal.text import answer_data
from assistant.types import DocumentInfo, Passage

Result = tuple[str, dict[str, Any]]  # as text for the model, and as structured data

# The JSON Schema of the argument that names documents.
_DOCUMENTS = {
    "type": ["array", "null"],
    "items": {"type": "string"},
    "default": None,
    "description": schemas.DOCUMENTS,
}

_SINCE = {"type": ["string", "null"], "default": None, "description": schemas.SINCE}
_UNTIL = {"type": ["string", "null"], "default": None, "description": schemas.UNTIL}
_WITHIN = {"documents": _DOCUMENTS, "since": _SINCE, "until": _UNTIL}

_WRITTEN = {"type": "boolean", "default": False, "description": schemas.WRITTEN}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of the MCP server; `input_schema` and `output_schema` are JSON Schemas."""

    name: str
    description: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    run: Callable[[Mapping[str, Any]], Result]

    def call(self, arguments: Mapping[str, Any]) -> Result:
        """Return the result for some arguments.

        Raises:
            AssistantError: An argument is unknown, missing or unusable, or the index cannot be used.
        """
        known = self.input_schema["properties"]
        unknown = sorted(set(arguments) - set(known))
        if unknown:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageError(f"'{self.name}' has no argument '{unknown[0]}'; {takes}.")
        return self.run(arguments)


def make_tools(settings: Settings) -> list[Tool]:
    """Return the tools; they share one index, opened when it is first needed."""
    index = _LazyIndex(settings)
    return [_ask_tool(index), _search_tool(index, settings.k), _documents_tool(index)]


class _LazyIndex:
    """An index that is opened by the first call; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._index: Index | None = None
        self._lock = Lock()

    def get(self) -> Index:
        with self._lock:
            if self._index is None:
                self._index = open_index(settings=self._settings)
            return self._index


def _ask_tool(index: _LazyIndex) -> Tool:
    def ask(arguments: Mapping[str, Any]) -> Result:
        within = _within(arguments)
        question = schemas.parse_question(arguments.get("question"))
        written = schemas.parse_written(arguments.get("written", False))
        answer = index.get().ask(question, written=written, **within)
        return answer_text(answer), schemas.to_json_data(answer_data(answer))

    return Tool(
        "ask",
        "Answer a question from the documents in one to three sentences, each with the citation of the "
        "exact sentence it rests on; or refuse, with the closest passages, where they hold no answer.",
        _object({"question": _text(schemas.QUESTION), **_WITHIN, "written": _WRITTEN}, "question"),
        schemas.answer_schema(),
        ask,
    )


def _search_tool(index: _LazyIndex, default_count: int) -> Tool:
    def search(arguments: Mapping[str, Any]) -> Result:
        within = _within(arguments)
        count = schemas.parse_count(arguments.get("k", default_count))
        question = schemas.parse_question(arguments.get("question"))
        passages = index.get().retrieve(question, count, **within)
        data = schemas.to_json_data([asdict(passage) for passage in passages])
        return passages_text(passages), {"passages": data}

    count_schema = {
        "type": "integer",
        "minimum": 1,
        "maximum": schemas.MOST_PASSAGES,
        "default": default_count,
        "description": schemas.COUNT,
    }
    properties = {"question": _text(schemas.KEYWORDS), "k": count_schema, **_WITHIN}
    return Tool(
        "search",
        "Return the passages of the documents that fit a question or keywords best, best first, to read.",
        _object(properties, "question"),
        _listing("passages", Passage),
        search,
    )


def _documents_tool(index: _LazyIndex) -> Tool:
    def documents(_arguments: Mapping[str, Any]) -> Result:
        infos = index.get().documents()
        return documents_text(infos), {"documents": schemas.to_json_data([asdict(info) for info in infos])}

    return Tool(
        "documents",
        "List the documents: path, title, what was left out of one, or why it could not be read.",
        _object({}),
        _listing("documents", DocumentInfo),
        documents,
    )


def _within(arguments: Mapping[str, Any]) -> schemas.Within:
    return schemas.parse_within(*(arguments.get(name) for name in ("documents", "since", "until")))


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def _listing(name: str, kind: type) -> dict[str, Any]:
    schema = schemas.json_schema_of(list[kind])  # type: ignore[valid-type]
    definitions = schema.pop("$defs")
    return _object({name: schema}, name) | {"$defs": definitions}
