"""Splitting of a document into passages: whole sentences, exact ranges, no longer than the embedder reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.passages.packing import pack_units
from assistant.passages.pages import page_at
from assistant.passages.table_context import HEADING_SEPARATOR
from assistant.passages.table_notes import merge_table_notes
from assistant.passages.units import CountTokens, Unit, make_units
from assistant.types import Extraction, Heading, Page, Sentence

# Tokens of an embedder's input that are reserved for title and headings before a passage, and for the two
# special tokens.
TITLE_TOKENS = 56


@dataclass(frozen=True, slots=True)
class PassageRange:
    """A passage without its text: its range, its sentences, the headings above it, the page it starts on."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    heading: str = ""
    page: Page | None = None


def split_passages(extraction: Extraction, count_tokens: CountTokens, max_tokens: int) -> list[PassageRange]:
    """Split a document into passages.

    Together the passages cover every character of the text except white space between sentences. None
    crosses a heading, nor the end of a page in formats with separate pages (slides, sheets).

    Args:
        extraction: The document's text with its pages and headings.
        count_tokens: Returns the number of tokens of each text.
        max_tokens: The most tokens of one passage.

    Returns:
        Passages in reading order; they do not overlap.
    """
    units = list(make_units(extraction, count_tokens, max_tokens))
    headings = _HeadingPath(extraction)
    sections = [list(group) for _, group in groupby(units, key=lambda u: (u.section, u.table, u.page))]
    merged = merge_table_notes(extraction, sections)
    packed = (part for section in merged for part in pack_units(section, max_tokens))
    return [_make_passage(extraction, part, headings) for part in packed]


def _make_passage(extraction: Extraction, units: Sequence[Unit], headings: _HeadingPath) -> PassageRange:
    sentences = tuple(unit.sentence for unit in units)
    start, end = sentences[0].start, sentences[-1].end
    # Its own headings are above it, too: in Markdown they begin behind their marks.
    begins = next((sentence.start for sentence in sentences if not sentence.is_heading), end - 1)
    heading = HEADING_SEPARATOR.join(part for part in (headings.at(begins), units[0].caption) if part)
    return PassageRange(start, end, sentences, heading, page_at(extraction.pages, start))


class _HeadingPath:
    """The path of headings above a position; positions must be asked for in increasing order."""

    def __init__(self, extraction: Extraction) -> None:
        self._text = extraction.text
        self._remaining = list(reversed(extraction.headings))
        self._current: list[Heading] = []

    def at(self, position: int) -> str:
        """Return the headings above an offset, outermost first, joined by the separator."""
        while self._remaining and self._remaining[-1].start <= position:
            heading = self._remaining.pop()
            self._current = [outer for outer in self._current if outer.level < heading.level] + [heading]
        return HEADING_SEPARATOR.join(" ".join(self._text[h.start : h.end].split()) for h in self._current)
