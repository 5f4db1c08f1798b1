"""The words that an author gave a picture, told from those that programs make up."""

from __future__ import annotations

import re

from assistant.documents.formats.ooxml.writer import clean

_FILE_NAME = re.compile(r"(?i)\S*\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)\Z|(?:https?|file)://\S+\Z")
_MADE_UP = re.compile(
    r"(?i)description (?:automatically )?generated|automatisch generierte beschreibung"
    r"|description générée automatiquement|descripción generada automáticamente"
    r"|ai-generated content may be incorrect"
)


def own_words(alternative_text: str) -> str:
    """Return an alternative text as one line, "" if it is a file's name or was made by a program."""
    words = " ".join(clean(alternative_text).split())
    if _FILE_NAME.match(words) or _MADE_UP.search(words) or not any(map(str.isalpha, words)):
        return ""
    return words
