"""Document to passages: whole sentences, exact ranges, no longer than the embedder reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.passages.blocks import split_blocks
from assistant.passages.lines import ends_sentence
from assistant.passages.sentences import split_sentences
from assistant.passages.table_context import BETWEEN_HEADINGS
from assistant.passages.tables import caption
from assistant.types import Extraction, Heading, Page, Sentence

CountTokens = Callable[[Sequence[str]], list[int]]

# Tokens kept free for the title and heading before a passage, and for two special ones, when it is embedded.
TITLE_TOKENS = 56
# A paragraph joins the passage before it while that one is smaller than this share of the most.
_SMALL = 0.5
# A word too long for the tokenizer is one token to it, invisible characters are none.
_LONGEST_TOKEN = 12
_TEXTS_AT_ONCE = 2000
# What stands below a table and is no longer than this is a note to it.
_NOTE_TOKENS = 40
_TITLE_LINE_TOKENS = 15


@dataclass(frozen=True, slots=True)
class PassageRange:
    """A passage to be: its range, its sentences, the heading above it and the page it starts on."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    heading: str = ""
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, whether it opens a section or introduces a table, and the table that it belongs to."""

    sentence: Sentence
    paragraph: int
    opens_section: bool
    introduces: bool = False
    table: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence (or a piece of one that was too long) with what decides where it may go."""

    sentence: Sentence
    tokens: int
    paragraph: int
    section: int
    page: int
    table: int = 0
    caption: str = ""


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
    sections = [list(group) for _, group in groupby(units, key=lambda u: (u.section, u.table, u.page))]
    packed = (part for section in _with_notes(extraction, sections) for part in _pack(section, most_tokens))
    return [_passage(extraction, part, trail) for part in packed]


def page_at(pages: Sequence[Page], position: int) -> Page | None:
    """Return the page that a character offset lies on; between two pages, the one before."""
    if not pages:
        return None
    return pages[max(0, bisect_right(pages, position, key=lambda page: page.start) - 1)]


def _units(extraction: Extraction, count_tokens: CountTokens, most_tokens: int) -> Iterator[_Unit]:
    said = _sentences(extraction)
    counts = _token_counts([extraction.text[s.sentence.start : s.sentence.end] for s in said], count_tokens)
    section, after_heading = 0, False
    separate_pages = extraction.line_breaks == "hard"
    for each, tokens in zip(said, counts, strict=True):
        sentence = each.sentence
        if each.opens_section and not after_heading:
            section += 1
        after_heading = each.opens_section
        page = page_at(extraction.pages, sentence.start) if separate_pages else None
        place = (each.paragraph, section, page.number if page else 0, each.table, each.caption)
        for piece, piece_tokens in _within(extraction.text, sentence, tokens, count_tokens, most_tokens):
            yield _Unit(piece, piece_tokens, *place)


def _sentences(extraction: Extraction) -> list[_Said]:
    """Return every sentence; what introduces a table, and a heading right above it, go with the table."""
    blocks = split_blocks(extraction)
    captions = {b.table: caption(b.title, b.columns) for b in blocks if not b.introduces}
    said: list[_Said] = []
    for number, block in enumerate(blocks, 1):
        below = blocks[number] if number < len(blocks) else None
        sentences = split_sentences(extraction.text, block)
        opens = block.is_heading and not block.table
        if block.introduces and below and sentences:
            last = sentences[-1]
            introduction = " ".join(extraction.text[last.start : last.end].split())
            captions[block.table] = caption(f"{introduction} {below.title}".strip(), below.columns)
            said += [_Said(sentence, block.paragraph, opens) for sentence in sentences[:-1]]
            sentences = [last]
        of_block = (block.paragraph, opens, block.introduces, block.table, captions[block.table])
        said += [_Said(sentence, *of_block) for sentence in sentences]
    for n in range(len(said) - 1, 0, -1):
        above, below_it = said[n - 1], said[n]
        if below_it.table and (above.opens_section or above.introduces):
            of_table = (below_it.paragraph, below_it.table, below_it.caption)
            said[n - 1] = replace(above, paragraph=of_table[0], table=of_table[1], caption=of_table[2])
    return said


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


def _with_notes(extraction: Extraction, sections: Sequence[list[_Unit]]) -> list[list[_Unit]]:
    """Let what stands right above and below a table go with it: a title, a note of a line or two."""
    merged: list[list[_Unit]] = []
    for section in sections:
        before = merged[-1] if merged else []
        if before and _is_note(extraction, before[-1], section):
            merged[-1] = before + [_in_table_of(before[-1], unit) for unit in section]
            continue
        while before and _is_title(extraction, before[-1], section[0]):
            section = [_in_table_of(section[0], before.pop()), *section]
        if merged and not before:
            merged.pop()
        merged.append(section)
    return merged


def _is_note(extraction: Extraction, of_table: _Unit, section: Sequence[_Unit]) -> bool:
    """Whether a section is so short that it belongs to the table above it."""
    first = section[0]
    short = sum(unit.tokens for unit in section) <= _NOTE_TOKENS
    return short and bool(of_table.table) and not first.table and _same_page(extraction, of_table, first)


def _is_title(extraction: Extraction, unit: _Unit, of_table: _Unit) -> bool:
    """Whether a sentence is a line above a table that only says what follows."""
    if unit.table or not of_table.table or unit.tokens > _TITLE_LINE_TOKENS:
        return False
    text = extraction.text[unit.sentence.start : unit.sentence.end]
    return not ends_sentence(text) and _same_page(extraction, unit, of_table)


def _same_page(extraction: Extraction, unit: _Unit, other: _Unit) -> bool:
    pages = (page_at(extraction.pages, each.sentence.start) for each in (unit, other))
    return unit.section == other.section and len(set(pages)) == 1


def _in_table_of(of_table: _Unit, unit: _Unit) -> _Unit:
    return replace(of_table, sentence=unit.sentence, tokens=unit.tokens)


def _passage(extraction: Extraction, units: Sequence[_Unit], trail: _Trail) -> PassageRange:
    sentences = tuple(unit.sentence for unit in units)
    start, end = sentences[0].start, sentences[-1].end
    above = BETWEEN_HEADINGS.join(part for part in (trail.at(start), units[0].caption) if part)
    return PassageRange(start, end, sentences, above, page_at(extraction.pages, start))


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
        return BETWEEN_HEADINGS.join(" ".join(self._text[h.start : h.end].split()) for h in self._above)
