"""The caption of a table, with which its rows are read, embedded and searched.

It is not part of the range of their passage.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Sentence

HEADING_SEPARATOR = " › "
# A passage contains its caption if the first characters of the passage contain those of the caption.
_PASSAGE_START, _CAPTION_START = 600, 40


def caption_prefix(text: str, heading: str, sentences: Sequence[Sentence]) -> str:
    """Return the prefix that a passage with table rows is read, embedded and searched with.

    Args:
        text: The text of the passage.
        heading: The headings above the passage, the caption last.
        sentences: The sentences of the passage.

    Returns:
        The caption with a line break; "" without table rows, or if the passage contains the caption.
    """
    if not any(sentence.is_row for sentence in sentences):
        return ""
    caption = heading.rpartition(HEADING_SEPARATOR)[2]
    return f"{caption}\n" if caption and not _contains_caption(text, caption) else ""


def _contains_caption(text: str, caption: str) -> bool:
    """Whether a passage starts with its caption; a long caption was shortened, so its start is compared."""
    collapsed = " ".join(text[:_PASSAGE_START].split())
    return caption[:_CAPTION_START] in collapsed
