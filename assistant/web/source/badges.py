"""Where the numbers of marks stand on the image of a page: beside the text, never over its letters."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.documents.page_images.boxes import Box

# Room for a number in shares of the page's width, two digits where the page is as wide as the panel.
_WIDTH = 0.045
_BETWEEN = 0.008
# What stands this much of a line above or below is in the way, too.
_AROUND = 0.2


def badge_edges(firsts: Sequence[Box], letters: Sequence[Box]) -> list[tuple[float, float]]:
    """Return where the number of each mark ends on its right, and its upper edge, in shares of the page.

    A number stands left of the line on which its mark begins, or of the column: in the first gap that is wide
    enough; right of it where there is none, and outside the page where that is full, too.

    Args:
        firsts: The first box of each mark.
        letters: The boxes of all letters of the page, or of its lines where only those are known.
    """
    placed: list[Box] = []
    for first in firsts:
        _, top, _, bottom = first
        around = _AROUND * (bottom - top)
        beside = [b for b in (*letters, *placed) if b[1] < bottom + around and b[3] > top - around]
        right = _right_edge(first, beside)
        placed.append((right - _WIDTH, top, right, bottom))
    return [(right, top) for _, top, right, _ in placed]


def _right_edge(first: Box, beside: Sequence[Box]) -> float:
    left, _, end, _ = first
    while left >= _WIDTH and (there := [b[0] for b in beside if b[0] < left and b[2] > left - _WIDTH]):
        left = min(there)
    if left >= _WIDTH:
        return left - _BETWEEN
    while end <= 1 - _WIDTH and (there := [b[2] for b in beside if b[2] > end and b[0] < end + _WIDTH]):
        end = max(there)
    return end + _BETWEEN + _WIDTH if end <= 1 - _WIDTH else 0.0
