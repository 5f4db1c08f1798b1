"""What stands above the rows of a table: titles and notes, and the rows that name its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.documents.tables.cells import PlacedRow
from assistant.documents.tables.values import ValueKind, kind_of_value
from assistant.types.tables import BETWEEN_LEVELS

LOOKED_AT = 40
"""Rows from the first of a table that decide what its header is."""

# Titles and notes may stand above the header, alone in their rows.
_MOST_NOTES = 10
_PAIR = 2
_MOST_LEVELS = 4
# Levels of a header that nothing marks as one.
_MOST_GUESSED_LEVELS = 3
_LONGEST_NAME = 60
# The share of a column's values that are of another kind than its name, in a column that says something.
_MOST_OF_A_COLUMN = 0.6
_FIGURES: frozenset[ValueKind] = frozenset({"number", "money", "percent", "year"})
_NAMES: frozenset[ValueKind] = frozenset({"text", "year", "date"})
# With fewer columns of nothing but text, the first row may as well be the first pair of a name and a value.
_FEWEST_TEXT_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the rows.

    Attributes:
        notes: The number of rows with titles and notes.
        levels: The number of rows that name the columns, which follow them; 0 if none do.
        names: The name of each column, () without a header.
        is_certain: Whether marks or the values below say that the header is one, not names alone.
        is_list: Whether no row has more than one cell with text, so that there are no columns to speak of.
    """

    notes: int
    levels: int = 0
    names: tuple[str, ...] = ()
    is_certain: bool = False
    is_list: bool = False


def find_head(rows: Sequence[PlacedRow], usually_named: bool = False) -> Head:
    """Find the titles, notes and header of a table.

    Args:
        rows: The first rows of the table, at least `LOOKED_AT` if it has so many; none without text.
        usually_named: Whether most tables of the format have a header, so that a first row of names is
            taken for one even where it could as well be a row of values.

    Returns:
        What stands above the rows. A table with nothing below its header has none.
    """
    if all(len(row.own()) == 1 and not row.headers for row in rows):
        return Head(0, is_list=True)
    notes = _count_notes(rows)
    if notes and min(rows[notes - 1].own()) > 0:
        # Perhaps no title, but a name of several columns that is not merged over them.
        with_note = _find_header(rows, notes - 1, usually_named)
        if with_note.is_certain and with_note.levels > 1:
            return with_note
    return _find_header(rows, notes, usually_named) if notes < len(rows) else Head(0)


def _find_header(rows: Sequence[PlacedRow], notes: int, usually_named: bool) -> Head:
    """Return the head of a table with so many titles and notes."""
    table = rows[notes:]
    width = max((len(row.texts) for row in table), default=0)
    if len(table) < 2 or width < 2:
        return Head(notes)
    marked = _count_marked(table) or _count_emphasised(table)
    if marked:
        levels = _with_lower_levels(table, marked)
        return Head(notes, levels, _joined_names(table[:levels], width), True)
    if any(row.headers for row in table):
        return Head(notes)  # the format marks headers, and marks none of columns
    for levels in range(min(_MOST_GUESSED_LEVELS, len(table) - 1), 0, -1):
        names = _joined_names(table[:levels], width)
        is_certain = _is_contrasted(table, levels, names)
        if _is_header(table, levels, names, is_certain, usually_named):
            return Head(notes, levels, names, is_certain)
    return Head(notes)


def _count_notes(rows: Sequence[PlacedRow]) -> int:
    """Count the rows at the top that hold a title or a note: one cell, not one that heads some columns."""
    usual = _usual_width(rows)
    for number, row in enumerate(rows[:_MOST_NOTES]):
        own = row.own()
        if len(own) == 1:
            is_name = own[0] in row.headers or own[0] + 1 in row.from_left
            if own[0] > 0 and is_name:
                return number
        elif not _is_pair_above(own, row, rows[number + 1 : number + 2], usual):
            return number
    return min(len(rows), _MOST_NOTES)


def _usual_width(rows: Sequence[PlacedRow]) -> int:
    """Return how many cells with text most rows have."""
    widths = Counter(len(row.own()) for row in rows)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _is_pair_above(own: Sequence[int], row: PlacedRow, below: Sequence[PlacedRow], usual: int) -> bool:
    """Whether a row is a name and a value, such as "From | 1 May", above a table that is wider."""
    if len(own) != _PAIR or own[1] != own[0] + 1 or row.from_left:
        return False
    if usual < (_PAIR * _PAIR if kind_of_value(row.texts[own[1]]) == "text" else _PAIR + 1):
        return False
    if kind_of_value(row.texts[own[0]]) != "text" or not below:
        return False
    return own[0] < len(below[0].texts) and bool(below[0].texts[own[0]]) and not any(below[0].texts[: own[0]])


def _count_marked(table: Sequence[PlacedRow]) -> int:
    """Count the rows at the top whose cells, the first perhaps aside, are all marked as headers."""
    count = 0
    for row in table[:_MOST_LEVELS]:
        filled = [column for column, text in enumerate(row.texts) if text]
        unmarked = [column for column in filled if column not in row.headers and column > 0]
        if unmarked or not any(column > 0 for column in filled):
            break
        count += 1
    return count if count < len(table) else 1


def _count_emphasised(table: Sequence[PlacedRow]) -> int:
    """Count the rows at the top that hold names alone and are set apart from the row below them."""
    count = 0
    for row in table[: _MOST_GUESSED_LEVELS + 1]:
        if not row.is_emphasised:
            break
        if not all(_may_name(text) for text in row.texts if text):
            return 0
        count += 1
    return count if count <= _MOST_GUESSED_LEVELS and count < len(table) else 0


