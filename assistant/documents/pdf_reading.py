"""One page of a PDF to lines of text, by whichever way of reading keeps its words whole.

The layout way places text by its position, so that rows of tables stay rows and paragraphs stay
apart, but it reads across columns and does not see rotated text or text inside forms. The plain
way follows the order in which the text was written into the file, which may be any.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_SAMPLE = 5
# The way that cuts words in two or runs them together knows more different words.
_TOLERATED_NEW_WORDS = 1.04
_WORD = re.compile(r"[^\W\d_]+")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
# Pages with less may hold most of their text rotated.
_LITTLE_TEXT = 200
_MISSING = 1.1


class PageReader:
    """Reads the pages of one document."""

    def __init__(self, pages: Sequence[Any]) -> None:
        """Decide how to read, from a few pages of the document.

        Args:
            pages: All pages, as the library gives them.
        """
        step = max(1, len(pages) // _SAMPLE)
        sample = pages[step // 2 :: step][:_SAMPLE]
        plain = _different_words([_plain(page) for page in sample])
        layout = _different_words([_layout(page) for page in sample])
        self._by_layout = 0 < layout <= plain * _TOLERATED_NEW_WORDS

    def text(self, page: Any) -> str | None:
        """Return the text of a page, or None if it is too damaged to be read."""
        layout = _layout(page) if self._by_layout else None
        if layout is None or _in_columns(layout) or _RIGHT_TO_LEFT.search(layout):
            plain = _plain(page)
            return layout if plain is None else plain
        if _characters(layout) < _LITTLE_TEXT or _named_objects(page, "/Form"):
            plain = _plain(page) or ""
            return plain if _characters(plain) > _MISSING * _characters(layout) else layout
        return layout


def has_picture(page: Any) -> bool:
    """Whether a page shows pictures, so that it may be a scan."""
    return _named_objects(page, "/Image")


def _plain(page: Any) -> str | None:
    try:
        return str(page.extract_text())
    except MemoryError:
        raise
    except Exception:  # damaged pages make the library raise errors of every kind
        return None


def _layout(page: Any) -> str | None:
    try:
        return str(page.extract_text(extraction_mode="layout"))
    except MemoryError:
        raise
    except Exception:  # like the plain way
        return None


def _named_objects(page: Any, kind: str) -> bool:
    try:
        objects = page["/Resources"].get_object()["/XObject"].get_object()
        return any(objects[name].get_object().get("/Subtype") == kind for name in objects)
    except MemoryError:
        raise
    except Exception:  # no such objects, or damaged ones
        return False


def _different_words(texts: Sequence[str | None]) -> int:
    return len({word for text in texts for word in _WORD.findall(text or "")})


def _characters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _in_columns(text: str) -> bool:
    """Whether much of a page is prose side by side: lines with one gap between two runs of words."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    parts = [_GAP.split(line) for line in lines]
    side_by_side = sum(len(part) == 2 and all(_is_prose(half) for half in part) for part in parts)
    return side_by_side >= 8 and side_by_side > 0.3 * len(lines)


def _is_prose(part: str) -> bool:
    return len(part) >= 20 and len(_WORD.findall(part)) >= 4
