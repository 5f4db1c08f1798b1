"""Columns that only space out a table: empty ones, and those of a currency sign or a bracket beside a figure.

Saved filings set "$", "1,234" and ")" into cells of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.documents.tables import Cell

_SIGN_BEFORE = re.compile(r"[$€£¥(]{1,2}|US\$|EUR|USD|GBP|CHF")
_SIGN_AFTER = re.compile(r"\)|%|\)\s?%|[A-Z]?%|\*+|†")
_FIGURE = re.compile(r"[(\[$€£¥]*[\d.,\s]*\d[\d.,]*|[-—–]+")
# Larger tables are written as they are.
_MOST_PLACES = 2_000_000

_Grid = list[list[int | None]]


def without_spacing(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return the rows of a table without the columns that are only there for its looks.

    Args:
        rows: The cells that begin in each row; a place that a merged cell from above covers is left out.

    Returns:
        The same in the same form.
    """
    cells: list[Cell] = []
    grid = _grid(rows, cells)
    width = max(map(len, grid), default=0)
    if width * len(grid) > _MOST_PLACES or not width:
        return [list(row) for row in rows]
    texts = {number: " ".join(cell.text.split()) for number, cell in enumerate(cells)}
    for column in range(width):
        _join_signs(grid, texts, column)
    kept: list[int] = []
    for column in range(width):
        if not _is_spacing(grid, texts, column, kept[-1] if kept else None):
            kept.append(column)
    return list(_rows(grid, cells, texts, kept))


def _grid(rows: Sequence[Sequence[Cell]], cells: list[Cell]) -> _Grid:
    """Return the number of the cell at each place, and put the cells into `cells`."""
    grid: _Grid = [[] for _ in rows]
    reaching: dict[tuple[int, int], int] = {}
    places = 0
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in reaching:
                x += 1
            places += cell.row_span * cell.column_span
            down = min(cell.row_span, len(rows) - y) if places <= _MOST_PLACES else 1
            for below in range(down):
                for right in range(cell.column_span):
                    reaching.setdefault((y + below, x + right), len(cells))
            cells.append(cell)
            x += cell.column_span
    for (y, x), number in sorted(reaching.items()):
        grid[y] += [None] * (x - len(grid[y]))
        grid[y].append(number)
    return grid


def _at(row: Sequence[int | None], column: int) -> int | None:
    return row[column] if 0 <= column < len(row) else None


def _join_signs(grid: _Grid, texts: dict[int, str], column: int) -> None:
    """Put a sign into the cell of the figure that it belongs to, and leave its own cell empty."""
    for row in grid:
        here = _at(row, column)
        if here is None or not texts[here]:
            continue
        own = texts[here]
        if _SIGN_BEFORE.fullmatch(own):
            figure = _neighbour(row, column, 1, texts)
            if figure is not None and _FIGURE.match(texts[figure]):
                texts[figure], texts[here] = f"{own}{texts[figure]}", ""
        elif _SIGN_AFTER.fullmatch(own):
            figure = _neighbour(row, column, -1, texts)
            if figure is not None and _FIGURE.search(texts[figure]):
                texts[figure], texts[here] = f"{texts[figure]}{own}", ""


def _neighbour(row: Sequence[int | None], column: int, step: int, texts: dict[int, str]) -> int | None:
    """Return the cell with text beside a column, at most one empty place away."""
    for other in (column + step, column + 2 * step):
        number = _at(row, other)
        if number is not None and number != row[column] and texts[number]:
            return number
    return None


def _is_spacing(grid: _Grid, texts: dict[int, str], column: int, before: int | None) -> bool:
    """Whether a column has nothing that is not also in the last one kept `before` it, or in the next one."""
    beside = [column + 1, *([] if before is None else [before])]
    return all(
        here is None or not texts[here] or any(_at(row, other) == here for other in beside)
        for row in grid
        for here in [_at(row, column)]
    )


def _rows(
    grid: _Grid, cells: Sequence[Cell], texts: dict[int, str], kept: Sequence[int]
) -> Iterator[list[Cell]]:
    seen: set[int] = set()
    heights = Counter(number for row in grid for number in set(row) if number is not None)
    for row in grid:
        placed = [_at(row, column) for column in kept]
        widths = Counter(number for number in placed if number is not None)
        out: list[Cell] = []
        for number in placed:
            if number is None:
                out.append(Cell(""))
            elif number not in seen:
                seen.add(number)
                out.append(Cell(texts[number], heights[number], widths[number], cells[number].is_header))
        while out and not out[-1].text and out[-1].row_span == 1:
            out.pop()
        yield out
