"""Columns of a page whose lines are drawn across them: prose in columns, headings beside their paragraphs.

Each line comes as the pieces between its wide gaps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from statistics import mean

from assistant.documents.pdf.layout.page_lines import Piece
from assistant.documents.pdf.layout.reading_order import Row

# Left edges this close, in points, are one edge.
_EDGE = 3.0
# Columns of prose: so many lines, words a line, and share of lines that go on with a small letter.
_FEWEST_LINES, _FEWEST_WORDS, _CONTINUED = 4, 3.5, 0.3
_MOST_EDGES = 3
# A heading beside its paragraph has at most so many words and lines, and fewer lines than the paragraphs.
_HEADING_WORDS, _HEADING_SHARE = 6, 0.6
# So many words a line has a paragraph beside a heading.
_PARAGRAPH_WORDS = 5
_FEWEST_HEADINGS = 2
# Lines of one heading are closer than this share of their height.
_LINE_GAP = 0.8


def prose_columns(lines: Sequence[Row]) -> list[Row] | None:
    """Read columns of prose one after the other, None if there are none that lines run across.

    Args:
        lines: The pieces of each line, from left to right.
    """
    for edge in _common_edges(piece for line in lines for piece in line[1:]):
        divided = [_divided(line, edge) for line in lines]
        left = [side[0] for side in divided if side and side[0] and side[1]]
        right = [side[1] for side in divided if side and side[0] and side[1]]
        if len(left) >= _FEWEST_LINES and _is_prose(left) and _is_prose(right):
            return list(_column_by_column(lines, divided))
    return None


def _common_edges(pieces: Iterator[Piece]) -> list[float]:
    """Return the left edges that the most pieces have, in points."""
    counts = Counter(round(piece.box.left / _EDGE) for piece in pieces)
    return [edge * _EDGE for edge, count in counts.most_common(_MOST_EDGES) if count > 1]


def _divided(line: Row, edge: float) -> tuple[Row, Row] | None:
    """Return what stands left and right of an edge, None for a line that runs across it."""
    left = [piece for piece in line if piece.box.right <= edge + _EDGE]
    right = [piece for piece in line if piece.box.left >= edge - _EDGE]
    return (left, right) if len(left) + len(right) == len(line) else None


def _is_prose(sides: Sequence[Row]) -> bool:
    texts = [" ".join(piece.text for piece in side) for side in sides]
    if mean(len(text.split()) for text in texts) < _FEWEST_WORDS:
        return False
    return sum(text[0].islower() for text in texts) >= _CONTINUED * len(texts)


def _column_by_column(lines: Sequence[Row], divided: Sequence[tuple[Row, Row] | None]) -> Iterator[Row]:
    left: list[Row] = []
    right: list[Row] = []
    for line, sides in zip(lines, divided, strict=True):
        if sides is None:
            yield from chain(_inner_columns(left), _inner_columns(right))
            left, right = [], []
            yield line
            continue
        left += [sides[0]] if sides[0] else []
        right += [sides[1]] if sides[1] else []
    yield from chain(_inner_columns(left), _inner_columns(right))


def _inner_columns(side: list[Row]) -> list[Row]:
    """Divide one side again, where there are more than two columns."""
    return (prose_columns(side) or side) if any(len(line) > 1 for line in side) else side


def side_headings(lines: Sequence[Row]) -> list[Row] | None:
    """Put headings that stand left of their paragraphs into their first lines, None if there are none.

    There PDFium has them as well, where both are drawn together.

    Args:
        lines: The pieces of each line, from left to right.
    """
    pieces = list(chain.from_iterable(lines))
    for edge in _common_edges(piece for piece in pieces if piece.words >= _PARAGRAPH_WORDS):
        column = [piece for piece in pieces if abs(piece.box.left - edge) <= _EDGE]
        beside = _beside(pieces, column)
        if beside is None:
            continue
        groups = _groups(beside)
        if len(groups) > _HEADING_SHARE * len(column):
            continue
        starts = [_first_in_row(group, column) for group in groups]
        if len(groups) >= _FEWEST_HEADINGS and all(start is not None for start in starts):
            return _with_headings(lines, column, groups, [start or 0 for start in starts])
    return None


def _beside(pieces: Sequence[Piece], column: Sequence[Piece]) -> list[Piece] | None:
    """Return the pieces left of a column, None if they are no headings or something else stands there."""
    if len(column) < _FEWEST_LINES or mean(piece.words for piece in column) < _PARAGRAPH_WORDS:
        return None
    top = min(piece.box.top for piece in column)
    bottom = max(piece.box.bottom for piece in column)
    edge = min(piece.box.left for piece in column)
    lines = set(map(id, column))
    inside = [
        piece
        for piece in pieces
        if id(piece) not in lines and top - 1 <= piece.box.middle <= bottom + 1 and not piece.turned
    ]
    narrow = all(piece.box.right < edge and piece.words <= _HEADING_WORDS for piece in inside)
    # A date or a number is no heading; it stays in the row of what it dates.
    named = all(piece.text[0].isalpha() and not any(map(str.isdigit, piece.text)) for piece in inside)
    return inside if narrow and named else None


def _groups(beside: Sequence[Piece]) -> list[list[Piece]]:
    """Put the lines of each heading together, from top to bottom."""
    groups: list[list[Piece]] = []
    for piece in sorted(beside, key=lambda piece: piece.box.top):
        if groups and piece.box.top - groups[-1][-1].box.bottom < _LINE_GAP * piece.box.height:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _first_in_row(group: Sequence[Piece], column: Sequence[Piece]) -> int | None:
    """Return the number of the line of a column beside which a heading begins."""
    rows = (number for number, piece in enumerate(column) if piece.box.in_row_with(group[0].box))
    return next(rows, None)


def _with_headings(
    lines: Sequence[Row], column: Sequence[Piece], groups: Sequence[list[Piece]], starts: Sequence[int]
) -> list[Row]:
    headings = dict(zip(starts, groups, strict=True))
    moved = {id(piece) for piece in chain(column, *groups)}
    paragraphs: list[Row] = []
    for number, piece in enumerate(column):
        group = headings.get(number, [])
        paragraphs.append([*group, piece])
    rest = [line for line in lines if id(line[0]) not in moved]
    top = min(piece.box.top for piece in column)
    above = [line for line in rest if line[0].box.middle < top]
    return [*above, *paragraphs, *(line for line in rest if line[0].box.middle >= top)]
