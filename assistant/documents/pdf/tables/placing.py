"""Tables of pages as ranges of the document's text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from assistant.documents.pdf.cleaning import clean_characters
from assistant.documents.pdf.tables.continued import PageTables
from assistant.documents.pdf.tables.found import FoundRow, Place
from assistant.types.tables import Table, TableRow

# Lines at the edges of a page may have been left out of its text, others were joined.
_MOST_LEFT_OUT = 4


def place_tables(page: PageTables, text: str, start: int) -> list[Table]:
    """Return the tables of a page as ranges of the document's text; rows that are not in it are left out.

    Args:
        page: The tables, and the lines of the page as they were read.
        text: The text of the page in the document.
        start: Where it begins there.
    """
    if not page.tables:
        return []
    placed = _PlacedLines(page.lines, text, start)
    found = []
    for table in page.tables:
        rows = tuple(row for each in table.rows if (row := placed.row(each)) is not None)
        made = Table(table.names, rows)
        if rows and made.has_values():
            found.append(made)
    return found


class _PlacedLines:
    """Lines of a page and where they stand in its text, compared without white space."""

    def __init__(self, lines: Sequence[str], text: str, start: int) -> None:
        self._lines = lines
        self._parts = dict(_parts(lines, text, start))
        self._characters: dict[int, list[int]] = {}

    def row(self, row: FoundRow) -> TableRow | None:
        """Return a row as ranges, None if one of its lines is not in the text."""
        numbers = range(row.first, row.last + 1)
        if not all(number in self._parts for number in numbers):
            return None
        cells = tuple(
            None if cell is None else (self._offset(cell.start), self._offset(cell.end, -1) + 1)
            for cell in row.cells
        )
        (start, _), (last, part) = self._parts[row.first], self._parts[row.last]
        return TableRow(start, last + len(part.rstrip()), row.kind, cells)

    def _offset(self, place: Place, step: int = 0) -> int:
        """Return the offset of the character at a place, or so many of those that are no white space on."""
        number, position = place
        begin, part = self._parts[number]
        line = self._lines[number]
        if line == part:
            return begin + position + step
        count = len(_key(line[:position])) + step
        if number not in self._characters:
            self._characters[number] = [n for n, char in enumerate(part) if not char.isspace()]
        return begin + self._characters[number][count]


def _parts(lines: Sequence[str], text: str, start: int) -> Iterator[tuple[int, tuple[int, str]]]:
    """Yield the numbers of lines with the line of the text that each became, and where that begins."""
    ours = [_key(line) for line in lines]
    parts = text.split("\n")
    starts = accumulate((len(part) + 1 for part in parts), initial=start)
    theirs = [
        ("".join(part.split()), begin, part) for part, begin in zip(parts, starts, strict=False) if part
    ]
    at = 0
    for number in range(_first(ours, [key for key, _, _ in theirs]), len(ours)):
        ahead = range(at, min(at + _MOST_LEFT_OUT, len(theirs)))
        same = next((n for n in ahead if theirs[n][0] == ours[number]), None)
        if same is not None:
            yield number, theirs[same][1:]
            at = same + 1


def _first(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Return the line with which the text of the page begins; lines above it may have been left out."""
    for number in range(min(_MOST_LEFT_OUT, len(ours))):
        if list(ours[number : number + 2]) == list(theirs[:2]):
            return number
    return 0


def _key(line: str) -> str:
    if not (line.isascii() and line.isprintable()):
        line = clean_characters(line)
    return "".join(line.split())
