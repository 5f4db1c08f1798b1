"""JSON, one document or one a line: every value with the keys that lead to it."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.documents.formats.decoding import read_text
from assistant.documents.formats.structured.tree import Pairs, TreeWriter
from assistant.types import Extraction

_LINES = (".jsonl", ".ndjson")


def parse(path: Path) -> Extraction:
    """Read JSON; what is none is read as text, with a warning.

    Raises:
        ExtractionError: The file is not text.
    """
    decoded = read_text(path)
    writer = TreeWriter()
    try:
        writer.write(_values(decoded.text, by_lines=path.suffix.lower() in _LINES))
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        reason = f"It is not valid JSON{f' (line {line})' if line else ''} and was read as text."
        return Extraction(decoded.text, line_breaks="hard", warnings=(*decoded.warnings, reason))
    return writer.finish("", decoded.warnings)


def _values(text: str, by_lines: bool) -> object:
    if not by_lines:
        try:
            return _value(text)
        except json.JSONDecodeError:
            if not text.lstrip().startswith('{"') or "\n{" not in text.strip():
                raise
    return [_value(line) for line in text.splitlines() if line.strip()]


def _value(text: str) -> object:
    """Return a value with numbers as they are written and `null` as nothing."""
    return _named(
        json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=Pairs)
    )


def _named(value: object) -> object:
    """Write truth values as JSON does."""
    if isinstance(value, Pairs):
        return Pairs((key, _named(inner)) for key, inner in value)
    if isinstance(value, list):
        return [_named(inner) for inner in value]
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value
