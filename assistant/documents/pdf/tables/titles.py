"""The lines above the names of columns: the title of a table, its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.documents.pdf.tables.found import FoundRow, cell_of
from assistant.documents.pdf.tables.units import Unit
from assistant.types.tables import RowKind

UNIT = re.compile(r"\bin (?:[$€£¥]|[A-Z]{3} ?)?\s*(?:thousand|million|billion)s?\b", re.IGNORECASE)
"""The unit of figures, as in "(in millions)"."""

_FIELD = re.compile(r"[^\W\d]:\s+\S")
# Titles stand closer to what is below them than this share of their height.
_NEAR_TITLE = 3.0
_MOST_TITLES, _MOST_TITLE_WORDS, _MOST_UNIT_WORDS = 4, 25, 10
_TITLE_LETTERS, _TITLE_SHARE = 4, 0.6


def title_rows(units: Sequence[Unit], first: int, lowest: int) -> list[FoundRow]:
    """Return the lines above the header that are titles or units."""
    found: list[Unit] = []
    number = first
    while number > max(lowest, first - _MOST_TITLES):
        unit, below = units[number - 1], units[number]
        gap = below.top - unit.bottom
        if gap > _NEAR_TITLE * unit.height or unit.top > below.top or not _is_title(unit):
            break
        found.insert(0, unit)
        number -= 1
    rows: list[FoundRow] = []
    for unit in found:
        kind: RowKind = "title" if not rows and not is_unit(unit.text) else "note"
        rows.append(FoundRow(kind, unit.first, unit.last, (cell_of(unit.segments, unit.segments),)))
    return rows


def _is_title(unit: Unit) -> bool:
    text = unit.text
    words = text.split()
    if _FIELD.search(text) and not UNIT.search(text):
        return False  # "Date: 15 March 2025" says something of its own
    if text.endswith(":") and not text[:1].isupper():
        return False  # the end of a sentence that introduces the table
    if unit.is_row or len(unit.segments) > 1 or len(words) > _MOST_TITLE_WORDS:
        return False
    if _is_bracketed(text) or UNIT.search(text):
        return True
    if text.endswith((".", ";", ",")) or unit.is_prose:
        return False
    long_words = [word for word in words if len(word) >= _TITLE_LETTERS and word[0].isalpha()]
    return bool(long_words) and sum(w[0].isupper() for w in long_words) >= _TITLE_SHARE * len(long_words)


def is_unit(text: str) -> bool:
    """Whether a line only tells the unit of figures, or stands in brackets."""
    return _is_bracketed(text) or (UNIT.search(text) is not None and len(text.split()) <= _MOST_UNIT_WORDS)


def _is_bracketed(text: str) -> bool:
    return text.startswith("(") and text.endswith(")")
