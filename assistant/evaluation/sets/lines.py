"""JSONL files of questions, with errors that name the line, and samples of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from assistant.errors import AssistantError

Row = Mapping[str, Any]
T = TypeVar("T")


class _Identified(Protocol):
    """Anything with an id that tells it from the others of its file."""

    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_Identified)


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield each line of a JSONL file, which must be an object, with its number from 1.

    Raises:
        AssistantError: The file cannot be read, a line is no JSON object, or there is none.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AssistantError(f"Cannot read the questions in '{path}': {reason}.") from error
    if not any(line.strip() for line in lines):
        raise AssistantError(f"There are no questions in '{path}'.")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise AssistantError(f"Line {number} of '{path}' is not valid JSON ({error}).") from error
        if not isinstance(row, dict):
            raise AssistantError(
                f"Line {number} of '{path}' must be a JSON object, like {{\"question\": …}}."
            )
        yield number, row


def parse_rows(path: Path, parse: Callable[[int, Row], Item]) -> list[Item]:
    """Turn every line into an item with an id of its own.

    Args:
        path: The JSONL file.
        parse: Makes an item of a line's number and object; raises ValueError saying what is wrong.

    Raises:
        AssistantError: A line cannot be used; names it.
    """
    items: dict[str, Item] = {}
    for number, row in read_rows(path):
        try:
            item = parse(number, row)
            if item.id in items:
                raise ValueError(f"its id '{item.id}' occurred before, and results are told apart by it")
        except ValueError as error:
            raise AssistantError(f"Line {number} of '{path}' cannot be used: {error}.") from error
        items[item.id] = item
    return list(items.values())


def text_of(row: Row, key: str) -> str:
    """Return a text that must be there; raises ValueError."""
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"'{key}' must be a text")
    return value


def list_of(row: Row, key: str, kind: type) -> list[Any]:
    """Return a list whose items must be of one kind, empty where the key is missing; raises ValueError."""
    value = row.get(key)
    if value is None:
        return []
    # A bool is an int to Python, but no offset, page or index to anyone.
    if not isinstance(value, list) or not all(type(item) is kind for item in value):
        named = {str: "texts", int: "whole numbers", dict: "objects"}[kind]
        raise ValueError(f"'{key}' must be a list of {named}")
    return value


def sampled(items: Sequence[T], group: Callable[[T], str], sample: int | None, seed: int) -> list[T]:
    """Return so many items of each group, chosen at random but in their order; all if `sample` is None."""
    if sample is None:
        return list(items)
    groups: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        groups.setdefault(group(item), []).append(place)
    chooser = random.Random(seed)
    chosen = [p for places in groups.values() for p in chooser.sample(places, min(sample, len(places)))]
    return [items[place] for place in sorted(chosen)]
