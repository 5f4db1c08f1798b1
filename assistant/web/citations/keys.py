"""Keys of citations and passages, such as "cite-2-1", in links, buttons and events."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

KeyKind = Literal["cite", "near", "read", "proof"]
_KEY = re.compile(r"(cite|near|read|proof)-([1-9][0-9]{0,5})-([1-9][0-9]{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CitationKey:
    """Key of a citation ("cite"), a nearest passage ("near"), a passage that was read ("read"), or "proof".

    The last is a sentence that is closest to a written one that is not proven.

    Attributes:
        kind: Which of these lists of an answer the item is in.
        turn: The turn of the conversation, from 1.
        number: The position in the list, from 1.
    """

    kind: KeyKind
    turn: int
    number: int

    def __str__(self) -> str:
        """Return the key as text."""
        return f"{self.kind}-{self.turn}-{self.number}"


def parse_key(text: object) -> CitationKey | None:
    """Return the key that a browser sent, or None if it is not one."""
    match = _KEY.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    kind = cast(KeyKind, match[1])
    return CitationKey(kind, int(match[2]), int(match[3]))
