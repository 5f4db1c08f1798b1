"""The names of things that can be clicked: one grammar for links, buttons and the events they send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

KeyKind = Literal["cite", "near", "read"]
_KEY = re.compile(r"(cite|near|read)-([1-9][0-9]{0,5})-([1-9][0-9]{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CitationKey:
    """A citation ("cite"), a nearest passage ("near") or one that was read ("read"); numbers count from 1."""

    kind: KeyKind
    turn: int
    number: int

    def __str__(self) -> str:
        """Return the key as it stands in links and buttons."""
        return f"{self.kind}-{self.turn}-{self.number}"


def parse_key(text: object) -> CitationKey | None:
    """Return the key that a browser sent, or None if it is not one."""
    match = _KEY.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    kind = cast(KeyKind, match[1])
    return CitationKey(kind, int(match[2]), int(match[3]))
