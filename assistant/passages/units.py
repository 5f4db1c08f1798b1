"""Units of packing: the sentences of a document, with their tokens, sections and tables.

A sentence that is longer than a whole passage may be is divided into several units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.passages.blocks import split_blocks
from assistant.passages.pages import page_at
from assistant.passages.sentences import split_sentences
from assistant.passages.tables import make_caption
from assistant.types import Extraction, Sentence

CountTokens = Callable[[Sequence[str]], list[int]]
"""From texts to the number of tokens of each."""

# The longest token in characters. The tokenizer takes an overlong word for one token and drops invisible
# characters, so a text counts at least its characters divided by this.
_MAX_TOKEN_LENGTH = 12
_BATCH_SIZE = 2000


@dataclass(frozen=True, slots=True)
class _BlockSentence:
    """A sentence with what is known from its block: paragraph, section, and its table (0: none)."""

    sentence: Sentence
    paragraph: int
    opens_section: bool
    introduces: bool = False
    table: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a part of one that was too long, with what decides on its passage.

    Attributes:
        sentence: Its range.
        tokens: Its number of tokens.
        paragraph: The number of its paragraph.
        section: The number of its section; a heading starts one.
        page: The number of its page in formats with separate pages, else 0.
        table: The number of its table, 0 outside of tables.
        caption: The caption of its table.
    """

    sentence: Sentence
    tokens: int
    paragraph: int
    section: int
    page: int
    table: int = 0
    caption: str = ""


def make_units(extraction: Extraction, count_tokens: CountTokens, max_tokens: int) -> Iterator[Unit]:
    """Yield the units of a document in reading order.

    Args:
        extraction: The document's text with its pages and headings.
        count_tokens: Returns the number of tokens of each text.
        max_tokens: The most tokens of a unit.
    """
    sentences = _block_sentences(extraction)
    counts = _token_counts(
        [extraction.text[s.sentence.start : s.sentence.end] for s in sentences], count_tokens
    )
    section, after_heading = 0, False
    separate_pages = extraction.line_breaks == "hard"
    for each, tokens in zip(sentences, counts, strict=True):
        sentence = each.sentence
        if each.opens_section and not after_heading:
            section += 1
        after_heading = each.opens_section
        page = page_at(extraction.pages, sentence.start) if separate_pages else None
        attributes = (each.paragraph, section, page.number if page else 0, each.table, each.caption)
        for piece, piece_tokens in _split_long_sentence(
            extraction.text, sentence, tokens, count_tokens, max_tokens
        ):
            yield Unit(piece, piece_tokens, *attributes)


def _block_sentences(extraction: Extraction) -> list[_BlockSentence]:
    """Return every sentence; an introduction of a table, and a heading above it, belong to the table."""
    blocks = split_blocks(extraction)
    captions = {b.table: make_caption(b.title, b.columns) for b in blocks if not b.introduces}
    found: list[_BlockSentence] = []
    for number, block in enumerate(blocks, 1):
        below = blocks[number] if number < len(blocks) else None
        sentences = split_sentences(extraction.text, block)
        opens_section = block.is_heading and not block.table
        if block.introduces and below and sentences:
            last = sentences[-1]
            introduction = " ".join(extraction.text[last.start : last.end].split())
            captions[block.table] = make_caption(f"{introduction} {below.title}".strip(), below.columns)
            found += [_BlockSentence(sentence, block.paragraph, opens_section) for sentence in sentences[:-1]]
            sentences = [last]
        attributes = (block.paragraph, opens_section, block.introduces, block.table, captions[block.table])
        found += [_BlockSentence(sentence, *attributes) for sentence in sentences]
    for n in range(len(found) - 1, 0, -1):
        above, below_it = found[n - 1], found[n]
        if below_it.table and (above.opens_section or above.introduces):
            of_table = (below_it.paragraph, below_it.table, below_it.caption)
            found[n - 1] = replace(above, paragraph=of_table[0], table=of_table[1], caption=of_table[2])
    return found


def _split_long_sentence(
    text: str, sentence: Sentence, tokens: int, count_tokens: CountTokens, max_tokens: int
) -> Iterator[tuple[Sentence, int]]:
    """Divide a sentence that is longer than a passage may be, at line ends, then between words.

    Yields:
        The parts with their numbers of tokens.
    """
    if tokens <= max_tokens:
        yield sentence, tokens
        return
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    # The ratio of characters to tokens gives the size; a part that is still too long is divided again.
    part = text[sentence.start : sentence.end]
    size = max(1, min(int(len(part) * max_tokens / tokens * 0.8), len(part) - 1))
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
        if count > max_tokens and piece_range.end - piece_range.start > 1:
            yield from _split_long_sentence(text, piece_range, count, count_tokens, max_tokens)
        else:
            yield piece_range, count


def _token_counts(texts: Sequence[str], count_tokens: CountTokens) -> list[int]:
    """Return the number of tokens of each text, estimated from its characters if that is more."""
    counts: list[int] = []
    for first in range(0, len(texts), _BATCH_SIZE):
        part = texts[first : first + _BATCH_SIZE]
        minimum = (-(-len(text) // _MAX_TOKEN_LENGTH) for text in part)
        counts += [max(pair) for pair in zip(count_tokens(part), minimum, strict=True)]
    return counts
