"""A cell of a table as a person would say it: which row, which column, the value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.tables.question import TableQuestion, terms_of
from assistant.answering.tables.sums import row_label
from assistant.documents.tables import TableText
from assistant.types import TableRow

# "in thousands", "€ in millions", "(USD million)" in a title, a note or the name of a column.
_UNIT = re.compile(
    r"(?:[$€£¥]|\b[A-Z]{3}\b)?\s*\bin (?:[$€£¥]|[A-Z]{3})?\s*(?:thousand|million|billion)s?\b(?: of \w+)?"
    r"|\b(?:USD|EUR|GBP|CHF)\s+(?:thousand|million|billion)s?\b",
    re.IGNORECASE,
)
_HAS_UNIT = re.compile(r"thousand|million|billion|%", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """What an answer says for a cell.

    Attributes:
        text: The row, the column and the value.
        span: The range of the value in the text.
    """

    text: str
    span: tuple[int, int]


def word_cell(
    question: TableQuestion, table: TableText, columns: Sequence[str], row: TableRow, column: int
) -> Wording:
    """Say a cell.

    Args:
        question: The question; cells of the row that it names tell which row it is.
        table: The table.
        columns: The names of its columns, () if they have none.
        row: The row.
        column: The column of the cell, which has text.

    Returns:
        "Revenue, three months ended July 29, 2023: 9,583 ($ in millions)", for example.
    """
    cells = table.cells(row)
    value = cells[column]
    asked = set(question.terms)
    parts = [table.groups().get(row.start, "")] if row.start in table.groups() else []
    parts += [row_label(table, row)] if column and not cells[0] else []
    parts += [
        cell
        for c, cell in enumerate(cells)
        if c != column and cell and cell != value and _tells_row(c, cell, column, asked)
    ]
    name = columns[column] if column < len(columns) else ""
    parts += [name] if name else []
    before = ", ".join(dict.fromkeys(filter(None, parts)))
    start = len(before) + 2 if before else 0
    unit = "" if _HAS_UNIT.search(value) else unit_of(table, name)
    text = f"{before}: {value}" if before else value
    return Wording(text + (f" ({unit})" if unit else ""), (start, start + len(value)))


def word_row(table: TableText, row: TableRow, marked: tuple[int, int] | None = None) -> Wording:
    """Say a whole row: its label, then each value with the name of its column.

    Args:
        table: The table.
        row: The row.
        marked: The range of the short answer in the document's text.

    Returns:
        "09:30; From: Visby; To: Hemse", for example. Its span is empty if the short answer is in no cell.
    """
    text, span = "", (0, 0)
    columns = table.table.columns
    for c, (cell, value) in enumerate(zip(row.cells, table.cells(row), strict=True)):
        if cell is None or cell in row.cells[:c]:
            continue  # a cell that is merged over columns is said once
        name = columns[c] if c < len(columns) else ""
        text += ("; " if text else "") + (f"{name}: " if name and text else "")
        if marked is not None and cell[0] <= marked[0] and marked[1] <= cell[1]:
            span = (len(text) + marked[0] - cell[0], len(text) + marked[1] - cell[0])
        text += value
    return Wording(text, span)


def _tells_row(column: int, cell: str, chosen: int, asked: set[str]) -> bool:
    """Whether a cell says which row it is: it is the label, or the question names it."""
    terms = terms_of(cell)
    return (column == 0 and chosen != 0) or (bool(terms) and all(term in asked for term in terms))


def unit_of(table: TableText, name: str) -> str:
    """Return the unit that a column's name or the lines above say, such as "in thousands"; or ""."""
    lines = (name, *table.table.columns[:1], *table.above)
    found = next((match for line in lines if (match := _UNIT.search(line))), None)
    return "" if found is None or found[0] in name else " ".join(found[0].split())
