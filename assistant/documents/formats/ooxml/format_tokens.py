"""A format code → its sections as tokens."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

TokenKind = Literal[
    "literal", "digit", "point", "comma", "percent", "exponent", "slash",
    "text", "general", "date", "elapsed", "bracket",
]  # fmt: skip

_TOKEN = re.compile(
    r"""
      (?P<quoted>"[^"]*(?:"|$))
    | (?P<escaped>\\.)
    | (?P<width>_.)
    | (?P<fill>\*.)
    | (?P<elapsed>\[(?:h+|m+|s+)\])
    | (?P<currency>\[\$[^\]]*\])
    | (?P<bracket>\[[^\]]*\])
    | (?P<general>General)
    | (?P<ampm>AM/PM|A/P|上午/下午)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+(?:\.0+)?|e+|b+|g+)
    | (?P<digit>[0#?])
    | (?P<point>\.)
    | (?P<comma>,)
    | (?P<percent>%)
    | (?P<slash>/)
    | (?P<text>@)
    | (?P<divider>;)
    | (?P<literal>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CURRENCY = re.compile(r"\[\$([^\]-]*)")


class Token(NamedTuple):
    """A part of a format code: what it is, and its text (of a literal, what it shows)."""

    kind: TokenKind
    text: str

    def literal(self) -> str:
        """Return what the token shows by itself, "" if it stands for a part of the value."""
        return self.text if self.kind in ("literal", "percent", "slash", "point", "comma") else ""


def sections_of(code: str) -> list[tuple[Token, ...]]:
    """Cut a format code at its semicolons, and each section into tokens."""
    sections: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        if kind == "divider":
            sections.append([])
        elif kind is not None:
            sections[-1].append(_token(kind, match[0]))
    return [tuple(section) for section in sections]


def _token(kind: str, text: str) -> Token:
    match kind:
        case "quoted":
            return Token("literal", text.strip('"'))
        case "escaped":
            return Token("literal", text[1:])
        case "width":  # as much room as a character takes
            return Token("literal", " ")
        case "fill":
            return Token("literal", " " if text[1] == " " else "")
        case "currency":  # a sign and the number of a language: [$€-407]
            found = _CURRENCY.match(text)
            return Token("literal", found[1] if found else "")
        case "ampm" | "date":
            return Token("date", text)
        case "elapsed":
            return Token("elapsed", text[1:-1].lower())
        case "digit" | "point" | "comma" | "percent" | "slash" | "text" | "general" | "exponent" | "bracket":
            return Token(kind, text)
        case _:
            return Token("literal", text)
