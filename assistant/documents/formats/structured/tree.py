"""Keys and values to lines that can be read alone, whichever format they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.types import Extraction, Heading

_BETWEEN_FIELDS = " | "
# A record with more or longer fields has a line for each of them.
_MOST_FIELDS, _LONGEST_LINE, _LONGEST_FIELD = 12, 400, 120
# Longer lists of numbers (coordinates, vectors) say nothing to a reader.
_MOST_NUMBERS = 50
_DEEPEST_HEADING = 6
_NUMERIC = frozenset("0123456789+-.eE")


class Pairs(list[tuple[str, object]]):
    """An object: its keys and values in order, keys that are given twice included."""


@dataclass(slots=True)
class TreeWriter:
    """Writes objects: fields as "key.path: value", lists of objects as a line or a block an item."""

    left_out_numbers: int = 0
    _blocks: list[list[str]] = field(default_factory=list)
    # The level of each block that is a heading, by its number.
    _levels: dict[int, int] = field(default_factory=dict)
    _begins_block: bool = True

    def write(self, value: object, path: tuple[str, ...] = (), level: int = 1) -> None:
        """Write a value with all that is in it.

        Args:
            value: A text, an object or a list.
            path: The keys that lead to it, from the last heading on.
            level: The level of the next heading.
        """
        if isinstance(value, Pairs):
            for key, inner in value:
                self.write(inner, (*path, key), level)
        elif isinstance(value, list):
            self._write_list(value, path, level)
        elif str(value).strip():
            self._line(path, str(value))

    def finish(self, title: str, warnings: Sequence[str] = ()) -> Extraction:
        """Return what was written as a document."""
        headings, position = [], 0
        for number, block in enumerate(self._blocks):
            length = sum(map(len, block)) + len(block) - 1
            if number in self._levels:
                headings.append(Heading(position, position + length, self._levels[number]))
            position += length + 2
        said = list(warnings)
        if self.left_out_numbers:
            count = self.left_out_numbers
            said.append(f"{count} long list{'s' * (count > 1)} of numbers left out.")
        text = "\n\n".join("\n".join(block) for block in self._blocks)
        return Extraction(text, title, (), tuple(headings), "hard", tuple(said))

    def _write_list(self, values: Sequence[object], path: tuple[str, ...], level: int) -> None:
        if len(values) > _MOST_NUMBERS and _are_numbers(values):
            self.left_out_numbers += 1
            return
        if all(not isinstance(value, list) for value in values):
            texts = [_one_line(str(value)) for value in values]
            if all(len(text) <= _LONGEST_FIELD for text in texts):
                self._line(path, ", ".join(text for text in texts if text))
            else:
                for text in texts:
                    self._line(path, text)
            return
        self._begins_block = True
        if path:
            self._add(_one_line(".".join(path)))
            self._levels[len(self._blocks) - 1] = min(level, _DEEPEST_HEADING)
            self._begins_block = True
        for value in values:
            line = _as_line(value) if isinstance(value, Pairs) else None
            if line is not None:
                self._add(line)
                continue
            self._begins_block = True
            self.write(value, (), level + 1)
            self._begins_block = True
        self._begins_block = True

    def _line(self, path: tuple[str, ...], text: str) -> None:
        name = ".".join(path)
        for line in filter(None, map(_one_line, text.splitlines())):
            self._add(f"{name}: {line}" if name else line)

    def _add(self, line: str) -> None:
        if not line:
            return
        if self._begins_block:
            self._blocks.append([])
            self._begins_block = False
        self._blocks[-1].append(line)


def _as_line(record: Pairs) -> str | None:
    """Return a small record as one line, None if it is too large."""
    fields = list(_fields(record, ()))
    if len(fields) > _MOST_FIELDS or any(len(value) > _LONGEST_FIELD or "\n" in value for _, value in fields):
        return None
    line = _BETWEEN_FIELDS.join(f"{key}: {_one_line(value)}" for key, value in fields if value.strip())
    return line if len(line) <= _LONGEST_LINE else None


def _fields(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Pairs):
        for key, inner in value:
            yield from _fields(inner, (*path, key))
    elif isinstance(value, list) and any(isinstance(inner, list) for inner in value):
        yield ".".join(path), "\n"  # too much for a line
    elif isinstance(value, list):
        yield ".".join(path), ", ".join(map(str, value))
    else:
        yield ".".join(path), str(value)


def _are_numbers(values: Sequence[object]) -> bool:
    return all(
        _are_numbers(value) if isinstance(value, list) else not set(str(value)) - _NUMERIC for value in values
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
