"""The rows of a table: labels over several lines, names of groups, the cells of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.documents.pdf.tables.columns import Column, place
from assistant.documents.pdf.tables.found import FoundRow, cell_of
from assistant.documents.pdf.tables.segments import Segment
from assistant.documents.pdf.tables.units import Unit
from assistant.documents.tables.labels import UNFINISHED_ENDS
from assistant.types.tables import RowKind

# A label that ends with one of these goes on in the next line.
_UNFINISHED = (*UNFINISHED_ENDS, "-")
# Rows of a group are indented by more points. Longer labels, in characters, are no labels.
_INDENT = 1.5
# So many heights of a line behind the longest label are room for another word.
_ROOM = 6
_LONGEST_LABEL = 260


@dataclass(slots=True)
class _Open:
    """A row to which further units may be added."""

    kind: RowKind
    units: list[Unit]


def body_rows(units: Sequence[Unit], columns: Sequence[Column]) -> list[FoundRow] | None:
    """Return the rows of a table, None if what stands in them does not fit into its columns.

    Args:
        units: Its units, rows and the lines of single segments between them.
        columns: Its columns.
    """
    limit = _label_limit(units, columns)
    rows = [_found(row, columns) for row in _joined(units, limit)]
    return None if any(row is None for row in rows) else [row for row in rows if row is not None]


def _label_limit(units: Sequence[Unit], columns: Sequence[Column]) -> float:
    """Return how far to the right labels reach."""
    labels = [unit.label for unit in units if not unit.label.is_figure]
    inside = sorted(label.right for label in labels if label.right <= columns[1].left)
    if not inside:
        return columns[0].right
    # One line that is longer than all others, with room behind it, was not broken at the limit.
    height = units[0].height
    is_alone = (
        len(inside) > 1 and inside[-1] - inside[-2] > height and columns[1].left - inside[-1] > _ROOM * height
    )
    return columns[1].left if is_alone else inside[-1]


def _joined(units: Sequence[Unit], limit: float) -> list[_Open]:
    rows: list[_Open] = []
    waiting: list[Unit] = []
    for number, unit in enumerate(units):
        below = units[number + 1] if number + 1 < len(units) else None
        if unit.is_row:
            rows.append(_Open("row", [*waiting, unit]))
            waiting = []
        elif (
            not waiting and rows and rows[-1].kind == "row" and _ends(rows[-1].units[-1], unit, below, limit)
        ):
            rows[-1].units.append(unit)
        elif below is not None and _goes_on(unit, units[number + 1 : number + 3], limit):
            waiting.append(unit)
        else:
            rows.append(_Open("group", [*waiting, unit]))
            waiting = []
    return rows


def _goes_on(unit: Unit, below: Sequence[Unit], limit: float) -> bool:
    """Whether the label of a unit without figures goes on in the unit below, the first of two."""
    text, following = unit.text, below[0].label
    if text.endswith(":"):
        return False
    if following.is_figure:
        return True
    if following.text[:1].islower() or text.endswith(_UNFINISHED):
        return True
    is_indented = abs(following.left - unit.left) > _INDENT
    if is_indented and len(below) > 1 and abs(below[1].left - following.left) < _INDENT:
        return False  # the first of several rows of a group
    return not _fits(unit.segments[-1], following, limit)


def _ends(row: Unit, unit: Unit, below: Unit | None, limit: float) -> bool:
    """Whether a unit without figures is the last line of the label of the row above."""
    label = row.label
    if label.is_figure or unit.text.endswith(":"):
        return False
    if label.text.endswith(_UNFINISHED) or (unit.text[:1].islower() and not label.text.endswith(":")):
        return True
    if _fits(label, unit.label, limit):
        return False
    near, far = unit.top - row.bottom, below.top - unit.bottom if below is not None else None
    return far is None or near < far - 0.1 * unit.height


def _fits(line: Segment, following: Segment, limit: float) -> bool:
    """Whether the first word of the line below would have had room behind a line."""
    word = len(following.text.split(" ", 1)[0]) + 1
    width = (following.right - following.left) / max(1, len(following.text))
    return line.right + word * width <= limit


def _found(row: _Open, columns: Sequence[Column]) -> FoundRow | None:
    segments = [segment for unit in row.units for segment in unit.segments]
    first, last = row.units[0].first, row.units[-1].last
    if row.kind == "group":
        whole = cell_of(segments, segments)
        return FoundRow("group", first, last, (whole, *(None for _ in columns[1:])))
    places = [place(segment, columns) for segment in segments]
    label = sum(len(segment.text) for segment in segments if not segment.is_figure)
    if label > _LONGEST_LABEL or None in places or _collide(segments, places):
        return None
    cells = []
    for number in range(len(columns)):
        inside = [segment for segment, column in zip(segments, places, strict=True) if column == number]
        cells.append(cell_of(inside, segments))
    return FoundRow("row", first, last, tuple(cells))


def _collide(segments: Sequence[Segment], places: Sequence[int | None]) -> bool:
    """Whether two segments beside each other stand in one column."""
    seen: dict[int | None, list[Segment]] = {}
    for segment, column in zip(segments, places, strict=True):
        if segment.is_sign:
            continue
        for other in seen.get(column, ()):
            if min(segment.bottom, other.bottom) - max(segment.top, other.top) > 0.5 * segment.height:
                return True
        seen.setdefault(column, []).append(segment)
    return False
