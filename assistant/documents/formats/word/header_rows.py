"""Whether the first row of a Word table is formatted as the one that names the columns."""

from __future__ import annotations

from typing import Any

from assistant.documents.formats.ooxml.namespaces import is_on, path, qn, value_of
from assistant.documents.formats.word.styles import Styles

_FIRST_ROW = 0x0020
_NO_COLOUR = {None, "", "auto", "ffffff", "clear"}


def looks_like_header(table: Any, rows: list[list[Any]], styles: Styles) -> bool:
    """Tell by the table's style, or by bold letters and shades, whether its first row is a header.

    Args:
        table: The `w:tbl`.
        rows: The cells (`w:tc`) of its rows.
        styles: The styles of the document.
    """
    if len(rows) < 2:
        return False
    if _is_first_row_special(table) and _formats_first_row(table, styles):
        return True
    first, second = rows[:2]
    return _is_emphasised(first) and not _is_emphasised(second)


def _is_first_row_special(table: Any) -> bool:
    """Whether the format of a first row, which the style may have, is switched on."""
    look = table.find(path("w:tblPr/w:tblLook"))
    if look is None:
        return False
    switch = look.get(qn("w:firstRow"))
    if switch is not None:
        return switch in ("1", "true", "on")
    try:
        return bool(int(look.get(qn("w:val"), "0"), 16) & _FIRST_ROW)
    except ValueError:
        return False


def _formats_first_row(table: Any, styles: Styles) -> bool:
    return any(
        part.get(qn("w:type")) == "firstRow" and len(part) > 0
        for style in styles.chain(value_of(table, "w:tblPr/w:tblStyle"))
        for part in style.iterchildren(qn("w:tblStylePr"))
    )


def _is_emphasised(cells: list[Any]) -> bool:
    """Whether each cell that holds text is shaded or bold."""
    filled = [cell for cell in cells if any((text.text or "").strip() for text in cell.iter(qn("w:t")))]
    return bool(filled) and all(_is_shaded(cell) or _is_bold(cell) for cell in filled)


def _is_shaded(cell: Any) -> bool:
    fill = value_of(cell, "w:tcPr/w:shd", "w:fill")
    return (fill.lower() if fill else None) not in _NO_COLOUR


def _is_bold(cell: Any) -> bool:
    runs = [run for run in cell.iter(qn("w:r")) if (run.findtext(qn("w:t")) or "").strip()]
    return bool(runs) and all(is_on(run, "w:rPr/w:b") for run in runs)
