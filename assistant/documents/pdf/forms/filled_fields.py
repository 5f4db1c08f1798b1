"""What was filled into the fields of a page, put into the lines of its text beside the fields' labels."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.documents.pdf.forms.form_fields import FormField
from assistant.documents.pdf.layout.page_lines import Box, PageChars, Piece
from assistant.documents.pdf.layout.reading_order import Row

# A label left of its field is no further away than this, in points, if one stands above the field as well.
_FAR = 150.0
# A label above its field: how far above, in shares of its height, how far to the left, and how many words.
_ABOVE, _INDENT, _LABEL_WORDS = 1.2, 6.0, 6
_SENTENCE_ENDS = (".", "!", ";", ",")
# What a form prints where something is to be filled in.
_BLANKS = "_.…‥·☐□❑❏o"


class _Line:
    """A line of the page, and the values that are put into it.

    Its characters are measured only when a field is near, since few lines of a page have one.
    """

    def __init__(self, chars: PageChars, whole: Piece, start: int, end: int) -> None:
        """Take a line.

        Args:
            chars: The page's characters.
            whole: The line in one piece.
            start: The position of its first character in the text of the page.
            end: That after the last one.
        """
        self.whole, self.box = whole, whole.box
        self.values: list[tuple[int, float, Piece]] = []
        self._chars, self._start, self._end = chars, start, end
        self._places: list[tuple[int, Box]] | None = None

    @property
    def places(self) -> list[tuple[int, Box]]:
        """The positions of its characters and their boxes, from left to right as drawn."""
        if self._places is None:
            self._places = [
                (position, box)
                for position in range(self._start, self._end)
                if not self._chars.text[position].isspace() and (box := self._chars.box(position)) is not None
            ]
        return self._places

    def remove(self, positions: set[int]) -> None:
        """Remove some of its characters."""
        self._places = [(position, place) for position, place in self.places if position not in positions]

    @property
    def is_unchanged(self) -> bool:
        """Whether it is as the page has it: no field is near."""
        return self._places is None


def with_fields(
    chars: PageChars, ranges: Sequence[tuple[int, int]], fields: Sequence[FormField]
) -> list[Row]:
    """Return the lines of a page with the values of its fields, each value once.

    A value stands behind the label left of its field or above it, one without any label after the field's
    name in a line of its own.

    Args:
        chars: The page's characters.
        ranges: Start and end of each of its lines.
        fields: Its fields.
    """
    lines = [line for start, end in ranges if (line := _line(chars, start, end)) is not None]
    alone: list[Row] = []
    for field in fields:
        box = chars.shown(*field.box)
        if not _is_printed(chars, lines, field, box):
            _put(chars, lines, alone, field, box)
    return [*(_row(chars, line) for line in lines), *alone]


def _line(chars: PageChars, start: int, end: int) -> _Line | None:
    whole = chars.piece(start, end)
    return None if whole is None else _Line(chars, whole, start, end)


def _is_printed(chars: PageChars, lines: Sequence[_Line], field: FormField, box: Box) -> bool:
    """Whether the page itself says the value where the field is; blanks to be filled in are removed there."""
    inside = ""
    for line in lines:
        if not line.box.in_row_with(box, 0.3):
            continue
        here = [(position, place) for position, place in line.places if _is_within(place, box)]
        inside += "".join(chars.text[position] for position, _ in here)
        blank = {position for position, _ in here if chars.text[position] in _BLANKS}
        if len(blank) == len(here):
            line.remove(blank)
    value = "".join(field.value.split())
    return field.checked is None and value in inside


def _is_within(place: Box, box: Box) -> bool:
    return box.left <= (place.left + place.right) / 2 <= box.right and box.top <= place.middle <= box.bottom


def _put(chars: PageChars, lines: Sequence[_Line], alone: list[Row], field: FormField, box: Box) -> None:
    beside = [line for line in lines if line.box.in_row_with(box) and line.places]
    left = min(
        ((gap, number) for number, line in enumerate(beside) if (gap := _left_gap(line, box)) >= 0),
        default=None,
    )
    right = min(
        ((gap, number) for number, line in enumerate(beside) if (gap := _right_gap(line, box)) >= 0),
        default=None,
    )
    over = None if field.checked is not None else _label_above(chars, lines, box)
    if left is not None and not (over is not None and left[0] > _FAR):
        follows = right is not None and right[0] < left[0]
        line = beside[right[1] if follows and right else left[1]]
        _insert(line, field, box, _said(field, label_follows=follows))
    elif over is not None:
        line, position = over
        line.values.append((position, box.left, Piece(field.value, box, place=field.box)))
    elif right is not None:
        _insert(beside[right[1]], field, box, _said(field, label_follows=True))
    else:
        words = _said(field, label_follows=False)
        alone.append([Piece(f"{field.name}: {words}" if field.name else words, box, place=field.box)])


def _said(field: FormField, label_follows: bool) -> str:
    """Return how a value reads beside its label."""
    if field.checked is None:
        return field.value
    if label_follows:
        return "[x]" if field.checked else "[ ]"
    return "yes" if field.checked else "no"


def _left_gap(line: _Line, box: Box) -> float:
    """Return how far left of a field the nearest character of a line ends, -1 if there is none."""
    gaps = [max(0.0, box.left - place.right) for _, place in line.places if _is_left(place, box)]
    return min(gaps, default=-1.0)


def _right_gap(line: _Line, box: Box) -> float:
    gaps = [max(0.0, place.left - box.right) for _, place in line.places if not _is_left(place, box)]
    return min(gaps, default=-1.0)


def _is_left(place: Box, box: Box) -> bool:
    return place.left + place.right < box.left + box.right


def _insert(line: _Line, field: FormField, box: Box, words: str) -> None:
    before = [position for position, place in line.places if _is_left(place, box)]
    line.values.append((max(before, default=-1), box.left, Piece(words, box, place=field.box)))


def _label_above(chars: PageChars, lines: Sequence[_Line], box: Box) -> tuple[_Line, int] | None:
    """Return the line that stands closely above a field and the position where its label ends there."""
    found = []
    for line in lines:
        gap = box.top - line.box.bottom
        if not -0.5 * line.box.height <= gap <= _ABOVE * line.box.height:
            continue
        over = [position for position, place in line.places if box.left - _INDENT <= place.left <= box.right]
        label = chars.text[over[0] : over[-1] + 1] if over else ""
        if label and len(label.split()) <= _LABEL_WORDS and not label.rstrip().endswith(_SENTENCE_ENDS):
            found.append((gap, over[-1], line))
    if not found:
        return None
    _, position, line = min(found, key=lambda each: each[:2])
    return line, position


def _row(chars: PageChars, line: _Line) -> Row:
    """Return a line in pieces: its own text between the values that were filled in."""
    if line.is_unchanged:
        return [line.whole]
    row: Row = []
    kept = {position for position, _ in line.places}
    ordered = [position for position, _ in line.places]
    start = 0
    for after, _, value in sorted(line.values, key=lambda each: each[:2]):
        end = next((number for number, position in enumerate(ordered) if position > after), len(ordered))
        row += _pieces(chars, ordered[start:end], kept)
        row.append(value)
        start = max(start, end)
    return row + _pieces(chars, ordered[start:], kept)


def _pieces(chars: PageChars, positions: Sequence[int], kept: set[int]) -> Row:
    """Return text between two positions without the blanks that were removed."""
    if not positions:
        return []
    first, last = positions[0], positions[-1]
    inner = [each for each in range(first, last + 1) if each in kept or chars.text[each].isspace()]
    boxes = [box for position in (first, last) if (box := chars.box(position)) is not None]
    text = " ".join("".join(chars.text[each] for each in inner).split())
    return [Piece(text, boxes[0].around(boxes[-1]), tuple(map(chars.index, inner)))] if boxes else []
