"""What becomes of one file: its text split into passages, and what is embedded for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import ExtractionError
from assistant.index.build.corpus_file import CorpusFile
from assistant.models.embedder import Embedder, Vectors
from assistant.passages.splitting import TITLE_TOKENS, PassageRange, split_passages
from assistant.passages.table_context import HEADING_SEPARATOR, caption_prefix
from assistant.types import Extraction

_LEAST_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read, split and embedded: one row of `embeddings` for each passage."""

    file: CorpusFile
    extraction: Extraction
    passages: Sequence[PassageRange]
    embeddings: Vectors


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that gave no text, and why."""

    file: CorpusFile
    error: ExtractionError


def split(extraction: Extraction, embedder: Embedder, passage_tokens: int) -> list[PassageRange]:
    """Split what a file says into passages that the embedder reads whole, with title and headings.

    Args:
        extraction: What the file says.
        embedder: Counts the tokens.
        passage_tokens: The setting of that name.

    Raises:
        ExtractionError: It cannot be split.
    """
    most = max(_LEAST_TOKENS, min(passage_tokens, embedder.max_tokens - TITLE_TOKENS))
    return split_passages(extraction, embedder.count_tokens, most)


def embedding_text(extraction: Extraction, passage: PassageRange, embedder: Embedder) -> str:
    """Return what is embedded for a passage: title and headings first, as far as there is room."""
    text = extraction.text[passage.start : passage.end]
    headings = passage.heading.split(HEADING_SEPARATOR) if passage.heading else []
    caption = caption_prefix(text, passage.heading, passage.sentences)
    if any(s.is_row for s in passage.sentences) and not caption:
        headings = headings[:-1]  # the passage itself says the caption of its table
    # Where there is no room for all of them, the nearest say most about the passage.
    for outermost in ((extraction.title, headings), *(("", headings[n:]) for n in range(len(headings)))):
        above = ": ".join(
            dict.fromkeys(part for part in (outermost[0], HEADING_SEPARATOR.join(outermost[1])) if part)
        )
        if not above or text.startswith(above):
            return text
        if embedder.count_tokens([above])[0] <= TITLE_TOKENS - 2:
            return f"{above}\n{text}"
    return text
