"""Reading of JSONL files of questions, with errors that name the line, and samples of questions."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from assistant.errors import AssistantError

Row = Mapping[str, Any]
AnyItem = TypeVar("AnyItem")


class _HasId(Protocol):
    """Anything with an id that is unique in its file."""

    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_HasId)


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
    """Turn every line into an item with a unique id.

    Args:
        path: The JSONL file.
        parse: Makes an item of a line's number (from 1) and object; raises ValueError with the reason.

    Raises:
        AssistantError: A line cannot be used; the message names it.
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


def require_text(row: Row, key: str) -> str:
    """Return the text of a key that is required.

    Raises:
        ValueError: It is missing, blank or no text.
    """
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"'{key}' must be a text")
    return value


def get_list(row: Row, key: str, kind: type) -> list[Any]:
    """Return the list of a key, empty where the key is missing.

    Args:
        row: The object of a line.
        key: The key.
        kind: The type of all items: str, int or dict.

    Raises:
        ValueError: It is no list, or an item is of another type.
    """
    value = row.get(key)
    if value is None:
        return []
    # A bool is an int in Python, but not an offset, page or index.
    if not isinstance(value, list) or not all(type(item) is kind for item in value):
        named = {str: "texts", int: "whole numbers", dict: "objects"}[kind]
        raise ValueError(f"'{key}' must be a list of {named}")
    return value


def sample_groups(
    items: Sequence[AnyItem], group: Callable[[AnyItem], str], sample: int | None, seed: int
) -> list[AnyItem]:
    """Return random items of each group, in their original order.

    Args:
        items: All items.
        group: Returns the group of an item.
        sample: The number of items of each group; None for all.
        seed: The seed of the random choice.
    """
    if sample is None:
        return list(items)
    groups: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        groups.setdefault(group(item), []).append(index)
    generator = random.Random(seed)
    chosen = [i for indices in groups.values() for i in generator.sample(indices, min(sample, len(indices)))]
    return [items[index] for index in sorted(chosen)]
