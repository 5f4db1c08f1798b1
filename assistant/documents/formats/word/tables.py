"""Tables of a Word file → rows of cells with what is merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.documents.formats.ooxml.namespaces import is_on, path, qn, value_of
from assistant.documents.formats.ooxml.table_header import may_name_columns
from assistant.documents.formats.word.header_rows import looks_like_header
from assistant.documents.formats.word.styles import Styles
from assistant.documents.tables import Cell

# A cell with more paragraphs than this and so many characters is a column of a page, not a value.
_MANY_PARAGRAPHS, _MANY_CHARACTERS = 4, 600
_WIDEST_SPAN = 1000


@dataclass(slots=True)
class _Merged:
    """A cell as it grows over the rows that it covers."""

    element: Any
    column: int
    columns: int
    is_header: bool
    rows: int = 1


@dataclass(slots=True)
class _Row:
    cells: list[_Merged] = field(default_factory=list)


def rows_of(table: Any) -> Iterator[Any]:
    """Yield the rows of a table that are not deleted, also those in content controls."""
    for child in table.iterchildren():
        if child.tag == qn("w:tr"):
            if child.find(path("w:trPr/w:del")) is None:
                yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
            yield from rows_of(child)


def cells_of(row: Any) -> Iterator[Any]:
    """Yield the cells of a row that are not deleted, also those in content controls."""
    for child in row.iterchildren():
        if child.tag == qn("w:tc"):
            if child.find(path("w:tcPr/w:cellDel")) is None:
                yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
            yield from cells_of(child)


def is_layout(table: Any, is_heading: Callable[[Any], bool]) -> bool:
    """Whether a table only places text on the page: one column, or cells that hold chapters or long texts."""
    rows = [list(cells_of(row)) for row in rows_of(table)]
    if all(len(cells) <= 1 for cells in rows):
        return True
    return any(_holds_text(cell, is_heading) for cells in rows for cell in cells)


def _holds_text(cell: Any, is_heading: Callable[[Any], bool]) -> bool:
    paragraphs = list(cell.iterchildren(qn("w:p")))
    if len(paragraphs) > 1 and any(map(is_heading, paragraphs)):
        return True
    if len(paragraphs) <= _MANY_PARAGRAPHS:
        return False
    return sum(len(text.text or "") for text in cell.iter(qn("w:t"))) > _MANY_CHARACTERS


def table_cells(table: Any, text_of: Callable[[Any], str], styles: Styles) -> list[list[Cell]]:
    """Return the cells of a table, each once, with the rows and columns that it covers.

    Args:
        table: The `w:tbl`.
        text_of: Reads a `w:tc`; called for every cell in the order of the document.
        styles: The styles of the document.

    Returns:
        The cells that begin in each row, from left to right; those that go on from above are left out.
    """
    elements = list(rows_of(table))
    rows: list[_Row] = []
    open_above: dict[int, _Merged] = {}
    is_named = True
    for element in elements:
        is_named = is_named and is_on(element, "w:trPr/w:tblHeader")
        rows.append(_row(element, open_above, is_named))
    cells = [[_cell(cell, text_of) for cell in row.cells] for row in rows]
    is_marked = any(cell.is_header for row in cells for cell in row)
    if cells and not is_marked and may_name_columns(cells[0]):
        first_rows = [list(cells_of(element)) for element in elements[:2]]
        if looks_like_header(table, first_rows, styles):
            cells[0] = [replace(cell, is_header=True) for cell in cells[0]]
    return cells


def _cell(cell: _Merged, text_of: Callable[[Any], str]) -> Cell:
    text = "" if cell.element is None else text_of(cell.element)
    return Cell(text, cell.rows, cell.columns, cell.is_header)


def _row(element: Any, open_above: dict[int, _Merged], is_header: bool) -> _Row:
    """Return the cells that begin in a row; `open_above` are the merged ones that may go on, by column."""
    row = _Row()
    column = 0
    before = _span(element, "w:trPr/w:gridBefore", 0)
    if before:
        row.cells.append(_Merged(None, 0, before, is_header))
        column = before
    going_on: dict[int, _Merged] = {}
    for cell in cells_of(element):
        columns = _span(cell, "w:tcPr/w:gridSpan", 1)
        merge = cell.find(path("w:tcPr/w:vMerge"))
        above = open_above.get(column)
        if merge is not None and merge.get(qn("w:val")) != "restart" and above is not None:
            above.rows += 1
            going_on[column] = above
        else:
            begun = _Merged(cell, column, columns, is_header)
            row.cells.append(begun)
            if merge is not None:
                going_on[column] = begun
        column += columns
    open_above.clear()
    open_above.update(going_on)
    return row


def _span(element: Any, where: str, otherwise: int) -> int:
    value = value_of(element, where)
    return min(int(value), _WIDEST_SPAN) if value and value.isdecimal() and int(value) else otherwise
