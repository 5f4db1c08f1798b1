"""Comments of a Word file: who said what on which words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from assistant.documents.formats.ooxml.namespaces import qn
from assistant.documents.formats.ooxml.writer import clean

_LONGEST_QUOTE = 120
# A stop inside of the label would part it from the comment.
_ENDS_SENTENCE = re.compile(r"[.!?…。！？]+(?=[\s\"'”’)]|\Z)")


@dataclass(slots=True)
class _Range:
    pieces: list[str] = field(default_factory=list)
    is_open: bool = True


class CommentedText:
    """Collects the words that comments are about while the text is read."""

    def __init__(self) -> None:
        self._ranges: dict[str, _Range] = {}

    def begin(self, identity: str) -> None:
        """Begin the range of a comment."""
        self._ranges.setdefault(identity, _Range())

    def end(self, identity: str) -> None:
        """End it."""
        if identity in self._ranges:
            self._ranges[identity].is_open = False

    def write(self, text: str) -> None:
        """Take text that was read, for all ranges that are open."""
        for each in self._ranges.values():
            if each.is_open:
                each.pieces.append(text)

    def quote(self, identity: str) -> str:
        """Return the words that a comment is about in one line; of several sentences the first."""
        found = self._ranges.get(identity)
        words = " ".join(clean("".join(found.pieces)).split()) if found else ""
        first, *more = _ENDS_SENTENCE.split(words, maxsplit=1)
        goes_on = any(part.strip("\"'”’)") for part in more)
        if len(first) > _LONGEST_QUOTE:
            first, goes_on = first[:_LONGEST_QUOTE].rpartition(" ")[0], True
        return f"{first} …" if goes_on else first


def comment_label(comment: Any, quote: str, extended: dict[str, Any]) -> str:
    """Return what stands before the text of a comment: "Comment by Ada on “the wall”".

    Args:
        comment: The `w:comment`.
        quote: The words that it is about.
        extended: The `w15:commentEx` elements by the identity of a comment's last paragraph.
    """
    more = next(
        (
            extended[paragraph.get(qn("w14:paraId"))]
            for paragraph in comment.iter(qn("w:p"))
            if paragraph.get(qn("w14:paraId")) in extended
        ),
        None,
    )
    author = " ".join(clean(comment.get(qn("w:author"), "")).split())
    is_reply = more is not None and more.get(qn("w15:paraIdParent")) is not None
    is_done = more is not None and not is_reply and more.get(qn("w15:done")) in ("1", "true")
    label = ("Reply" if is_reply else "Comment") + (f" by {author}" if author else "")
    about = f" on “{quote}”" if quote and not is_reply else ""
    return label + about + (" (resolved)" if is_done else "")
