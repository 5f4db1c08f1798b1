"""Presentations, written by python-pptx."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from benchmarks.extraction.content import Kind, Part

KINDS: tuple[Kind, ...] = ("heading", "bullets", "table", "chart", "merged table", "paragraph", "note")
_PLACE = (Inches(1), Inches(2), Inches(8), Inches(4))


def write(parts: Sequence[Part], path: Path) -> None:
    """Write the parts as a presentation, a slide each; notes belong to the slide before them."""
    presentation = Presentation()
    slide: Any = None
    for part in parts:
        if part.kind == "note":
            slide.notes_slide.notes_text_frame.text = part.lines[0]
            continue
        slide = presentation.slides.add_slide(presentation.slide_layouts[1 if part.kind == "bullets" else 5])
        _fill(slide, part)
    presentation.save(str(path))


def _fill(slide: Any, part: Part) -> None:
    if part.kind == "heading":
        slide.shapes.title.text = part.lines[0]
    elif part.kind == "chart":
        header, *rows = part.rows
        data = CategoryChartData()
        data.categories = [row[0] for row in rows]
        for column, name in enumerate(header[1:], 1):
            data.add_series(name, [int(row[column]) for row in rows])
        chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *_PLACE, data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = header[0]
    elif part.rows:
        _add_table(slide, part)
    elif part.kind == "bullets":
        slide.placeholders[1].text_frame.text = "\n".join(part.lines)
    else:
        slide.shapes.add_textbox(*_PLACE).text_frame.text = part.lines[0]


def _add_table(slide: Any, part: Part) -> None:
    merged = part.kind == "merged table"
    table = slide.shapes.add_table(len(part.rows) + merged, len(part.rows[0]), *_PLACE).table
    for r, cells in enumerate(part.rows):
        for c, text in enumerate(cells):
            table.cell(r, c).text = text
    if merged:  # the label of the last row holds for one more row
        table.cell(len(part.rows) - 1, 0).merge(table.cell(len(part.rows), 0))
