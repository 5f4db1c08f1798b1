"""What stands above a passage and is read, embedded and searched with it, but is not part of its range."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Sentence

BETWEEN_HEADINGS = " › "
# Characters of a passage that its caption stands among if anywhere, and of the caption that tell it.
_BEGINNING, _ENOUGH_OF_CAPTION = 600, 40


def above_rows(text: str, heading: str, sentences: Sequence[Sentence]) -> str:
    """Return the line that a passage is read and searched with: the caption of its table.

    Args:
        text: The text of the passage.
        heading: The headings that it stands under, the caption last.
        sentences: Its sentences.

    Returns:
        The caption with a line break; "" where there is none or the passage says it itself.
    """
    if not any(sentence.is_row for sentence in sentences):
        return ""
    caption = heading.rpartition(BETWEEN_HEADINGS)[2]
    return f"{caption}\n" if caption and not _says(text, caption) else ""


def _says(text: str, caption: str) -> bool:
    """Whether a passage begins with its caption; a long one is cut short, so its beginning decides."""
    squeezed = " ".join(text[:_BEGINNING].split())
    return caption[:_ENOUGH_OF_CAPTION] in squeezed
