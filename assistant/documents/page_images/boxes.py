"""The boxes, one a line, around a range of a page's text on the image of the page.

The extracted text was cleaned (`documents/pdf/cleaning.py`): white space, hyphens at line ends and
ligatures differ from the page, and running headers are gone. Letters and their order are those of the
glyphs, which come in the order of the page's text, so the range is aligned with the page by its letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from assistant.documents.page_images.renderer import COORDINATE_SCALE, Glyph
from assistant.documents.pdf.cleaning import clean_words
from assistant.types import Line

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in shares of the page's width and height, as in `assistant.types.Line`."""

# An inexact match must agree in this many letters at both ends, and in its length to this share.
_ANCHOR = 12
_LENGTH_TOLERANCE = 0.1
# Of a text that is on the page more often than this, only the first occurrences are compared.
_MAX_OCCURRENCES = 500
# How far around its expected position a range is searched for, in letters.
_SEARCH_WINDOW = 400
# Two characters are on one line if they overlap by this share of the smaller height, and the gap
# between them is no wider than this many times the larger height.
_MIN_OVERLAP = 0.5
_MAX_GAP = 3.0
_IGNORED_CHARACTERS = "-\u2010\u00ad\ufffd"


def text_boxes(glyphs: Sequence[Glyph], text: str, start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes around `text[start:end]` on its page, one a line; none if it is not found there.

    Args:
        glyphs: The page's characters in reading order.
        text: The whole cleaned text of the page.
        start: The offset in `text` at which the range starts.
        end: The offset at which it ends, exclusive.
    """
    letters, glyph_numbers = _page_letters(glyphs)
    before, target, after = (_letters_of(part) for part in (text[:start], text[start:end], text[end:]))
    if not target:
        return ()
    found = _find(letters, before, target, after)
    if found is None:
        return ()
    first, last = glyph_numbers[found[0]], glyph_numbers[found[1] - 1]
    return tuple(_line_boxes(glyphs[first : last + 1]))


def scan_boxes(lines: Sequence[Line], start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes of the recognised lines that a range of the document's text touches."""
    return tuple(line.box for line in lines if line.start < end and start < line.end)


# --- letters


@lru_cache(maxsize=4096)
def _letters_of_char(char: str) -> str:
    """Return the letters that a character is compared as, "" for one that cleaning may drop or move."""
    if ord(char) > 0xFFFF or 0xD800 <= ord(char) <= 0xDFFF:
        return ""
    return "".join(
        each for each in clean_words(char) if each not in _IGNORED_CHARACTERS and not each.isspace()
    )


def _letters_of(text: str) -> str:
    return "".join(map(_letters_of_char, text))


def _page_letters(glyphs: Sequence[Glyph]) -> tuple[str, list[int]]:
    """Return the letters of a page, and the number of the glyph that each belongs to."""
    numbered = [
        (letter, number) for number, glyph in enumerate(glyphs) for letter in _letters_of_char(glyph.char)
    ]
    return "".join(letter for letter, _ in numbered), [number for _, number in numbered]


def _find(letters: str, before: str, target: str, after: str) -> tuple[int, int] | None:
    """Return the range of the target letters: where its whole page matches, else the best occurrence."""
    whole = letters.find(before + target + after)
    if whole >= 0:
        return whole + len(before), whole + len(before) + len(target)
    occurrences = list(islice(_occurrences(letters, target), _MAX_OCCURRENCES))
    if occurrences:
        # The occurrence with the longest matching neighbourhood, then the nearest.
        best = max(
            occurrences,
            key=lambda at: (_matching_neighbours(letters, at, before, target, after), -abs(at - len(before))),
        )
        return best, best + len(target)
    return _find_inexact(letters, len(before), target)


def _occurrences(letters: str, target: str) -> Iterator[int]:
    at = letters.find(target)
    while at >= 0:
        yield at
        at = letters.find(target, at + 1)


def _matching_neighbours(letters: str, at: int, before: str, target: str, after: str) -> int:
    """Return how many letters on both sides of an occurrence agree with the expected ones."""
    left = _common_prefix_length(
        reversed(before[-_SEARCH_WINDOW:]), reversed(letters[max(0, at - _SEARCH_WINDOW) : at])
    )
    end = at + len(target)
    return left + _common_prefix_length(
        iter(after[:_SEARCH_WINDOW]), iter(letters[end : end + _SEARCH_WINDOW])
    )


def _common_prefix_length(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count


def _find_inexact(letters: str, expected: int, target: str) -> tuple[int, int] | None:
    """Return the range that starts and ends like the target letters, if it is about as long."""
    low, high = max(0, expected - _SEARCH_WINDOW), expected + len(target) + _SEARCH_WINDOW
    starts = (
        at - skipped
        for skipped in range(0, len(target) // 5 + 1)
        if (at := letters.find(target[skipped : skipped + _ANCHOR], low, high)) >= 0
    )
    ends = (
        at + _ANCHOR + skipped
        for skipped in range(0, len(target) // 5 + 1)
        if (at := letters.rfind(target[: len(target) - skipped][-_ANCHOR:], low, high)) >= 0
    )
    first, last = max(0, next(starts, -1)), min(len(letters), next(ends, -1))
    is_as_long = abs(last - first - len(target)) <= _LENGTH_TOLERANCE * len(target)
    return (first, last) if len(target) >= 2 * _ANCHOR and first < last and is_as_long else None


# --- lines


def _line_boxes(glyphs: Sequence[Glyph]) -> Iterator[Box]:
    """Yield the box around each run of characters that follow each other on one line."""
    current: list[Glyph] = []
    for glyph in glyphs:
        if glyph.right <= glyph.left or glyph.bottom <= glyph.top:
            continue
        if current and not _is_on_line(current, glyph):
            yield _bounding_box(current)
            current = []
        current.append(glyph)
    if current:
        yield _bounding_box(current)


def _is_on_line(line: Sequence[Glyph], glyph: Glyph) -> bool:
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
    return shared >= _MIN_OVERLAP * min(high - low, end - start) and gap <= _MAX_GAP * height


def _axes(
    sideways: bool,
) -> tuple[Callable[[Glyph], tuple[int, int]], Callable[[Glyph], tuple[int, int]]]:
    def horizontal(glyph: Glyph) -> tuple[int, int]:
        return glyph.left, glyph.right

    def vertical(glyph: Glyph) -> tuple[int, int]:
        return glyph.top, glyph.bottom

    return (vertical, horizontal) if sideways else (horizontal, vertical)


def _bounding_box(glyphs: Sequence[Glyph]) -> Box:
    return (
        min(glyph.left for glyph in glyphs) / COORDINATE_SCALE,
        min(glyph.top for glyph in glyphs) / COORDINATE_SCALE,
        max(glyph.right for glyph in glyphs) / COORDINATE_SCALE,
        max(glyph.bottom for glyph in glyphs) / COORDINATE_SCALE,
    )
