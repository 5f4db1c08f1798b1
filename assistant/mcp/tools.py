"""What a language model can call: `ask`, `search`, `documents`, with the schemas of arguments and results."""

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
from assistant.terminal import text as report
from assistant.types import DocumentInfo, Passage

Result = tuple[str, dict[str, Any]]  # for the model to read, and as data


@dataclass(frozen=True, slots=True)
class Tool:
    """What a model can call: its name, what it does, its arguments and its result as JSON Schemas."""

    name: str
    says: str
    arguments: dict[str, Any]
    returns: dict[str, Any]
    run: Callable[[Mapping[str, Any]], Result]

    def call(self, given: Mapping[str, Any]) -> Result:
        """Return the result for some arguments.

        Raises:
            AssistantError: An argument is unknown, missing or unusable, or the index cannot be used.
        """
        known = self.arguments["properties"]
        unknown = sorted(set(given) - set(known))
        if unknown:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageError(f"'{self.name}' has no argument '{unknown[0]}'; {takes}.")
        return self.run(given)


def make_tools(settings: Settings) -> list[Tool]:
    """Return the tools; they share one index, opened when it is first needed."""
    index = _opener(settings)

    def ask(given: Mapping[str, Any]) -> Result:
        within = schemas.documents_of(given.get("documents"))
        answer = index().ask(schemas.question_of(given.get("question")), documents=within)
        return answer_text(answer), schemas.sendable(report.answer_data(answer))

    def search(given: Mapping[str, Any]) -> Result:
        within = schemas.documents_of(given.get("documents"))
        count = schemas.count_of(given.get("k", settings.k))
        found = index().retrieve(schemas.question_of(given.get("question")), count, documents=within)
        return passages_text(found), {"passages": schemas.sendable([asdict(passage) for passage in found])}

    def documents(_given: Mapping[str, Any]) -> Result:
        infos = index().documents()
        return documents_text(infos), {"documents": schemas.sendable([asdict(info) for info in infos])}

    question, keywords = _text(schemas.QUESTION), _text(schemas.KEYWORDS)
    names = {
        "type": ["array", "null"],
        "items": {"type": "string"},
        "default": None,
        "description": schemas.DOCUMENTS,
    }
    count = {
        "type": "integer",
        "minimum": 1,
        "maximum": schemas.MOST_PASSAGES,
        "default": settings.k,
        "description": schemas.COUNT,
    }
    return [
        Tool(
            "ask",
            "Answer a question from the documents in one to three sentences, each with the citation of the "
            "exact sentence it rests on; or refuse, with the closest passages, where they hold no answer.",
            _object({"question": question, "documents": names}, "question"),
            schemas.answer_schema(),
            ask,
        ),
        Tool(
            "search",
            "Return the passages of the documents that fit a question or keywords best, best first, to read.",
            _object({"question": keywords, "k": count, "documents": names}, "question"),
            _listing("passages", Passage),
            search,
        ),
        Tool(
            "documents",
            "List the documents: path, title, and whether and why one could not be read.",
            _object({}),
            _listing("documents", DocumentInfo),
            documents,
        ),
    ]


def _opener(settings: Settings) -> Callable[[], Index]:
    opened: list[Index] = []
    opening = Lock()

    def index() -> Index:
        with opening:
            if not opened:
                opened.append(open_index(settings=settings))
            return opened[0]

    return index


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def _listing(name: str, kind: type) -> dict[str, Any]:
    schema = schemas.schema_of(list[kind])  # type: ignore[valid-type]
    definitions = schema.pop("$defs")
    return _object({name: schema}, name) | {"$defs": definitions}
