"""A table together with the text that it lies in: what its cells, labels and groups say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.types.tables import Table, TableRow

_TOTAL = re.compile(r"(?:sub|grand )?-?\s?totals?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableText:
    """A table, and the text that its ranges point into."""

    table: Table
    text: str

    def line(self, row: TableRow) -> str:
        """Return a line of the table as it is written."""
        return self.text[row.start : row.end]

    def cells(self, row: TableRow) -> tuple[str, ...]:
        """Return the text of each column of a row, "" where it is empty."""
        return tuple("" if cell is None else self.text[slice(*cell)] for cell in row.cells)

    def label(self, row: TableRow) -> str:
        """Return the text of the first cell of a row, "" if that is empty or for a line of another kind."""
        first = row.cells[0] if row.kind == "row" and row.cells else None
        return "" if first is None else self.text[slice(*first)]

    @property
    def title(self) -> str:
        """The first line above the header, "" if there is none."""
        return next(iter(self.above), "")

    @property
    def above(self) -> tuple[str, ...]:
        """The title and the notes, each a line."""
        return tuple(self.line(row) for row in self.table.rows if row.kind in ("title", "note"))

    @property
    def body(self) -> tuple[TableRow, ...]:
        """The rows of values."""
        return tuple(row for row in self.table.rows if row.kind == "row")

    def row_at(self, position: int) -> TableRow | None:
        """Return the row of values at an offset of the text, None if there is none."""
        return next((row for row in self.body if row.start <= position < row.end), None)

    def groups(self) -> dict[int, str]:
        """Return the names of the groups of rows, by the start of each row of values that has one.

        A group ends with its total: a row that is called so, or that has values and no label.
        """
        found: dict[int, str] = {}
        name = ""
        for row in self.table.rows:
            if row.kind == "group":
                name = self.line(row)
            elif row.kind == "row" and name:
                found[row.start] = name
                if _TOTAL.match(self.label(row)) or row.cells[:1] == (None,):
                    name = ""
        return found
