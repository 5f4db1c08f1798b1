"""A cell of a table as a person would say it: which row, which column, the value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.tables.question import TableQuestion, terms_of
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
    parts += [
        cell
        for c, cell in enumerate(cells)
        if c != column and cell and cell != value and _tells_row(c, cell, column, asked)
    ]
    name = columns[column] if column < len(columns) else ""
    parts += [name] if name else []
    before = ", ".join(dict.fromkeys(parts))
    start = len(before) + 2 if before else 0
    unit = "" if _HAS_UNIT.search(value) else _unit(table, name)
    text = f"{before}: {value}" if before else value
    return Wording(text + (f" ({unit})" if unit else ""), (start, start + len(value)))


def _tells_row(column: int, cell: str, chosen: int, asked: set[str]) -> bool:
    """Whether a cell says which row it is: it is the label, or the question names it."""
    terms = terms_of(cell)
    return (column == 0 and chosen != 0) or (bool(terms) and all(term in asked for term in terms))


def _unit(table: TableText, name: str) -> str:
    lines = (name, *table.table.columns[:1], *table.above)
    found = next((match for line in lines if (match := _UNIT.search(line))), None)
    return "" if found is None or found[0] in name else " ".join(found[0].split())
