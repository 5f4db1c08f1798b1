"""The headline of a page: its largest line, for PDFs that do not say their title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from assistant.documents.page_images.renderer import Glyph

_LARGER = 1.25  # times the height of the page's usual letters
_SAME = 0.12  # heights that differ by this share are of one size
_FEWEST_LETTERS, _MOST_LETTERS = 4, 160


def headline(glyphs: Sequence[Glyph], text: str) -> str:
    """Return the first of the largest lines of a page, with those of the same size that follow it.

    Args:
        glyphs: The page's characters in reading order.
        text: The extracted text of the page, which says where words end.

    Returns:
        The words; "" where no line is larger than the others, or what is has hardly any letters or too many.
    """
    lines = [line for line in _lines(glyphs) if sum(g.char.isalpha() for g in line) >= _FEWEST_LETTERS]
    if not lines:
        return ""
    heights = [median(glyph.bottom - glyph.top for glyph in line) for line in lines]
    of_letters = [height for height, line in zip(heights, lines, strict=True) for _ in line]
    largest = max(heights)
    if largest < _LARGER * median(of_letters):
        return ""
    is_large = [height >= largest * (1 - _SAME) for height in heights]
    first = is_large.index(True)
    last = next((n for n in range(first, len(lines)) if not is_large[n]), len(lines))
    letters = [glyph.char for line in lines[first:last] for glyph in line]
    if len(letters) > _MOST_LETTERS:
        return ""
    written = re.search(r"\s*".join(map(re.escape, letters)), text)
    return " ".join(written[0].split()) if written else ""


def _lines(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the characters of each line: those whose heights overlap by half and that follow each other."""
    upright = [g for g in glyphs if not g.sideways and g.right > g.left and g.bottom > g.top]
    number = 0

    def line_of(pair: tuple[Glyph, Glyph]) -> int:
        nonlocal number
        before, glyph = pair
        shared = min(before.bottom, glyph.bottom) - max(before.top, glyph.top)
        number += shared < min(before.bottom - before.top, glyph.bottom - glyph.top) / 2
        return number

    pairs = zip(upright[:1] + upright, upright, strict=False)
    for _, line in groupby(pairs, key=line_of):
        yield [glyph for _, glyph in line]
