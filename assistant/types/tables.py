"""A table as data: what each of its lines is, and the range of every cell in the document's text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Range = tuple[int, int]
"""`(start, end)`: a range of a text, the end not included."""

RowKind = Literal["title", "note", "header", "group", "row"]
"""What a line of a table is: the title or a note above it, the names of the columns, a name of the rows
below it, or a row of values."""

ROW_KINDS: tuple[RowKind, ...] = ("title", "note", "header", "group", "row")

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
    """

    start: int
    end: int
    kind: RowKind
    cells: tuple[Range | None, ...]

    def shifted(self, by: int) -> TableRow:
        """Return the row as it lies in a text with `by` characters before it."""
        cells = tuple(None if cell is None else (cell[0] + by, cell[1] + by) for cell in self.cells)
        return replace(self, start=self.start + by, end=self.end + by, cells=cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a text.

    Attributes:
        columns: The name of each column, its levels joined by `BETWEEN_LEVELS`; "" for a column without a
            name. `()` if nothing names the columns.
        rows: All its lines from first to last, titles, notes and the header too; none only where nothing was
            written.
    """

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    @property
    def start(self) -> int:
        """Where its first line begins in the text."""
        return self.rows[0].start

    @property
    def end(self) -> int:
        """Where its last line ends."""
        return self.rows[-1].end

    def has_values(self) -> bool:
        """Whether it has a row of several values; without one it is a list, or only a title."""
        return any(row.kind == "row" and sum(cell is not None for cell in row.cells) > 1 for row in self.rows)

    def shifted(self, by: int) -> Table:
        """Return the table as it lies in a text with `by` characters before it."""
        return replace(self, rows=tuple(row.shifted(by) for row in self.rows))
