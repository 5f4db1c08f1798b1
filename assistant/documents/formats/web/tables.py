"""Tables of web pages: of data, which are written with the names of their columns, or for layout only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.documents.formats.flow import Flow, Laid
from assistant.documents.formats.web.elements import Attributes, holds_only_numbers, is_numbering
from assistant.documents.formats.web.grid import without_spacing
from assistant.documents.tables import Cell, write_table

# Nobody writes cells this long into a table of data; such tables only place things on a page.
_LONGEST_CELL = 2000
_MOST_SPAN = 1000
_LIST_MARKER = re.compile(r"(?:[-*+•‣◦▪■●·–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxlIVXL]{1,6})[.)]|\*+|†|‡|\[\d+\])\Z")


@dataclass(slots=True)
class _Cell:
    """A cell that is being read; `is_layout` if it holds what no cell of a table of data does."""

    flow: Flow
    attributes: Attributes
    is_header: bool
    is_layout: bool = False
    laid: Laid = field(default_factory=lambda: Laid(""))


@dataclass(slots=True)
class TableReader:
    """Takes the rows and cells of one table, then writes it.

    `is_presentation`: the page itself says that the table is for layout only.
    """

    is_presentation: bool = False
    keeps_space: bool = False
    rows: list[list[_Cell]] = field(default_factory=list)
    in_head: bool = False
    cell: _Cell | None = None

    def begin_row(self) -> None:
        """Begin a row."""
        self.end_cell()
        self.rows.append([])

    def begin_cell(self, attributes: Attributes, is_header: bool) -> Flow:
        """Begin a cell and return where its text goes."""
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self.cell = _Cell(Flow(self.keeps_space), attributes, is_header or self.in_head)
        return self.cell.flow

    def end_cell(self) -> None:
        """End the cell that is open, if there is one."""
        cell, self.cell = self.cell, None
        if cell is None:
            return
        cell.laid = cell.flow.finish()
        cell.is_layout = cell.is_layout or bool(cell.laid.headings) or len(cell.laid.text) > _LONGEST_CELL
        numbers = is_numbering(cell.attributes) and holds_only_numbers(cell.laid.text)
        self.rows[-1].append(_Cell(cell.flow, {}, False) if numbers else cell)

    def hold_layout(self) -> None:
        """Note that the cell that is open holds a table, or text with its own line breaks."""
        if self.cell is not None:
            self.cell.is_layout = True

    def write(self, flow: Flow) -> None:
        """Write the table into the text around it: data row by row, what is layout cell by cell."""
        self.end_cell()
        data: list[list[_Cell]] = []
        for row in self.rows:
            if self.is_presentation or any(cell.is_layout for cell in row):
                _write_rows(data, flow)
                data = []
                for cell in row:
                    flow.insert(cell.laid)
            else:
                data.append(row)
        _write_rows(data, flow)


def _write_rows(rows: Sequence[Sequence[_Cell]], flow: Flow) -> None:
    filled = [[cell.laid.text for cell in row if cell.laid.text.strip()] for row in rows]
    if max(map(len, filled), default=0) < 2:
        for row in rows:
            for cell in row:
                flow.insert(cell.laid, as_line=True)
        return
    if all(len(texts) < 3 and _is_item(texts) for texts in filled if texts):
        for texts in filled:
            flow.insert(Laid(" ".join(" ".join(texts).split())), as_line=True)
        return
    cells = [[_as_cell(cell) for cell in row] for row in rows]
    written = write_table(without_spacing(cells))
    flow.insert(Laid(written.text, tables=(written.table,) if written.table.has_values() else ()))


def _is_item(texts: Sequence[str]) -> bool:
    """Whether a row is an item of a list: its marker and what it says."""
    return len(texts) == 2 and bool(_LIST_MARKER.match(texts[0].strip())) and any(map(str.isalpha, texts[1]))


def _as_cell(cell: _Cell) -> Cell:
    down, right = (_span(cell.attributes.get(name)) for name in ("rowspan", "colspan"))
    return Cell(cell.laid.text, down, right, cell.is_header)


def _span(value: str | None) -> int:
    return min(int(value), _MOST_SPAN) if value and re.fullmatch(r"\s*[1-9]\d{0,8}\s*", value) else 1
