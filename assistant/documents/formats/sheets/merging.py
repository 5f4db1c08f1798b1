"""Merged cells of a worksheet: the text of each in every place that it covers, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.documents.formats.sheets.layout import MOST_COLUMNS, Box
from assistant.documents.tables.cells import PlacedRow


class Merging:
    """Gives the text of merged cells to every place that they cover, row by row."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        """Take the merged cells, in the order of their first rows."""
        self._waiting = list(reversed(boxes))
        self._open: list[tuple[Box, str]] = []
        self._shown: set[Box] = set()

    def reaches(self, number: int) -> bool:
        """Whether a merged cell covers a place in a row."""
        return bool(self._open) or bool(self._waiting and self._waiting[-1][1] <= number)

    def skip(self, number: int) -> None:
        """Take a row as hidden: a cell that begins in it is seen from the next row on."""
        self._shown -= {box for box, _ in self._open if box[1] == number}

    def place(self, number: int, texts: list[str], is_emphasised: bool) -> PlacedRow:
        """Return a row with the merged cells that cover it."""
        while self._waiting and self._waiting[-1][1] <= number:
            box = self._waiting.pop()
            text = texts[box[0] - 1] if box[1] == number and box[0] <= len(texts) else ""
            self._open.append((box, text))
        self._open = [(box, text) for box, text in self._open if box[3] >= number]
        if not self._open:
            return PlacedRow(texts, is_emphasised=is_emphasised)
        from_left: set[int] = set()
        from_above: set[int] = set()
        below = 0
        for box, text in self._open:
            if not text:
                continue
            last = min(box[2], MOST_COLUMNS)
            texts += [""] * (last - len(texts))
            columns = range(box[0] - 1, last)
            for column in columns:
                texts[column] = text
            from_left.update(columns[1:])
            if box in self._shown:
                from_above.update(columns)
            else:
                self._shown.add(box)
                below = max(below, box[3] - number)
        return PlacedRow(
            texts, frozenset(from_left), frozenset(from_above), below=below, is_emphasised=is_emphasised
        )
