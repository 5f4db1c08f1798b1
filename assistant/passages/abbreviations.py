"""Abbreviations as documents define them: "Venezuelan equine encephalitis virus (VEEV)"."""

from __future__ import annotations

import re

# A short form in brackets, and as much before it as its long form can be.
_DEFINED = re.compile(r"\(([^\W\d_][\w-]{1,9})(?:[;,][^)]{0,40})?\)")
_MOST_CHARACTERS = 120


def find_abbreviations(text: str) -> dict[str, str]:
    """Return the long form of each abbreviation that a text defines; the first definition counts.

    Args:
        text: The text of a document.
    """
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match[1].rstrip("s") if match[1][:-1].isupper() else match[1]
        if short in found or sum(map(str.isupper, short)) < 2:
            continue
        before = text[max(0, match.start() - _MOST_CHARACTERS) : match.start()]
        long = _long_form(short, before)
        if long:
            found[short] = long
    return found


def _long_form(short: str, before: str) -> str:
    """Return the long form at the end of a text, "" if there is none.

    Its letters are matched from the right; the first one must begin a word (Schwartz and Hearst 2003, "A
    Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text").
    """
    words = before.split()
    letters = [letter for letter in short.lower() if letter.isalnum()]
    most = min(len(letters) + 5, 2 * len(letters))
    text = " ".join(words[-most:])
    lower, place = text.lower(), len(text)
    for number in reversed(range(len(letters))):
        place -= 1
        while place >= 0 and (
            lower[place] != letters[number] or (number == 0 and place > 0 and lower[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
    long = text[place:]
    return long if len(long) > len(short) and short not in long.split() else ""
