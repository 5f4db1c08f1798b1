"""Cells as a person sees them, and rows in which every merged cell stands in each place that it covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Formats state spans freely; wider ones than the widest sheet are errors or attacks.
MOST_COLUMNS = 16_384
_NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What it shows; white space of every kind becomes single spaces.
        row_span: The number of rows that it covers, its own included.
        column_span: The number of columns that it covers, its own included.
        is_header: Whether the format says that it names columns or rows.
    """

    text: str
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False


class PlacedRow(NamedTuple):
    """A row in which every place has its text; merged cells stand in each place that they cover.

    Attributes:
        texts: The text of each column.
        from_left: The columns whose cell begins in a column before them.
        from_above: The columns whose cell begins in a row before this one.
        headers: The columns whose cell is marked as a header.
        below: The number of further rows that the cells which begin here reach down at most.
        is_emphasised: Whether all its cells are set apart from others, as by bold type.
    """

    texts: Sequence[str]
    from_left: frozenset[int] = _NOWHERE
    from_above: frozenset[int] = _NOWHERE
    headers: frozenset[int] = _NOWHERE
    below: int = 0
    is_emphasised: bool = False

    def own(self) -> list[int]:
        """Return the columns in which a cell with text begins."""
        if not self.from_left and not self.from_above:
            return [column for column, text in enumerate(self.texts) if text]
        continued = self.from_left | self.from_above
        return [column for column, text in enumerate(self.texts) if text and column not in continued]

    def has_text(self) -> bool:
        """Whether a cell with text begins in this row."""
        return bool(self.own()) if self.from_above else any(self.texts)

    def part(self, first: int, end: int) -> PlacedRow:
        """Return the columns from `first` to before `end` as a row of their own."""
        texts = self.texts[first:end]
        if not (self.from_left or self.from_above or self.headers):
            return self._replace(texts=texts)
        marks = (
            frozenset(column - first for column in columns if first <= column < end)
            for columns in (self.from_left, self.from_above, self.headers)
        )
        from_left, from_above, headers = marks
        # What is cut off on the left begins here.
        return PlacedRow(texts, from_left - {0}, from_above, headers, self.below, self.is_emphasised)


def place(rows: Iterable[Sequence[Cell | str]]) -> Iterator[PlacedRow]:
    """Give each cell its columns, and each merged cell's text to every place that it covers.

    Args:
        rows: The cells that begin in each row, from left to right, as in HTML: a place that a cell from
            above covers is left out. A plain string is a cell of one row and column.

    Yields:
        A row for each row, empty ones too.
    """
    reaching: dict[int, _Reaching] = {}
    for row in rows:
        texts = [cell for cell in row if isinstance(cell, str)]
        if reaching or len(texts) < len(row):
            placed, reaching = _Placing(reaching).row(row)
            yield placed
        else:
            yield PlacedRow([" ".join(text.split()) for text in texts])


class _Reaching(NamedTuple):
    """A place of a cell that reaches into the rows below."""

    text: str
    rows_left: int
    is_header: bool
    is_from_left: bool


class _Placing:
    """One row while its cells are given their columns."""

    def __init__(self, reaching: dict[int, _Reaching]) -> None:
        """Begin a row into which cells from above reach, by column."""
        self._above = reaching
        self._below: dict[int, _Reaching] = {}
        self._texts: list[str] = []
        self._from_left: set[int] = set()
        self._from_above: set[int] = set()
        self._headers: set[int] = set()

    def row(self, cells: Sequence[Cell | str]) -> tuple[PlacedRow, dict[int, _Reaching]]:
        """Return the row, and the cells that reach into the next one."""
        deepest = 0
        for item in cells:
            self._take_from_above()
            cell = Cell(item) if isinstance(item, str) else item
            deepest = max(deepest, cell.row_span - 1)
            self._take_cell(cell)
        last = max(self._above, default=-1)
        while len(self._texts) <= last:
            self._take_from_above()
            if len(self._texts) <= last:
                self._take(_Reaching("", 0, False, False))
        marks = (frozenset(columns) for columns in (self._from_left, self._from_above, self._headers))
        from_left, from_above, headers = marks
        return PlacedRow(self._texts, from_left, from_above, headers, deepest), self._below

    def _take_cell(self, cell: Cell) -> None:
        text = " ".join(cell.text.split())
        for step in range(max(1, cell.column_span)):
            if len(self._texts) >= MOST_COLUMNS or (step and len(self._texts) in self._above):
                break
            self._take(_Reaching(text, cell.row_span - 1, cell.is_header, step > 0))

    def _take_from_above(self) -> None:
        while len(self._texts) in self._above:
            self._from_above.add(len(self._texts))
            place = self._above[len(self._texts)]
            self._take(place._replace(rows_left=place.rows_left - 1))

    def _take(self, place: _Reaching) -> None:
        column = len(self._texts)
        self._texts.append(place.text)
        if place.rows_left > 0:
            self._below[column] = place
        if place.is_header:
            self._headers.add(column)
        if place.is_from_left:
            self._from_left.add(column)
