"""Word files, written by python-docx."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml

from benchmarks.extraction.content import Kind, Part

KINDS: tuple[Kind, ...] = (
    *("page header", "heading", "paragraph", "bullets", "numbered", "table", "formula", "merged table"),
    *("paragraph", "comment"),
)
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def write(parts: Sequence[Part], path: Path) -> None:
    """Write the parts as a Word file."""
    document = docx.Document()
    for part in parts:
        _add(document, part)
    document.save(str(path))


def _add(document: Any, part: Part) -> None:
    if part.kind == "page header":
        document.sections[0].header.paragraphs[0].text = part.lines[0]
    elif part.kind == "heading":
        document.add_heading(part.lines[0], level=1)
    elif part.kind in ("bullets", "numbered"):
        style = "List Bullet" if part.kind == "bullets" else "List Number"
        for line in part.lines:
            document.add_paragraph(line, style=style)
    elif part.kind == "comment":
        last = document.paragraphs[-1]
        document.add_comment(last.runs, text=part.lines[0], author="", initials="")
    elif part.kind == "formula":
        runs = f"<m:r><m:t>{escape(part.lines[0])}</m:t></m:r>"
        document.add_paragraph()._p.append(parse_xml(f'<m:oMath xmlns:m="{_MATH}">{runs}</m:oMath>'))
    elif part.rows:
        _add_table(document, part)
    else:
        document.add_paragraph(part.lines[0])


def _add_table(document: Any, part: Part) -> None:
    table = document.add_table(rows=len(part.rows), cols=len(part.rows[0]))
    for row, cells in zip(table.rows, part.rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    if part.kind == "merged table":  # the label of the last row holds for one more row
        table.add_row()
        table.cell(len(part.rows) - 1, 0).merge(table.cell(len(part.rows), 0))
