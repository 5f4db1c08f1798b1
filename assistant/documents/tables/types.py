"""A table as data: ranges of the text that it was written to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Range = tuple[int, int]
"""`(start, end)`: a range of a text, the end not included."""

RowKind = Literal["title", "note", "header", "group", "row"]
"""What a line of a table is: the title or a note above it, the names of the columns, a name of the rows
below it, or a row of values."""

BETWEEN_LEVELS = " › "
"""Joins the levels of a header that takes several rows ("2024 › Q2")."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table.

    Attributes:
        start: Where the line begins in the text.
        end: Where it ends.
        kind: What the line is.
        cells: The range of each column's text, None where the cell is empty or the row is shorter. A cell
            that is merged over several columns has the same text, and may have the same range, in each.
        label: The text of the first cell of a row, "" if it is empty; other kinds have none.
        group: The text of the nearest row of kind "group" above, "" if there is none.
    """

    start: int
    end: int
    kind: RowKind
    cells: tuple[Range | None, ...]
    label: str = ""
    group: str = ""

    def shifted(self, by: int) -> TableRow:
        """Return the row as it lies in a text with `by` characters before it."""
        cells = tuple(None if cell is None else (cell[0] + by, cell[1] + by) for cell in self.cells)
        return replace(self, start=self.start + by, end=self.end + by, cells=cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a text.

    Attributes:
        start: Where its first line begins in the text.
        end: Where its last line ends.
        title: The first line above its header, "" if there is none.
        notes: The other lines above its header.
        columns: The name of each column, its levels joined by `BETWEEN_LEVELS`; "" for a column without a
            name. `()` if no row names the columns.
        rows: All its lines from first to last, titles, notes and the header too.
    """

    start: int
    end: int
    title: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def shifted(self, by: int) -> Table:
        """Return the table as it lies in a text with `by` characters before it."""
        rows = tuple(row.shifted(by) for row in self.rows)
        return replace(self, start=self.start + by, end=self.end + by, rows=rows)
