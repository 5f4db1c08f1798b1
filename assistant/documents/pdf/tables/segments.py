"""The lines of a page in segments: words that stand closer together than the columns of a table do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from assistant.documents.pdf.layout.page_lines import Box, PageChars, Piece
from assistant.documents.pdf.layout.reading_order import Row
from assistant.documents.tables.values import ValueKind, kind_of_value

# A gap between two segments is wider than this share of the height of their line: between words, before
# a figure, between figures, which stand closer in a narrow table than words ever do.
_BETWEEN_WORDS, _BEFORE_FIGURE, _BETWEEN_FIGURES = 0.75, 0.6, 0.4
# Between two words there is a smaller one; a sign that is set apart stands no further from its figure.
_LEAST_GAP, _BEFORE_SIGN = 0.38, 3.0
# Signs that are set apart from the figure after them or before them.
_BEFORE = frozenset({"$", "€", "£", "¥", "(", "$(", "€(", "£(", "C$", "US$", "A$"})
_AFTER = frozenset({"%", ")", ")%", "%)", "pts", "x"})
_WORD = re.compile(r"(?:(?![.…_·]{4})\S)+")
# Three words or more before a figure, as most rows of a table begin; a letter of theirs is narrower on
# average than this share of the height of their line, with a gap between them it is wider.
_LABEL = re.compile(r"(?:[^\W\d_][\w’',/&-]*[ ]){2,}[^\W\d_][\w’',/&-]*(?=[ ][^A-Za-z])")
_NARROW = 0.46
_LEADERS = re.compile(r"[.…·_\s]+\Z")
_FIGURE = re.compile(r"[(\[$€£¥+<>~−–-]*\d[\d,.]*[)\]%x*]*\Z|[—–-]+%?\Z")
_NOTE_MARK = re.compile(r"(?<=[\d)%])\s?(?:\(\w{1,2}\)|\[\w{1,2}\]|[*†‡]+)\Z")
_LEADER = ".…·_"
_FIGURES: frozenset[ValueKind] = frozenset({"number", "money", "percent", "year"})


_Placed = tuple[float, float, int, int]
"""Where words begin and end on the page, and where in the text of their line."""


class Segment(NamedTuple):
    """Words on one line without a wide gap between them.

    Attributes:
        text: What they say.
        left: Where they begin, in points from the left edge of the page.
        right: Where they end.
        top: The upper edge of their line.
        bottom: The lower edge of their line.
        line: The number of their line on the page.
        start: Where they begin in the text of the line.
        end: Where they end there.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    line: int
    start: int
    end: int

    @property
    def kind(self) -> ValueKind:
        """What kind of value they are."""
        return _kind(self.text)

    @property
    def is_figure(self) -> bool:
        """Whether they are a number, an amount, a share, a year or a dash in place of one."""
        return self.kind in _FIGURES

    @property
    def is_value(self) -> bool:
        """Whether they are a figure that is no year."""
        return self.kind in ("number", "money", "percent")

    @property
    def is_sign(self) -> bool:
        """Whether they are only a sign of the figure beside them."""
        return self.text in _BEFORE or self.text in _AFTER

    @property
    def middle(self) -> float:
        """Their middle between left and right."""
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        """The height of their line."""
        return self.bottom - self.top

    def overlap(self, left: float, right: float) -> float:
        """Return how many points they have in common with a range of the page's width."""
        return min(self.right, right) - max(self.left, left)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page with its segments from left to right as they are read."""

    text: str
    box: Box
    segments: tuple[Segment, ...]


def line_text(row: Row) -> str:
    """Return a row of pieces as the line of text that it becomes."""
    return " ".join(piece.text for piece in row)


def measured(chars: PageChars, row: Row, number: int) -> tuple[Segment, ...]:
    """Return a line of a page in segments.

    Args:
        chars: The characters of the page.
        row: The line.
        number: Its number on the page.
    """
    segments: list[Segment] = []
    offset = 0
    text = line_text(row)
    for piece in row:
        top, bottom = piece.box.top, piece.box.bottom
        for left, right, start, end in _joined(text, list(_words(chars, piece, offset)), bottom - top):
            segments.append(Segment(text[start:end], left, right, top, bottom, number, start, end))
        offset += len(piece.text) + 1
    return tuple(segments)


def whole(row: Row, box: Box, number: int) -> tuple[Segment, ...]:
    """Return a line as a single segment without looking for gaps."""
    text = line_text(row)
    return (Segment(text, box.left, box.right, box.top, box.bottom, number, 0, len(text)),)


def _words(chars: PageChars, piece: Piece, offset: int) -> Iterator[_Placed]:
    text, box, order = piece.text, piece.box, piece.chars
    if len(order) != len(text):  # the value of a field
        yield box.left, box.right, offset, offset + len(text)
        return
    begin = 0
    label = _LABEL.match(text)
    if label is not None and (extent := _label_extent(chars, piece, label.end())) is not None:
        begin = label.end()
        yield *extent, offset, offset + begin
    for match in _WORD.finditer(text, begin):
        start, end = match.span()
        if text[start] in _LEADER and _LEADERS.match(text, start, end):
            continue
        extent = chars.extent(order[start], order[end - 1])
        if extent is not None:
            yield *extent, offset + start, offset + end


def _label_extent(chars: PageChars, piece: Piece, end: int) -> tuple[float, float] | None:
    """Return where the words at the beginning of a line begin and end if they hold no gap."""
    found = chars.extent(piece.chars[0], piece.chars[end - 1])
    return found if found and found[1] - found[0] <= _NARROW * piece.box.height * end else None


def _joined(text: str, words: Sequence[_Placed], height: float) -> Iterator[_Placed]:
    """Join words to segments; signs that stand apart go with their figure."""
    if not words:
        return
    left, right, start, end = words[0]
    last = text[start:end]
    for word in words[1:]:
        this = text[word[2] : word[3]]
        gap = word[0] - right
        if word[0] < left or (
            gap > _LEAST_GAP * height and _is_apart(gap / height, text[start:end], last, this)
        ):
            yield left, right, start, end
            left, start = word[0], word[2]
        right, end, last = word[1], word[3], this
    yield left, right, start, end


def _is_apart(gap: float, open_: str, last: str, word: str) -> bool:
    """Whether a word begins a segment; the gap before it is in shares of the height of the line."""
    if open_ in _BEFORE:
        return not (_FIGURE.match(word) or word in _BEFORE)
    if word in _AFTER and _FIGURE.match(last):
        return gap > _BEFORE_SIGN
    if word in _BEFORE:
        return gap > _BETWEEN_FIGURES
    if _FIGURE.match(word):
        return gap > (_BETWEEN_FIGURES if _FIGURE.match(last) else _BEFORE_FIGURE)
    return gap > _BETWEEN_WORDS


@lru_cache(maxsize=4096)
def _kind(text: str) -> ValueKind:
    kind = kind_of_value(text)
    return (
        kind_of_value(_NOTE_MARK.sub("", text)) if kind == "text" and text[:1] in "(0123456789$€£" else kind
    )
