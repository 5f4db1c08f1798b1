"""Wide gaps inside of lines, which tell that lines run across the columns of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from assistant.documents.pdf.layout.page_lines import PageChars, Piece, words_of
from assistant.documents.pdf.layout.reading_order import Row

Placed = Sequence[tuple[Piece, tuple[int, int]]]
"""The lines of a page, each with its start and end in the text."""

# Wide gaps in a line are wider than this share of its height; so many lines of a page are looked at for them.
_WIDE_GAP = 1.0
_SAMPLES, _FEWEST_WORDS, _FEWEST_LINES = 4, 6, 4
_MOST_GAPS = 2
# If none of the first lines has such a gap, the others are not looked at.
_FIRST_SAMPLES = 2
# A line that is this much wider for each of its characters than the page's usual one holds a gap.
_WIDENED = 1.2
_NAME = re.compile(r"[^\W\d_]{2}")


def may_have_columns(chars: PageChars, placed: Placed) -> bool:
    """Whether lines of prose run across wide gaps: a few of all lines, or those that are unusually wide."""
    prose = [(piece, span) for piece, span in placed if _is_prose(piece)]
    if len(prose) < _FEWEST_LINES:
        return False
    step = max(1, len(prose) // _SAMPLES)
    sample = prose[step // 2 :: step]
    gaps = [_has_column_gap(chars, piece, span) for piece, span in sample[:_FIRST_SAMPLES]]
    if any(gaps):
        gaps += [_has_column_gap(chars, piece, span) for piece, span in sample[_FIRST_SAMPLES:]]
        if 2 * sum(gaps) >= len(gaps):
            return True
    usual = median(_advance(piece) for piece, _ in prose)
    wide = sorted(
        (line for line in prose if _advance(line[0]) > _WIDENED * usual), key=lambda line: -_advance(line[0])
    )
    return len(wide) > 1 and all(_has_column_gap(chars, piece, span) for piece, span in wide[:2])


def split_at_gaps(chars: PageChars, start: int, end: int) -> Row:
    """Return a line in the pieces between its wide gaps."""
    whole = chars.piece(start, end)
    if whole is None or whole.turned:
        return [whole] if whole else []
    edges = [start, *_wide_gaps(chars, start, end, whole), end]
    return [piece for one, other in pairwise(edges) if (piece := chars.piece(one, other)) is not None]


def _has_column_gap(chars: PageChars, line: Piece, span: tuple[int, int]) -> bool:
    # Rows of tables have more gaps.
    return 0 < len(_wide_gaps(chars, *span, line)) <= _MOST_GAPS


def _is_prose(piece: Piece) -> bool:
    return piece.words >= _FEWEST_WORDS and not piece.turned and piece.text[-1:] not in "0123456789%)"


def _advance(piece: Piece) -> float:
    """Return how wide a character is, in shares of the line's height."""
    return piece.box.width / (len(piece.text) * max(piece.box.height, 0.1))


def _wide_gaps(chars: PageChars, start: int, end: int, line: Piece) -> list[int]:
    """Return the positions of the words that follow a wide gap."""
    widest = _WIDE_GAP * line.box.height
    words = words_of(chars.text, start, end)
    if words and not _NAME.search(chars.text, *words[0]):
        del words[0]  # the bullet or number of a list
    return [begin for (_, stop), (begin, _) in pairwise(words) if chars.gap(stop - 1, begin) > widest]
