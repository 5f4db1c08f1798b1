"""Rows that hold no values but name the rows below them: "Operating activities", "Current assets:"."""

from __future__ import annotations

from assistant.documents.tables.cells import PlacedRow
from assistant.documents.tables.values import is_figure, kind_of_value

_LONGEST_NAME = 100
# With one column of values a label without its value is more likely one that is missing.
_FEWEST_FIGURES = 2


def names_group(row: PlacedRow, below: PlacedRow | None) -> bool:
    """Whether a row names the rows below it.

    It is one cell over all columns, or a label without any value above a row with a label and figures.

    Args:
        row: A row of values, which has text.
        below: The row below it, None for the last of the table.
    """
    if row.from_above:
        return False
    if row.from_left:
        return all(column in row.from_left for column in range(1, len(row.texts)))
    if below is None or row.own() != [0]:
        return False
    name, (label, *values) = row.texts[0], below.texts
    figures = [text for text in values if text and is_figure(text)]
    if kind_of_value(name) != "text" or len(name) > _LONGEST_NAME or not label or not figures:
        return False
    if name.endswith(":"):
        return not label.endswith(":")
    filled = sum(bool(text) for text in values)
    return len(figures) >= _FEWEST_FIGURES and 2 * len(figures) >= filled and not label.endswith(":")
