"""Rows of a sheet as they are seen: without what is hidden, and with what sets some of them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.tables.cells import PlacedRow

# Rows of cells with the same look that may be a header of several levels.
_MOST_EMPHASISED = 3


@dataclass(slots=True)
class Hidden:
    """The rows and columns of a sheet that hold something and are hidden, by their numbers from 1."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def say_what_is_hidden(left_out: LeftOut, sheets: int, hidden: Sequence[Hidden]) -> None:
    """Say how much of a file was left out because it is hidden.

    Args:
        left_out: Is told.
        sheets: The number of hidden sheets.
        hidden: What is hidden on each of the other sheets.
    """
    rows = sum(len(each.rows) for each in hidden)
    columns = sum(len(each.columns) for each in hidden)
    for count, name in ((sheets, "sheet"), (rows, "row"), (columns, "column")):
        if count:
            left_out.say(f"{count:,} hidden {name}{'s' if count > 1 else ''} left out.")


def with_emphasis(rows: Iterable[PlacedRow]) -> Iterator[PlacedRow]:
    """Keep the emphasis of rows that differ by it from the row below them; a sheet all in bold has none."""
    held: list[PlacedRow] = []
    for row in rows:
        if row.is_emphasised and len(held) < _MOST_EMPHASISED:
            held.append(row)
            continue
        keeps = not row.is_emphasised and any(row.texts)
        yield from (each._replace(is_emphasised=keeps) for each in held)
        held = []
        yield row._replace(is_emphasised=False)
    yield from (each._replace(is_emphasised=False) for each in held)


def without_hidden(row: PlacedRow, seen: Sequence[bool]) -> PlacedRow:
    """Return a row without the columns that are hidden; what is merged over one is seen in the others."""
    if all(seen[: len(row.texts)]):
        return row
    kept = [column for column in range(len(row.texts)) if column >= len(seen) or seen[column]]
    place = {column: number for number, column in enumerate(kept)}
    from_left = set()
    for column in row.from_left:
        before = column - 1
        while before in row.from_left and before not in place:
            before -= 1
        if column in place and before in place:
            from_left.add(place[column])
    return row._replace(
        texts=[row.texts[column] for column in kept],
        from_left=frozenset(from_left),
        from_above=frozenset(place[column] for column in row.from_above if column in place),
        headers=frozenset(place[column] for column in row.headers if column in place),
    )
