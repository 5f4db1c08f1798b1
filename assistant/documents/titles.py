"""Whether what a file states as its title is one; programs fill that field with anything."""

from __future__ import annotations

import re

from assistant.documents.checking import one_line

_FILLED_IN = re.compile(
    r"(?i)microsoft (word|powerpoint|excel) - |(word|powerpoint|excel) (document|presentation)\Z"
    r"|powerpoint-präsentation\Z|présentation powerpoint\Z|(untitled|unbenannt|sans titre|no title)\b"
    r"|(document|dokument|book|presentation|slide|mappe|doc|scan)[\s_-]?\d*\Z|title\Z|none\Z|null\Z"
)
_FILE_NAME = re.compile(
    r"(?i)\S+\.(pdf|docx?|pptx?|xlsx?|odt|rtf|tex|dvi|ps|indd|qxd|pages|txt|html?|p65|fm|cdr|ai)\Z"
)
_MOST_CHARACTERS = 200


def plausible_title(text: str | None) -> str:
    """Return a stated title as one line, or "" if it is a file name, a number or a filler."""
    title = one_line(text or "")
    letters = sum(char.isalpha() for char in title)
    if letters < 3 or letters < 0.5 * len(title.replace(" ", "")) or len(title) >= _MOST_CHARACTERS:
        return ""
    if _FILLED_IN.match(title) or _FILE_NAME.search(title):
        return ""
    return title
