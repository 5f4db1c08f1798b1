"""Where a range of a page's text stands on the page: boxes, one a line.

The text was cleaned (`pdf_cleaning`): white space, hyphens at line ends and ligatures are not as they are
on the page, and running lines are gone. The letters and their order stay, so these are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from assistant.documents.pdf.cleaning import clean_words
from assistant.documents.pdf.pages import SHARE, Glyph
from assistant.types import Line

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in shares of the page's width and height, as in `assistant.types.Line`."""

# Where not all letters agree: so many at the beginning and at the end must, and the length to this share.
_ANCHOR = 12
_SLACK = 0.1
# A page that says the same more often than this is marked where it says so first.
_MOST_PLACES = 500
# How far from where it should be a range is looked for, in letters.
_REACH = 400
# Two characters are on one line if they overlap by this share of the lower one, and are not further
# apart than so many times its height.
_OVERLAP = 0.5
_GAP = 3.0
_DROPPED = "-\u2010\u00ad\ufffd"


def text_boxes(glyphs: Sequence[Glyph], text: str, start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes around `text[start:end]` on its page; none if it is not found there.

    Args:
        glyphs: The page's characters in reading order.
        text: The page's cleaned text, all of it.
        start: Where the range begins.
        end: Where it ends.
    """
    letters, owners = _letters(glyphs)
    before, wanted, after = (_plain(part) for part in (text[:start], text[start:end], text[end:]))
    if not wanted:
        return ()
    found = _find(letters, before, wanted, after)
    if found is None:
        return ()
    first, last = owners[found[0]], owners[found[1] - 1]
    return tuple(_lines(glyphs[first : last + 1]))


def scan_boxes(lines: Sequence[Line], start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes of the recognised lines that a range of the document's text touches."""
    return tuple(line.box for line in lines if line.start < end and start < line.end)


# --- letters


@lru_cache(maxsize=4096)
def _of_char(char: str) -> str:
    """Return what a character counts as, "" for one that cleaning may drop or move."""
    if ord(char) > 0xFFFF or 0xD800 <= ord(char) <= 0xDFFF:
        return ""
    return "".join(each for each in clean_words(char) if each not in _DROPPED and not each.isspace())


def _plain(text: str) -> str:
    return "".join(map(_of_char, text))


def _letters(glyphs: Sequence[Glyph]) -> tuple[str, list[int]]:
    """Return the letters of a page, and which glyph each of them belongs to."""
    owned = [(letter, number) for number, glyph in enumerate(glyphs) for letter in _of_char(glyph.char)]
    return "".join(letter for letter, _ in owned), [number for _, number in owned]


def _find(letters: str, before: str, wanted: str, after: str) -> tuple[int, int] | None:
    """Return where the wanted letters are: in the whole page as it should be, else near that place."""
    whole = letters.find(before + wanted + after)
    if whole >= 0:
        return whole + len(before), whole + len(before) + len(wanted)
    places = list(islice(_places(letters, wanted), _MOST_PLACES))
    if places:
        # Of several the one with the right letters around it, and then the one that is nearest.
        best = max(
            places, key=lambda at: (_around(letters, at, before, wanted, after), -abs(at - len(before)))
        )
        return best, best + len(wanted)
    return _nearly(letters, len(before), wanted)


def _places(letters: str, wanted: str) -> Iterator[int]:
    at = letters.find(wanted)
    while at >= 0:
        yield at
        at = letters.find(wanted, at + 1)


def _around(letters: str, at: int, before: str, wanted: str, after: str) -> int:
    """Return how many letters on both sides agree with those that should be there."""
    left = _agreeing(reversed(before[-_REACH:]), reversed(letters[max(0, at - _REACH) : at]))
    end = at + len(wanted)
    return left + _agreeing(iter(after[:_REACH]), iter(letters[end : end + _REACH]))


def _agreeing(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count


def _nearly(letters: str, expected: int, wanted: str) -> tuple[int, int] | None:
    """Return the place that begins and ends like the wanted letters, if it is about as long."""
    low, high = max(0, expected - _REACH), expected + len(wanted) + _REACH
    starts = (
        at - skipped
        for skipped in range(0, len(wanted) // 5 + 1)
        if (at := letters.find(wanted[skipped : skipped + _ANCHOR], low, high)) >= 0
    )
    ends = (
        at + _ANCHOR + skipped
        for skipped in range(0, len(wanted) // 5 + 1)
        if (at := letters.rfind(wanted[: len(wanted) - skipped][-_ANCHOR:], low, high)) >= 0
    )
    first, last = max(0, next(starts, -1)), min(len(letters), next(ends, -1))
    about = abs(last - first - len(wanted)) <= _SLACK * len(wanted)
    return (first, last) if len(wanted) >= 2 * _ANCHOR and first < last and about else None


# --- lines


def _lines(glyphs: Sequence[Glyph]) -> Iterator[Box]:
    """Put characters that follow each other on a line into one box."""
    current: list[Glyph] = []
    for glyph in glyphs:
        if glyph.right <= glyph.left or glyph.bottom <= glyph.top:
            continue
        if current and not _goes_on(current, glyph):
            yield _around_all(current)
            current = []
        current.append(glyph)
    if current:
        yield _around_all(current)


def _goes_on(line: Sequence[Glyph], glyph: Glyph) -> bool:
    last = line[-1]
    if last.sideways != glyph.sideways:
        return False
    along, across = _axes(glyph.sideways)
    low, high = across(last)
    start, end = across(glyph)
    shared = min(high, end) - max(low, start)
    height = max(high - low, end - start)
    (left, right), (begin, stop) = along(last), along(glyph)
    gap = max(begin - right, left - stop)
    return shared >= _OVERLAP * min(high - low, end - start) and gap <= _GAP * height


def _axes(
    sideways: bool,
) -> tuple[Callable[[Glyph], tuple[int, int]], Callable[[Glyph], tuple[int, int]]]:
    def horizontal(glyph: Glyph) -> tuple[int, int]:
        return glyph.left, glyph.right

    def vertical(glyph: Glyph) -> tuple[int, int]:
        return glyph.top, glyph.bottom

    return (vertical, horizontal) if sideways else (horizontal, vertical)


def _around_all(glyphs: Sequence[Glyph]) -> Box:
    return (
        min(glyph.left for glyph in glyphs) / SHARE,
        min(glyph.top for glyph in glyphs) / SHARE,
        max(glyph.right for glyph in glyphs) / SHARE,
        max(glyph.bottom for glyph in glyphs) / SHARE,
    )
