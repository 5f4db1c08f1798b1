"""Put text whose tokens were spaced apart back into normal spacing, and keep its offsets.

QED (Natural Questions) writes "Röntgen , of" and "`` so ''"; a reader that learns from that learns
another language than the one documents are written in.
"""

from __future__ import annotations

import re
from itertools import accumulate

# Spaces that tokenisation put in, by what stands around them.
_SPACES = re.compile(
    r" (?=[,.;:!?%)\]}])(?!\.\d)"  # before closing punctuation
    r"|(?<=[(\[{$£€#]) "  # after opening punctuation
    r"| (?=(?:'s|'re|'ve|'ll|'d|'m|n't)\b)"  # before English endings
    r"| (?='(?:\s|$))"  # before the apostrophe of a plural
    r"|(?<=\w) (?=-\s?[a-z])|(?<=\w-) (?=[a-z])|(?<=\w -) (?=[a-z])"  # around the hyphen of a compound
    r"|(?<=``) | (?='')"  # inside quotation marks
)
_QUOTES = re.compile(r"``|''")


def respace(text: str) -> tuple[str, list[int]]:
    """Return the text in normal spacing, and for each old offset (its end too) the new one."""
    dropped = bytearray(len(text))
    for match in _SPACES.finditer(text):
        dropped[match.start()] = 1
    for match in _QUOTES.finditer(text):
        dropped[match.start() + 1] = 1
    new = [0, *accumulate(1 - flag for flag in dropped)]
    kept = ['"' if _QUOTES.match(text, i) else c for i, c in enumerate(text) if not dropped[i]]
    return "".join(kept), new
