"""Document to passages: whole sentences, exact ranges, no longer than the embedder reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.sentences import split_blocks, split_sentences
from assistant.types import Extraction, Heading, Page, Sentence

CountTokens = Callable[[Sequence[str]], list[int]]

HEADING_SEPARATOR = " › "  # between the headings above a passage
# Tokens kept free for the title and heading before a passage, and for two special ones, when it is embedded.
TITLE_TOKENS = 42
# A paragraph joins the passage before it while that one is smaller than this share of the most.
_SMALL = 0.5
# A word too long for the tokenizer is one token to it, invisible characters are none.
_LONGEST_TOKEN = 12
_TEXTS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class PassageRange:
    """A passage to be: its range, its sentences, the heading above it and the page it starts on."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    heading: str = ""
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence (or a piece of one that was too long) with what decides where it may go."""

    sentence: Sentence
    tokens: int
    paragraph: int
    section: int
    page: int


def split_passages(extraction: Extraction, count_tokens: CountTokens, most_tokens: int) -> list[PassageRange]:
    """Cut a document into passages.

    Together the passages hold every character of the text but white space between sentences; none
    crosses a heading, nor a page of a format whose pages are separate things (slides, sheets).

    Args:
        extraction: The document's text with its pages and headings.
        count_tokens: Returns the number of tokens of each text.
        most_tokens: The most tokens of one passage.

    Returns:
        Passages in reading order that do not overlap.
    """
    units = list(_units(extraction, count_tokens, most_tokens))
    trail = _Trail(extraction)
    sections = groupby(units, key=lambda unit: (unit.section, unit.page))
    packed = (part for _, section in sections for part in _pack(list(section), most_tokens))
    return [_passage(extraction, part, trail) for part in packed]


def page_at(pages: Sequence[Page], position: int) -> Page | None:
    """Return the page that a character offset lies on; between two pages, the one before."""
    if not pages:
        return None
    return pages[max(0, bisect_right(pages, position, key=lambda page: page.start) - 1)]


def _units(extraction: Extraction, count_tokens: CountTokens, most_tokens: int) -> Iterator[_Unit]:
    blocks = split_blocks(extraction)
    sentences: list[tuple[int, Sentence]] = []
    for block in blocks:
        sentences.extend((block.paragraph, s) for s in split_sentences(extraction.text, block))
    texts = [extraction.text[s.start : s.end] for _, s in sentences]
    counts = _token_counts(texts, count_tokens)
    section, after_heading = 0, False
    separate_pages = extraction.line_breaks == "hard"
    for (paragraph, sentence), tokens in zip(sentences, counts, strict=True):
        if sentence.is_heading and not after_heading:
            section += 1
        after_heading = sentence.is_heading
        page = page_at(extraction.pages, sentence.start) if separate_pages else None
        for piece, piece_tokens in _within(extraction.text, sentence, tokens, count_tokens, most_tokens):
            yield _Unit(piece, piece_tokens, paragraph, section, page.number if page else 0)


def _within(
    text: str, sentence: Sentence, tokens: int, count_tokens: CountTokens, most_tokens: int
) -> Iterator[tuple[Sentence, int]]:
    """Cut a sentence that is longer than a whole passage may be, at lines, then at words."""
    if tokens <= most_tokens:
        yield sentence, tokens
        return
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    # The measured ratio of characters to tokens, checked piece by piece: what is still too long is cut again.
    part = text[sentence.start : sentence.end]
    size = max(1, min(int(len(part) * most_tokens / tokens * 0.8), len(part) - 1))
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=size,
        chunk_overlap=0,
        strip_whitespace=False,
        keep_separator=True,
        separators=["\n", "; ", " ", ""],
    )
    offset = sentence.start
    pieces: list[Sentence] = []
    for piece in splitter.split_text(part):
        start, end = offset + len(piece) - len(piece.lstrip()), offset + len(piece.rstrip())
        offset += len(piece)
        if start < end:
            pieces.append(replace(sentence, start=start, end=end))
    counts = _token_counts([text[p.start : p.end] for p in pieces], count_tokens)
    for piece_range, count in zip(pieces, counts, strict=True):
        if count > most_tokens and piece_range.end - piece_range.start > 1:
            yield from _within(text, piece_range, count, count_tokens, most_tokens)
        else:
            yield piece_range, count


def _token_counts(texts: Sequence[str], count_tokens: CountTokens) -> list[int]:
    """Return the tokens of each text; one that a tokenizer gives up on counts by its characters."""
    counts: list[int] = []
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        part = texts[first : first + _TEXTS_AT_ONCE]
        least = (-(-len(text) // _LONGEST_TOKEN) for text in part)
        counts += [max(pair) for pair in zip(count_tokens(part), least, strict=True)]
    return counts


def _pack(units: list[_Unit], most_tokens: int) -> Iterator[list[_Unit]]:
    """Put neighbouring sentences together, whole paragraphs where they fit."""
    packed: list[_Unit] = []
    size = 0
    for _, group in groupby(units, key=lambda unit: unit.paragraph):
        paragraph = list(group)
        tokens = sum(unit.tokens for unit in paragraph)
        only_headings = all(unit.sentence.is_heading for unit in packed)
        if packed and not only_headings and (size + tokens > most_tokens or size > _SMALL * most_tokens):
            yield packed
            packed, size = [], 0
        for part in _balanced(paragraph, tokens, most_tokens - (size if only_headings else 0), most_tokens):
            part_tokens = sum(unit.tokens for unit in part)
            if packed and size + part_tokens > most_tokens:
                yield packed
                packed, size = [], 0
            packed = packed + part
            size += part_tokens
    if packed:
        yield packed


def _balanced(units: list[_Unit], tokens: int, room: int, most_tokens: int) -> Iterator[list[_Unit]]:
    """Cut a paragraph that is too long into parts of like size, so that none is a mere remainder."""
    if tokens <= room:
        yield units
        return
    share = tokens / -(-tokens // max(1, min(room, most_tokens)))
    part: list[_Unit] = []
    size = 0
    for unit in units:
        if part and (size + unit.tokens > most_tokens or size + unit.tokens / 2 > share):
            yield part
            part, size = [], 0
        part.append(unit)
        size += unit.tokens
    if part:
        yield part


def _passage(extraction: Extraction, units: Sequence[_Unit], trail: _Trail) -> PassageRange:
    sentences = tuple(unit.sentence for unit in units)
    start, end = sentences[0].start, sentences[-1].end
    return PassageRange(start, end, sentences, trail.at(start), page_at(extraction.pages, start))


class _Trail:
    """The headings that a position stands under; positions are asked for in rising order."""

    def __init__(self, extraction: Extraction) -> None:
        self._text = extraction.text
        self._coming = list(reversed(extraction.headings))
        self._above: list[Heading] = []

    def at(self, position: int) -> str:
        """Return the headings above a position, outermost first."""
        while self._coming and self._coming[-1].start <= position:
            heading = self._coming.pop()
            self._above = [outer for outer in self._above if outer.level < heading.level] + [heading]
        return HEADING_SEPARATOR.join(" ".join(self._text[h.start : h.end].split()) for h in self._above)
