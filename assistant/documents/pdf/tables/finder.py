"""The tables of a page, from where its words stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.documents.pdf.layout.page_lines import Box, PageChars
from assistant.documents.pdf.layout.reading_order import Row, box_of
from assistant.documents.pdf.tables.body import body_rows
from assistant.documents.pdf.tables.columns import Column, find_columns
from assistant.documents.pdf.tables.found import FoundTable
from assistant.documents.pdf.tables.grids import find_grids
from assistant.documents.pdf.tables.head import Head, find_head
from assistant.documents.pdf.tables.segments import PageLine, line_text, measured, whole
from assistant.documents.pdf.tables.units import Unit, bodies, make_units

_ENDS_WITH_FIGURE = re.compile(r"(?:^|\s)[(\[$€£¥+<>~−–-]*(?:\d[\d.,]*|[—–-])\s?[)\]%x*]*(?:\s?\(\w\))?\Z")
_TWO_FIGURES = re.compile(
    r"(?:^|\s)[(\[$€£¥+<>~−–-]*(?:\d[\d.,]*|[—–-])\s?[)\]%x*]*"
    r"\s[($€£¥−–— -]*(?:\d[\d.,]*|[—–-])\s?[)\]%x*]*(?:\s?\(\w\))?\Z"
)
_ENDS = "—–-)]%x*"
# A row has no more words; with more than a few it has two figures at its end. Other lines with more than a
# few words are of a table only if they are wider than usual for their characters.
_MOST_WORDS, _FEW_WORDS = 36, 10
_WIDENED, _FEWEST_USUAL = 1.15, 3
# The width of a character of prose in shares of its height, where a page has too little prose to tell.
_USUAL_ADVANCE = 0.5
_FEWEST_IN_RUN = 3
# A row has another one so near, in lines; header and title take so many above, a label so many below.
_NEAR, _ABOVE, _BELOW = 4, 40, 4
_FEWEST_ROWS = 2
_MOST_GROUPS = 4
_FEWEST_OF_ONE_COLUMN = 3
_LONGEST_NAME = 200


def find_tables(chars: PageChars, rows: Sequence[Row]) -> list[FoundTable]:
    """Return the tables of a page; where it is not sure that something is one, it is left out.

    Args:
        chars: The characters of the page.
        rows: Its lines in the order of its text.
    """
    texts = [line_text(row) for row in rows]
    boxes = [box_of(row) for row in rows]
    ending, wide = _wanted(texts, boxes), _widened(texts, boxes)
    if not ending and not wide:
        return []

    def units_of(wanted: set[int]) -> list[Unit]:
        return make_units(list(_lines(chars, rows, texts, boxes, wanted)))

    found = _with_figures(units_of(ending)) if ending else []
    taken = frozenset(n for table in found for row in table.rows for n in range(row.first, row.last + 1))
    if wide - taken:
        found += find_grids(units_of(ending | wide), taken)
    return sorted(found, key=lambda table: table.rows[0].first)


def _lines(
    chars: PageChars, rows: Sequence[Row], texts: Sequence[str], boxes: Sequence[Box], wanted: set[int]
) -> Iterator[PageLine]:
    """Yield the lines of the page, those that may belong to a table in segments."""
    for number, (row, text, box) in enumerate(zip(rows, texts, boxes, strict=True)):
        near = number in wanted and not row[0].turned
        yield PageLine(text, box, measured(chars, row, number) if near else whole(row, box, number))


def _with_figures(units: Sequence[Unit]) -> list[FoundTable]:
    """Return the tables whose rows end with figures."""
    found: list[FoundTable] = []
    lowest = 0
    for first, end in bodies(units):
        table = _table(units, first, end, lowest)
        if table is not None:
            found.append(table)
            lowest = end
    return found


def _wanted(texts: Sequence[str], boxes: Sequence[Box]) -> set[int]:
    """Return the numbers of the lines that may belong to a table: ends of figures, and what is near them."""
    rows = [number for number, text in enumerate(texts) if _may_be_row(text)]
    wanted: set[int] = set()
    for before, number, after in zip([-9, *rows], rows, [*rows[1:], len(texts) + 9], strict=False):
        if min(number - before, after - number) <= _NEAR or _TWO_FIGURES.search(texts[number]):
            wanted.update(range(max(0, number - _ABOVE), min(len(texts), number + _BELOW + 1)))
    if not wanted:
        return wanted
    advances = [
        box.width / (len(text) * max(box.height, 0.1)) for text, box in zip(texts, boxes, strict=True)
    ]
    usual = sorted(a for a, text in zip(advances, texts, strict=True) if text.count(" ") > _FEW_WORDS)
    wide = _WIDENED * usual[len(usual) // 2] if len(usual) > _FEWEST_USUAL else 0.0
    return {
        n for n in wanted if _may_be_row(texts[n]) or texts[n].count(" ") < _FEW_WORDS or advances[n] > wide
    }


def _widened(texts: Sequence[str], boxes: Sequence[Box]) -> set[int]:
    """Return the numbers of the lines that are wider than prose of their length, and their neighbours."""
    advances = [
        box.width / (len(text) * max(box.height, 0.1)) for text, box in zip(texts, boxes, strict=True)
    ]
    usual = sorted(a for a, text in zip(advances, texts, strict=True) if text.count(" ") > _FEW_WORDS)
    least = _WIDENED * usual[len(usual) // 2] if len(usual) > 1 else _USUAL_ADVANCE
    wide = {
        n
        for n, text in enumerate(texts)
        if advances[n] > least and " " in text and text.count(" ") <= _MOST_WORDS
    }
    runs = {n for n in wide if sum(m in wide for m in range(n - 3, n + 4)) >= _FEWEST_IN_RUN}
    return {
        m
        for n in runs
        for m in range(n - 1, n + 2)
        if 0 <= m < len(texts) and texts[m].count(" ") <= _MOST_WORDS
    }


def _may_be_row(text: str) -> bool:
    spaces = text.count(" ")
    if spaces > _MOST_WORDS or not (text[-1].isdigit() or text[-1] in _ENDS):
        return False
    return _ENDS_WITH_FIGURE.search(text) is not None and (
        spaces <= _FEW_WORDS or _TWO_FIGURES.search(text) is not None
    )


def _table(units: Sequence[Unit], first: int, end: int, lowest: int) -> FoundTable | None:
    body = units[first:end]
    rows = [unit for unit in body if unit.is_row]
    columns = find_columns(rows)
    if columns is None:
        return None
    head, first = _head(units, first, lowest, columns)
    found = body_rows(units[first:end], columns)
    if found is None:
        return None
    if not _is_table(rows, columns, head.names):
        return None
    edges = tuple((column.left, column.right) for column in columns)
    return FoundTable(head.names, (*head.rows, *found), edges)


def _head(units: Sequence[Unit], first: int, lowest: int, columns: Sequence[Column]) -> tuple[Head, int]:
    """Return what stands above the rows, and the first unit below it: a name of a group may come first."""
    head = find_head(units, first, lowest, columns)
    start = first
    while not head.names and start > max(lowest, first - _MOST_GROUPS) and _is_group(units, start, columns):
        start -= 1
        head = find_head(units, start, lowest, columns)
    return (head, start) if head.names else (find_head(units, first, lowest, columns), first)


def _is_group(units: Sequence[Unit], below: int, columns: Sequence[Column]) -> bool:
    """Whether the unit above another one stands at the labels of the table."""
    unit = units[below - 1]
    gap = units[below].top - unit.bottom
    if (
        unit.is_prose
        or unit.is_row
        or len(unit.segments) > 1
        or not 0 <= gap + 0.5 * unit.height <= 3 * unit.height
    ):
        return False
    return unit.label.right <= columns[1].left and unit.left < columns[0].right


def _is_table(rows: Sequence[Unit], columns: Sequence[Column], names: Sequence[str]) -> bool:
    """Whether rows in columns are surely a table, not a list, a form or a table of contents."""
    values = sum(column.has_figures for column in columns[1:])
    texts = sum(not column.has_figures for column in columns)
    if not values or texts > values + 1 or max(map(len, names), default=0) > _LONGEST_NAME:
        return False
    if len(rows) == 1:
        given = [name for name in names[1:] if name]
        return values > 1 and len(given) == len(columns) - 1 == len(set(given))
    if len(rows) < (_FEWEST_ROWS if names or values > 1 else _FEWEST_OF_ONE_COLUMN):
        return False
    return values > 1 or not _are_contents(rows)


def _are_contents(rows: Sequence[Unit]) -> bool:
    """Whether the rows end with numbers of pages: whole numbers that only rise."""
    ends = [row.segments[-1].text for row in rows]
    if not all(end.isdigit() for end in ends):
        return False
    numbers = [int(end) for end in ends]
    return len(numbers) > 1 and numbers == sorted(numbers)