def _with_lower_levels(table: Sequence[PlacedRow], levels: int) -> int:
    """Return the levels of a marked header, with the rows below that its merged cells reach or need."""
    reached = max(number + 1 + row.below for number, row in enumerate(table[:levels]))
    levels = min(max(levels, reached), _MOST_LEVELS, len(table) - 1)
    most = min(_MOST_GUESSED_LEVELS, len(table) - 1)
    while levels < most and _spreads(table[levels - 1], table[levels]):
        names = _joined_names(table[: levels + 1], len(table[0].texts))
        if not _is_contrasted(table, levels + 1, names):
            break
        levels += 1
    return max(1, levels)


def _is_header(
    table: Sequence[PlacedRow], levels: int, names: Sequence[str], is_certain: bool, usually_named: bool
) -> bool:
    """Whether the first rows of a table, which nothing marks as its header, are one."""
    header, body = table[:levels], table[levels:]
    if not all(_spreads(upper, lower) for upper, lower in pairwise(header)):
        return False
    if levels > 1 and not (is_certain or any(row.from_left for row in header[:-1])):
        return False  # gaps alone, in a table of nothing but words
    if not all(_may_name(text) for row in header for text in row.texts if text):
        return False
    given = [name for name in names if name]
    if len(given) < 2:
        return False
    if is_certain:
        return True
    return _are_names_alone(names, body, usually_named)


def _may_name(text: str) -> bool:
    """Whether a text may name a column; one that ends with a colon names what stands beside it."""
    return len(text) <= _LONGEST_NAME and not text.endswith(":") and kind_of_value(text) in _NAMES


def _are_names_alone(names: Sequence[str], body: Sequence[PlacedRow], usually_named: bool) -> bool:
    """Whether words above rows of words name the columns: different ones in all, none of them a value."""
    last = max(column for column, name in enumerate(names) if name)
    given = [name for name in names if name]
    if not all(names[1 : last + 1]) or len(set(given)) < len(given):
        return False
    if any(kind_of_value(name) != "text" for name in given):
        return False
    if any(names[column] in _column(body, column) for column in range(last + 1) if names[column]):
        return False
    return usually_named or len(given) >= _FEWEST_TEXT_COLUMNS


def _is_contrasted(table: Sequence[PlacedRow], levels: int, names: Sequence[str]) -> bool:
    """Whether a column has values of another kind than its name: a word above figures, a year above sums.

    They must be of one kind. Sums, dates and times in one column are the values of a list of names.
    """
    body = table[levels : levels + LOOKED_AT]
    lowest = table[levels - 1].texts
    contrasted = 0
    for column, name in enumerate(names):
        kinds = Counter(kind_of_value(text) for text in _column(body, column) if text)
        if not kinds or not name:
            continue
        own = kind_of_value(lowest[column]) if column < len(lowest) and lowest[column] else "text"
        families = Counter[str]()
        for kind, count in kinds.items():
            if kind not in ("text", own):
                families["figure" if kind in _FIGURES else kind] += count
        contrasted += max(families.values(), default=0) >= _MOST_OF_A_COLUMN * kinds.total()
    return contrasted > 0


def _column(rows: Sequence[PlacedRow], column: int) -> list[str]:
    """Return the texts of a column, those of cells over several columns left out."""
    return [
        row.texts[column]
        for row in rows
        if column < len(row.texts) and column not in row.from_left and column + 1 not in row.from_left
    ]


def _spreads(upper: PlacedRow, lower: PlacedRow) -> bool:
    """Whether a row has a name over several columns that have names of their own in the row below."""
    return any(
        column in upper.from_left or not upper.texts[column]
        for column in range(1, min(len(upper.texts), len(lower.texts)))
        if lower.texts[column] and column not in lower.from_above
    )


def _joined_names(header: Sequence[PlacedRow], width: int) -> tuple[str, ...]:
    """Return the name of each column: its levels from top to bottom, each of them once."""
    levels: list[Sequence[str]] = []
    for number in range(len(header) - 1, -1, -1):
        below = header[number + 1] if number + 1 < len(header) else None
        levels.insert(0, _spread(header[number], below, levels[0] if levels else ()))
    names = []
    for column in range(width):
        parts = [level[column] if column < len(level) else "" for level in levels]
        given = [part for number, part in enumerate(parts) if part and part not in parts[:number]]
        names.append(BETWEEN_LEVELS.join(given))
    return tuple(names)


def _spread(row: PlacedRow, below: PlacedRow | None, under: Sequence[str]) -> list[str]:
    """Return a level of the header with each name also above the gaps that it stands for.

    A name that is merged over columns has them all already. One that is not goes on over the empty cells on
    its right as long as there are names below them, if there is one below itself, too.

    Args:
        row: The level.
        below: The level below it, None for the last.
        under: The names of that level, its own gaps filled.
    """
    texts = list(row.texts)
    if below is None:
        return texts
    texts += [""] * (len(under) - len(texts))
    goes_on = False
    for column, text in enumerate(texts):
        has_name_below = column < len(under) and bool(under[column]) and column not in below.from_above
        if text:
            is_merged = column in row.from_left or column + 1 in row.from_left
            goes_on = has_name_below and not is_merged
        elif goes_on and has_name_below:
            texts[column] = texts[column - 1]
        else:
            goes_on = False
    return texts
