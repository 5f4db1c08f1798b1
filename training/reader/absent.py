"""Years, numbers, models and names that occur nowhere: another spelled like the one that is asked about."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_YEAR = re.compile(r"\b1[5-9]\d\d\b|\b20\d\d\b")
# Letters and digits together, or a name with a number after it: "F-16", "iPhone 4".
_MODEL = re.compile(r"\b[A-Za-z]+-?\d+[A-Za-z]?\b|\b[A-Z]\w+ \d{1,3}\b")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\d,])")
_FULL_NAME = re.compile(r"\b[A-Z][a-zé]+ [A-Z][a-zé]+\b")
_PATTERNS = (_YEAR, _MODEL, _NUMBER, _FULL_NAME)


def swapped_for_absent(
    question: str, passage: str, _evidence: str, elsewhere: Sequence[str], chooser: random.Random
) -> str | None:
    """Ask about a year, number, model or person that neither the passage nor the texts elsewhere name.

    Returns:
        The question changed; None where it names nothing that the passage names.
    """
    for pattern in chooser.sample(_PATTERNS, len(_PATTERNS)):
        found = [match for match in pattern.finditer(question) if match.group() in passage]
        if not found:
            continue
        match = chooser.choice(found)
        for _ in range(10):
            other = _like(match.group(), pattern, elsewhere, chooser)
            if other and other not in passage and not any(other in text for text in elsewhere):
                return question[: match.start()] + other + question[match.end() :]
    return None


def _like(
    said: str, pattern: re.Pattern[str], elsewhere: Sequence[str], chooser: random.Random
) -> str | None:
    if pattern is _YEAR:
        return str(int(said) + chooser.choice((-1, 1)) * chooser.choice((1, 2, 3, 5, 10, 20, 40)))
    if pattern is _FULL_NAME:
        # A person of the same first name, or of the same last name.
        others = _FULL_NAME.findall(chooser.choice(elsewhere))
        if not others:
            return None
        own, other = said.split(), chooser.choice(others).split()
        return f"{own[0]} {other[1]}" if chooser.random() < 0.5 else f"{other[0]} {own[1]}"
    place = chooser.choice([n for n, character in enumerate(said) if character.isdigit()])
    digit = chooser.choice([digit for digit in "123456789" if digit != said[place]])
    return said[:place] + digit + said[place + 1 :]
