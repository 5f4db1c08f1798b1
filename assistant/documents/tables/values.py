"""What kind of value a cell's text is, judged by its form alone."""

from __future__ import annotations

import re
from typing import Literal

ValueKind = Literal["empty", "text", "number", "percent", "money", "year", "date", "time"]

_CURRENCY = (
    r"(?:[$€£¥₹₽₩₺₪₫₴฿¢]|[A-Z]{1,3}\$|EUR|USD|GBP|CHF|JPY|CNY|INR|AUD|CAD|SEK|NOK|DKK|PLN|CZK|HUF|kr\.?)"
)
_DIGITS = r"(?:\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
_SIGNED = rf"[+\-−–(]?\s?{_DIGITS}\s?\)?"
_NUMBER = re.compile(rf"{_SIGNED}(?:\s?\(?\d{{1,2}}\))?|[-–—]+|\d+\s\d+/\d+|\d+/\d+|n/?a|N/?A")
_UNIT = re.compile(rf"{_SIGNED}\s?(?:[^\W\d_]{{1,3}}[²³]?|°[CF]?|[½¼¾])\.?")
_PERCENT = re.compile(rf"[+\-−–(]?\s?{_DIGITS}\s?\)?\s?[%‰]\s?\)?")
_MONEY = re.compile(
    rf"[+\-−–(]?\s?{_CURRENCY}\s?{_SIGNED}\)?(?:\s?(?:[kKmMbB]|bn|mn|million|billion|thousand)\.?)?"
    rf"|{_SIGNED}\s?{_CURRENCY}\)?|[+\-−–(]?\s?{_CURRENCY}\s?[-–—]"
)
_YEAR = re.compile(r"(?:FY\s?)?(?:1[5-9]|20|21)\d\d(?:[/–-]\d{2}(?:\d\d)?)?[EeAaBb]?")
_MONTH = (
    r"(?:jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)(?:[a-zäöüéû]{0,6})?\.?"
)
_DATE = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:[ T]\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})(?: \d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
    rf"|\d{{4}}-\d{{2}}|\d{{1,2}}\.?[ -]{_MONTH}(?:[ -]\d{{2,4}})?|{_MONTH}[ -]\d{{1,2}}(?:,? \d{{4}})?"
    rf"|{_MONTH}[ -]'?\d{{2,4}}",
    re.IGNORECASE,
)
_TIME = re.compile(r"-?\d{1,6}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?")
_FIGURES: frozenset[ValueKind] = frozenset({"number", "money", "percent"})
# Longer texts are not read as values.
_LONGEST = 40


def kind_of_value(text: str) -> ValueKind:
    """Tell what kind of value a cell's text is.

    Args:
        text: The text of a cell, as a single line without white space around it.

    Returns:
        "number" also for numbers with a short unit, for fractions and for the dashes and "n/a" that stand
        for a missing number; "year" for a year of four digits, with or without "FY".
    """
    if not text:
        return "empty"
    if len(text) > _LONGEST:
        return "text"
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(text):
            return kind
    return "text"


def is_figure(text: str) -> bool:
    """Whether a cell's text is a number of any kind, or what stands for a missing one."""
    return kind_of_value(text) in _FIGURES


def is_percent(cell: str, *names: str) -> bool:
    """Whether a cell's value is a percentage or a rate, by itself or by what its column or row is called."""
    return kind_of_value(cell) == "percent" or any(_NAMES_PERCENT.search(name) for name in names)


_NAMES_PERCENT = re.compile(r"%|\b(?:percent\w*|pct|shares?|proportion|rates?|margin|ratio)\b", re.IGNORECASE)
_PATTERNS: tuple[tuple[ValueKind, re.Pattern[str]], ...] = (
    ("year", _YEAR),
    ("date", _DATE),
    ("time", _TIME),
    ("number", _NUMBER),
    ("percent", _PERCENT),
    ("money", _MONEY),
    ("number", _UNIT),
)
