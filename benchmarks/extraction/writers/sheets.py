"""Workbooks, written by XlsxWriter: one sheet a document, its tables below each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from benchmarks.extraction.content import Kind, Part

KINDS: tuple[Kind, ...] = (
    *("heading", "table", "merged table", "number formats", "hidden", "table", "comment", "chart"),
)


def write(parts: Sequence[Part], path: Path) -> None:
    """Write the parts as a workbook; hidden rows, a comment on the first cell and a chart are among them."""
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("Figures")
    row = 0
    for part in parts:
        row = _add(workbook, sheet, part, row)
    workbook.close()


def _add(workbook: Any, sheet: Any, part: Part, row: int) -> int:
    """Write one part from a row on, and return the row of the next one."""
    if part.kind == "comment":
        sheet.write_comment(0, 0, part.lines[0], {"author": ""})
        return row
    if part.kind == "number formats":
        for name, value, code, _ in part.rows:
            sheet.write(row, 0, name)
            sheet.write_number(row, 1, float(value), workbook.add_format({"num_format": code}))
            row += 1
    elif part.kind == "chart":
        _add_chart(workbook, sheet, part)
        return row
    elif part.rows:
        for cells in part.rows:
            for column, text in enumerate(cells):
                sheet.write(row, column, int(text) if text.isdigit() else text)
            row += 1
        if part.kind == "merged table":
            sheet.merge_range(row - 1, 0, row, 0, part.rows[-1][0])
            row += 1
    else:
        sheet.write(row, 0, part.lines[0])
        if part.kind == "hidden":
            sheet.set_row(row, None, None, {"hidden": True})
            return row + 1
        row += 1
    return row + 1


def _add_chart(workbook: Any, sheet: Any, part: Part) -> None:
    """Draw a chart of figures that stand on a hidden sheet, so that only the chart shows them."""
    data = workbook.add_worksheet("Data")
    data.hide()
    header, *rows = part.rows
    for r, cells in enumerate(part.rows):
        for c, text in enumerate(cells):
            data.write(r, c, int(text) if text.isdigit() else text)
    chart = workbook.add_chart({"type": "column"})
    chart.set_title({"name": header[0]})
    for column, name in enumerate(header[1:], 1):
        chart.add_series(
            {
                "name": name,
                "categories": ["Data", 1, 0, len(rows), 0],
                "values": ["Data", 1, column, len(rows), column],
                "categories_data": [row[0] for row in rows],
                "values_data": [int(row[column]) for row in rows],
            }
        )
    sheet.insert_chart("H2", chart)
