"""Numbers in texts, however they are written: "1,200,000", "$1.2 million", "five", "21st", "40 per cent"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_SMALL = (
    {word: n for n, word in enumerate(_UNITS.split())}
    | {word: n for n, word in enumerate(_ORDINALS.split())}
    | {word: 10 * n for n, word in enumerate(_TENS.split(), start=2)}
    | {word: 10 * n for n, word in enumerate(_TENTHS.split(), start=2)}
    | {"dozen": 12, "once": 1, "twice": 2}
)
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_SCALES = {"k": 1_000, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
_EXACT = {word: Decimal(n) for word, n in (_SMALL | _SCALES).items()}
_SPELLED = rf"(?:{'|'.join(sorted(_EXACT, key=len, reverse=True))})(?:th|s)?"
_SCALE = rf"(?:\s?-?\s?(?P<scale>{'|'.join(_SCALES)})s?\b|\s?(?P<short>mn|bn|tn|[kmb])\b)?"
_FIGURE = re.compile(
    r"(?<![\w.,])(?P<currency>[$€£¥₹]\s?|(?:US|C|A)\$\s?)?(?P<sign>[-−](?=\d))?"
    r"(?P<digits>\d{1,3}(?:[,’'\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:(?P<ordinal>st|nd|rd|th)\b|{_SCALE})",
    re.IGNORECASE,
)
_WORDS = re.compile(rf"\b{_SPELLED}(?:(?:[\s-]|\s+and\s+){_SPELLED})*\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|percent\b|percentage points?\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in a text.

    Attributes:
        start: The offset at which it begins.
        end: The offset at which it ends, exclusive; a percent sign belongs to it.
        value: The number.
        is_percentage: Whether it is one.
        step: The size of its last digit that is written: 100,000 for "1.2 million".
        is_spelled: Whether it is written in words.
    """

    start: int
    end: int
    value: Decimal
    is_percentage: bool = False
    step: Decimal = Decimal(1)
    is_spelled: bool = False


def find_numbers(text: str) -> list[WrittenNumber]:
    """Return the numbers in a text, in figures and in English words, in order."""
    figures = [_figure(match, text) for match in _FIGURE.finditer(text)]
    taken = [(number.start, number.end) for number in figures]
    spelled = [
        _spelled(match, text)
        for match in _WORDS.finditer(text)
        if all(match.end() <= start or end <= match.start() for start, end in taken)
    ]
    return sorted(figures + spelled, key=lambda number: number.start)


def _figure(match: re.Match[str], text: str) -> WrittenNumber:
    digits = re.sub(r"[^\d.]", "", match["digits"])
    scale = Decimal(1)
    end = match.end("ordinal") if match["ordinal"] else match.end("digits")
    if match["scale"]:
        scale, end = Decimal(_SCALES[match["scale"].lower()]), match.end()
    elif match["short"] and (match["currency"] or match["short"].lower() not in "km"):
        # "5 m" and "5k" without a currency are metres and a race as well.
        scale, end = Decimal(_SHORT_SCALES[match["short"].lower()]), match.end()
    value = Decimal(digits) * scale
    decimals = len(digits.partition(".")[2])
    return _number(match.start(), end, -value if match["sign"] else value, scale / 10**decimals, text)


def _spelled(match: re.Match[str], text: str) -> WrittenNumber:
    whole = group = Decimal(0)
    for word in _WORD.findall(match[0].lower()):
        value = _EXACT.get(word) or _EXACT.get(word.removesuffix("th")) or _EXACT.get(word.removesuffix("s"))
        if value is None:
            continue  # "and", or zero
        if word.removesuffix("s").removesuffix("th") == "hundred":
            group = (group or Decimal(1)) * 100
        elif value >= 1_000:
            whole += (group or Decimal(1)) * value
            group = Decimal(0)
        elif value == 12 and word.startswith("dozen"):
            group = (group or Decimal(1)) * 12
        else:
            group += value
    return _number(match.start(), match.end(), whole + group, Decimal(1), text, is_spelled=True)


def _number(
    start: int, end: int, value: Decimal, step: Decimal, text: str, *, is_spelled: bool = False
) -> WrittenNumber:
    percent = _PERCENT.match(text, end)
    return WrittenNumber(start, percent.end() if percent else end, value, bool(percent), step, is_spelled)
