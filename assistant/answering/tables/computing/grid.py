"""A table column by column: what its cells say, and as what they can be put in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from assistant.answering.tables.computing.quantities import date_of, figure_of, unit_of_figure
from assistant.answering.tables.question import terms_of
from assistant.answering.tables.sums import sum_rows
from assistant.documents.tables.values import kind_of_value

OrderKind = Literal["number", "date"]

# A column is of figures or dates if so many of its cells are.
_MOSTLY = 0.7
_LONGEST_FIGURE = 30
# Of a longer column so many cells, spread over it, tell what it holds.
_LOOKED_AT = 1_000
_SUMMARIES = frozenset(
    term
    for name in ("total", "totals", "subtotal", "sum", "grand", "overall", "average", "mean", "all")
    for term in terms_of(name)
)


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: Its header, "" if it has none.
        texts: The text of each row's cell.
        number: Its place in the table, from 0.
    """

    name: str
    texts: tuple[str, ...]
    number: int

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of its header."""
        return frozenset(terms_of(self.name))

    @cached_property
    def kind(self) -> OrderKind | None:
        """What most of its cells are, None for texts."""
        filled = [text for text in self.texts if text]
        filled = filled[:: max(1, len(filled) // _LOOKED_AT)]
        filled = [text for text in filled if not _is_missing(text)]
        if not filled:
            return None
        dates = sum(kind_of_value(text) in ("year", "date") or _is_span(text) for text in filled)
        if dates >= _MOSTLY * len(filled):
            return "date"
        figures = sum(len(text) <= _LONGEST_FIGURE and figure_of(text) is not None for text in filled)
        return "number" if figures >= _MOSTLY * len(filled) else None

    @cached_property
    def figures(self) -> tuple[Decimal | None, ...]:
        """The figure of each cell, None where it has none."""
        return tuple(figure_of(text) if text else None for text in self.texts)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """What the figure of each cell is counted in, "" where nothing is said."""
        return tuple(unit_of_figure(text) for text in self.texts)

    def is_of_one_unit(self, rows: Iterable[int]) -> bool:
        """Whether the figures of some rows can be added and compared: no euros with dollars, no kg with g."""
        return self.kind == "date" or len({self.units[row] for row in rows} - {""}) <= 1

    @cached_property
    def order(self) -> tuple[Decimal | tuple[int, int, int] | None, ...]:
        """What each cell is put in order by, None where it has neither figure nor date."""
        if self.kind == "date":
            return tuple(date_of(text) if text else None for text in self.texts)
        return self.figures


def _is_missing(text: str) -> bool:
    """Whether a text stands for a value that is not there: "n/a", a dash."""
    return kind_of_value(text) == "number" and not any(map(str.isdigit, text))


def _is_span(text: str) -> bool:
    """Whether a text is a span of years, "1963-64"."""
    parts = text.replace("–", "-").split("-")
    return len(parts) == 2 and all(part.strip().isdigit() for part in parts) and len(parts[0].strip()) == 4


@dataclass(frozen=True)
class Grid:
    """The rows of values of a table, as columns.

    Attributes:
        columns: All columns.
        above: The terms of what stands above the table: title, notes, headings, the name of the file.
        groups: The names of the groups of its rows as if they stood in one more column; None without groups.
    """

    columns: tuple[Column, ...]
    above: frozenset[str]
    groups: Column | None = None

    @cached_property
    def summaries(self) -> frozenset[int]:
        """The rows that sum up others: their first text is "Total" or the like, or their figures do."""
        rows = list(zip(*(column.texts for column in self.columns), strict=True))
        labels = (next(filter(None, texts), "") for texts in rows)
        named = (row for row, label in enumerate(labels) if label and _SUMMARIES.issuperset(terms_of(label)))
        return sum_rows(rows).union(named)

    @property
    def row_names(self) -> frozenset[str]:
        """What its rows are called: the terms of the header of its first column, if that holds texts."""
        return self.columns[0].terms if self.columns and self.columns[0].kind is None else frozenset()

    @property
    def height(self) -> int:
        """The number of its rows."""
        return len(self.columns[0].texts) if self.columns else 0


def grid_of(
    names: Sequence[str], rows: Sequence[Sequence[str]], above: str = "", groups: Sequence[str] = ()
) -> Grid:
    """Look at a table column by column.

    Args:
        names: The names of the columns, () if they have none.
        rows: The texts of the cells of each row of values.
        above: What stands above the table.
        groups: The name of the group of each row, "" where it is of none; () if there are none.
    """
    width = max((len(row) for row in rows), default=0)
    columns = tuple(
        Column(
            names[c] if c < len(names) else "",
            tuple(row[c] if c < len(row) else "" for row in rows),
            c,
        )
        for c in range(width)
    )
    of_groups = Column("", tuple(groups), width) if any(groups) else None
    return Grid(columns, frozenset(terms_of(above)), of_groups)
