"""Joining of lines that were wrapped at the width of a column, without changing any offset."""

from __future__ import annotations

import re
from itertools import pairwise

_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)+")
_ITEM = re.compile(r"\s|[-*•–|>#+]|\(?\w{1,3}[.)]\s")
_NARROWEST = 40  # a column narrower than this is more likely verse, a table or an address


def reflow(text: str) -> str:
    """Return the text with the line breaks of wrapped paragraphs replaced by spaces.

    A paragraph counts as wrapped if the first word of each line would not have fitted on the line before.
    Lists, indented lines, verse and tables keep their lines.
    """
    return _PARAGRAPH.sub(_join_if_wrapped, text)


def _join_if_wrapped(paragraph: re.Match[str]) -> str:
    lines = paragraph[0].split("\n")
    width = max(map(len, lines))
    wrapped = width >= _NARROWEST and all(
        len(line) + 1 + len(after.split(" ", 1)[0]) > width and not _ITEM.match(after)
        for line, after in pairwise(lines)
    )
    return " ".join(lines) if wrapped else paragraph[0]
