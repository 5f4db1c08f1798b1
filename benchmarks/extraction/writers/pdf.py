"""PDF files, written by ReportLab: wrapped and justified paragraphs, tables without lines, a form field."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import Flowable, ListFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

from benchmarks.extraction.content import Kind, Part

KINDS: tuple[Kind, ...] = (
    *("heading", "paragraph", "bullets", "numbered", "table", "paragraph", "form field", "paragraph"),
)
_STYLES = getSampleStyleSheet()
_BODY = ParagraphStyle("body", parent=_STYLES["BodyText"], alignment=TA_JUSTIFY)


class _Field(Flowable):  # type: ignore[misc]
    """A text field of a form that somebody filled in."""

    def __init__(self, value: str) -> None:
        """Hold the value."""
        super().__init__()
        self.width, self.height, self._value = 300, 24, value

    def draw(self) -> None:
        """Draw the field where the text stands."""
        self.canv.acroForm.textfield(
            name="entry", value=self._value, width=300, height=20, relative=True, fontSize=9
        )


def write(parts: Sequence[Part], path: Path) -> None:
    """Write the parts as a PDF of narrow pages."""
    story: list[Any] = []
    for part in parts:
        story += [_flowable(part), Spacer(1, 8)]
    SimpleDocTemplate(str(path), pagesize=A5).build(story)


def _flowable(part: Part) -> Any:
    if part.kind == "heading":
        return Paragraph(escape(part.lines[0]), _STYLES["Heading1"])
    if part.kind in ("bullets", "numbered"):
        items = [Paragraph(escape(line), _BODY) for line in part.lines]
        style = {"bulletType": "1", "bulletFormat": "%s."} if part.kind == "numbered" else {"start": "•"}
        return ListFlowable(items, **style)
    if part.kind == "form field":
        return _Field(part.lines[0])
    if part.rows:
        return Table([list(row) for row in part.rows], hAlign="LEFT")
    return Paragraph(escape(part.lines[0]), _BODY)
