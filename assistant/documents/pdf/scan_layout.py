"""Pieces of text on a scanned page → lines in the order that people read them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from assistant.documents.pdf.ocr import ScannedLine

Row = list[ScannedLine]

# Columns of prose are wide and long; narrower or shorter ones are those of a table, read row by row.
_NARROWEST_COLUMN = 0.2
_FEWEST_ROWS = 4
# How many rows above and below columns may run across them: titles, footers.
_MOST_ABOVE, _MOST_BELOW = 12, 4
# The share of its height by which a piece overlaps the row that it belongs to.
_OVERLAP = 0.5
# Rows further apart than this share of their height begin a new paragraph.
_PARAGRAPH_GAP = 0.9


def reading_order(pieces: Sequence[ScannedLine]) -> list[Row]:
    """Return the rows of a page, each with its pieces from left to right; columns one after the other."""
    rows = _rows(pieces)
    for above in range(min(_MOST_ABOVE, len(rows)) + 1):
        for below in range(min(_MOST_BELOW, len(rows) - above) + 1):
            middle = rows[above : len(rows) - below]
            columns = _columns([piece for row in middle for piece in row])
            if columns:
                left, right = (reading_order(column) for column in columns)
                return [*rows[:above], *left, *right, *rows[len(rows) - below :]]
    return rows


def page_text(rows: Sequence[Row]) -> str:
    """Return rows as lines, the pieces of a row set apart like columns, paragraphs by a blank line."""
    if not rows:
        return ""
    height = median(_height(row) for row in rows)
    lines = ["   ".join(piece.text for piece in rows[0])]
    for before, row in pairwise(rows):
        gap = min(p.box[1] for p in row) - max(p.box[3] for p in before)
        if gap > _PARAGRAPH_GAP * height:
            lines.append("")
        lines.append("   ".join(piece.text for piece in row))
    return "\n".join(lines)


def _rows(pieces: Sequence[ScannedLine]) -> list[Row]:
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: piece.box[1] + piece.box[3]):
        if rows and _overlap(rows[-1], piece) >= _OVERLAP:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.box[0]) for row in rows]


def _overlap(row: Row, piece: ScannedLine) -> float:
    _, top, _, bottom = row[-1].box
    shared = min(bottom, piece.box[3]) - max(top, piece.box[1])
    smaller = min(bottom - top, piece.box[3] - piece.box[1])
    return shared / smaller if smaller > 0 else 0.0


def _columns(pieces: Sequence[ScannedLine]) -> tuple[list[ScannedLine], list[ScannedLine]] | None:
    """Divide pieces where no piece crosses from left to right, if both sides look like columns of prose."""
    ordered = sorted(pieces, key=lambda piece: piece.box[0])
    edge = 0.0
    for number, piece in enumerate(ordered):
        if number and piece.box[0] > edge:
            left, right = ordered[:number], ordered[number:]
            if _is_prose(left) and _is_prose(right):
                return left, right
        edge = max(edge, piece.box[2])
    return None


def _is_prose(column: Sequence[ScannedLine]) -> bool:
    wide = median(piece.box[2] - piece.box[0] for piece in column) >= _NARROWEST_COLUMN
    return len(column) >= _FEWEST_ROWS and wide


def _height(row: Row) -> float:
    return max(piece.box[3] for piece in row) - min(piece.box[1] for piece in row)
