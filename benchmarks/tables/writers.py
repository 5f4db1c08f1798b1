"""A table as a file: a workbook, a web page, a PDF drawn without lines."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from openpyxl import Workbook
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from benchmarks.tables.material import Grid

_FONT, _SIZE = "Helvetica", 8


def write_xlsx(grid: Grid, path: Path) -> None:
    """Write a workbook with one sheet: the title, an empty row, the table, all as text."""
    book = Workbook()
    sheet = book.active
    if grid.title:
        sheet.append([grid.title])
        sheet.append([])
    for row in (grid.header, *grid.rows):
        sheet.append([cell or None for cell in row])
    book.save(path)


def write_html(grid: Grid, path: Path) -> None:
    """Write a web page with the title as heading and the table."""
    head = "".join(f"<th>{escape(name)}</th>" for name in grid.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in grid.rows
    )
    title = f"<h1>{escape(grid.title)}</h1>" if grid.title else ""
    path.write_text(f"<meta charset='utf-8'>{title}<table><tr>{head}</tr>{rows}</table>", encoding="utf-8")


def write_pdf(grid: Grid, path: Path) -> None:
    """Write a PDF: the title, the table without any ruling, long cells on several lines."""
    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    body.fontName, body.fontSize, body.leading = _FONT, _SIZE, _SIZE + 2
    cells = [[Paragraph(escape(cell), body) for cell in row] for row in (grid.header, *grid.rows)]
    width = max(map(len, cells))
    padded = [[*row, *[""] * (width - len(row))] for row in cells]
    table = Table(padded, repeatRows=1)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    title = [Paragraph(escape(grid.title), styles["Heading2"])] if grid.title else []
    SimpleDocTemplate(str(path), pagesize=landscape(A3)).build([*title, table])


WRITERS: dict[str, Callable[[Grid, Path], None]] = {"xlsx": write_xlsx, "html": write_html, "pdf": write_pdf}
