"""The lines of tables that their format marks: no line structure has to be guessed for these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.documents.tables import TableText
from assistant.passages.line_ranges import LineRange
from assistant.types import Extraction, TableRow


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table by the numbers of its lines.

    Attributes:
        said: The table and its text.
        rows: What each of its lines is, by the number of the line; lines of a row that takes several have
            the same.
    """

    said: TableText
    rows: Mapping[int, TableRow]

    def row_ranges(self) -> Iterator[tuple[int, int, TableRow]]:
        """Yield the numbers of the first and last line of each row, and the row."""
        first: int | None = None
        numbers = sorted(self.rows)
        for place, number in enumerate(numbers):
            first = number if first is None else first
            row = self.rows[number]
            if place + 1 == len(numbers) or self.rows[numbers[place + 1]] is not row:
                yield first, number, row
                first = None

    def column_names(self) -> str:
        """Return the header as one line; "" if the rows say the names of their columns themselves."""
        said = self.said
        header = next((said.line(row) for row in said.table.rows if row.kind == "header"), "")
        names = [name for name in said.table.columns[1:] if name]
        first = next(iter(said.body), None)
        if not names or (first is not None and any(f"{name}: " in said.line(first) for name in names)):
            return ""
        return " ".join((header or " ".join(dict.fromkeys(names))).split())


def known_tables(extraction: Extraction, lines: Sequence[LineRange]) -> list[KnownTable]:
    """Return the tables of an extraction with the lines that they take, in order."""
    found: list[KnownTable] = []
    number = 0
    for table in extraction.tables:
        rows: dict[int, TableRow] = {}
        for row in table.rows:
            while number < len(lines) and lines[number][0] < row.start:
                number += 1
            while number < len(lines) and lines[number][0] < row.end:
                rows[number] = row
                number += 1
        if rows:
            found.append(KnownTable(TableText(table, extraction.text), rows))
    return found
