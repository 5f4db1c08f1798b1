"""Whether the first row of a table may name its columns, as its format says of most tables by default."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.documents.tables import Cell
from assistant.documents.tables.values import kind_of_value

_VALUES = {"number", "percent", "money", "time"}


def may_name_columns(row: Sequence[Cell]) -> bool:
    """Whether no cell of a first row, its first aside, is a value."""
    return bool(row) and not any(kind_of_value(cell.text) in _VALUES for cell in row[1:])
