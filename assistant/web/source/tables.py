"""Finding tables in a document's text, whose rows are lines with cells separated by " | "."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BAR = " | "
# Characters before a row in which its header is searched for.
_FARTHEST = 200_000

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each a range of the text or None for an empty one.

    `names` are the headers of the columns, `()` if there are none; a header that is inside the range is
    also the first row, and `has_header` says so.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[Range | None, ...], ...]
    has_header: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A range of the text, and the table in it if it is one."""

    start: int
    end: int
    table: Table | None = None


def blocks(text: str, low: int, high: int, start: int = 0) -> Iterator[Block]:
    """Divide `text[low:high]` into tables and the text between them.

    Args:
        text: The document's text.
        low: Where to begin, at the beginning of a line.
        high: Where to end.
        start: The earliest offset of the header of a table that begins before `low`.
    """
    done = low
    for lines in _runs(text, low, high):
        table = _table(text, lines, max(start, lines[0][0] - _FARTHEST))
        if table is not None:
            if done < lines[0][0]:
                yield Block(done, lines[0][0])
            yield Block(lines[0][0], lines[-1][1], table)
            done = lines[-1][1]
    if done < high:
        yield Block(done, high)


def _lines(text: str, low: int, high: int) -> Iterator[Range]:
    while low < high:
        end = text.find("\n", low, high)
        end = high if end < 0 else end
        yield low, end
        low = end + 1


def _runs(text: str, low: int, high: int) -> Iterator[list[Range]]:
    """Yield runs of adjacent rows, including rows with a single cell among them."""
    run: list[Range] = []
    like = _line_before(text, low)  # the range may begin inside a table
    for line in _lines(text, low, high):
        if text.find(BAR, *line) >= 0 or (like is not None and _is_like(text, line, like)):
            run.append(line)
            like = run[0]
            continue
        like = None
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _line_before(text: str, low: int) -> Range | None:
    return (text.rfind("\n", 0, low - 1) + 1, low - 1) if low > 0 else None


def _is_like(text: str, line: Range, first: Range) -> bool:
    """Return whether a line begins with the name of one of the cells of a row."""
    name, colon, _ = text[slice(*line)].partition(": ")
    cells = text[slice(*first)].split(BAR)
    return bool(colon) and any(cell == name or cell.startswith(f"{name}: ") for cell in cells)


def _table(text: str, lines: Sequence[Range], start: int) -> Table | None:
    first = _first_line(text, lines[0], start)
    names = tuple(text[slice(*first)].split(BAR))
    has_header = first == lines[0]
    rows = lines[1:] if has_header else lines
    named = [_named_row(text, row, names) for row in rows]
    if all(row is not None for row in named):
        head = [tuple(_cells(text, *lines[0]))] if has_header else []
        width = max(len(names), *(len(row) for row in named if row is not None))
        filled = [_filled(row, width) for row in [*head, *named] if row is not None]
        return Table(names + ("",) * (width - len(names)), tuple(filled), has_header)
    plain = [tuple(_cells(text, *line)) for line in lines]
    return Table((), tuple(plain), False) if len({len(row) for row in plain}) == 1 else None


def _filled(row: tuple[Range | None, ...], width: int) -> tuple[Range | None, ...]:
    return row + (None,) * (width - len(row))


def _first_line(text: str, line: Range, start: int) -> Range:
    """Return the first row of the table that a row belongs to, skipping rows with a single cell."""
    first = line
    while line[0] > start:
        line = (text.rfind("\n", start, line[0] - 1) + 1 or start, line[0] - 1)
        if text.find(BAR, *line) >= 0:
            first = line
        elif text.find(": ", *line) < 0:
            break
    return first


def _cells(text: str, start: int, end: int) -> Iterator[Range]:
    while (bar := text.find(BAR, start, end)) >= 0:
        yield start, bar
        start = bar + len(BAR)
    yield start, end


def _named_row(text: str, line: Range, names: Sequence[str]) -> tuple[Range | None, ...] | None:
    """Return the values of a row by column, from cells like "name: value"; None if the names do not match."""
    row: list[Range | None] = [None] * len(names)
    column = -1
    for start, end in _cells(text, *line):
        name = _name_at(text, start, end, names, column + 1)
        if name is not None:
            column = name
            row[column] = (start + len(names[column]) + 2, end)
        elif column < 0 and names[0]:
            return None
        elif column < 0:
            column, row[0] = 0, (start, end)
        else:  # a value with a bar in it, or one beyond the last name
            begun = row[column]
            row[column] = (begun[0] if begun else start, end)
    return tuple(row)


def _name_at(text: str, start: int, end: int, names: Sequence[str], first: int) -> int | None:
    """Return the index of the name, from `first` on, that a cell begins with, None for no name."""
    for number in range(first, len(names)):
        if names[number] and text.startswith(f"{names[number]}: ", start, end):
            return number
    return None
