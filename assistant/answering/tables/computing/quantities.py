"""Figures and dates of cells as numbers that can be added up and put in order."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from assistant.common.dates import MONTHS

_FIGURE = re.compile(
    r"\(?\s*(?P<sign>[-−–+])?\s*(?:[$€£¥₹]|[A-Z]{1,3}\$|[A-Z]{3}\s)?\s*\(?(?P<minus>[-−–])?"
    r"(?P<digits>\d[\d,.'’\u00a0\u202f ]*\d|\d)(?P<rest>.*)",
    re.DOTALL,
)
_EUROPEAN = re.compile(r"\d{1,3}(?:[.\u00a0\u202f ]\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2}")
_GROUPS = re.compile(r"\d{1,3}(?:[,'’\u00a0\u202f ]\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_SCALES = (
    (re.compile(r"\s*(?:k|thousand)\b", re.IGNORECASE), Decimal(1_000)),
    (re.compile(r"\s*(?:mn|million)\b|\s*M\b"), Decimal(1_000_000)),
    (re.compile(r"\s*(?:bn|billion)\b|\s*B\b"), Decimal(1_000_000_000)),
)
_UNIT = re.compile(r"\s?([^\W\d_]+[²³]?|%|°[CF]?|[€$£¥₹])")
_NO_UNITS = frozenset(
    ("st", "nd", "rd", "th", "k", "K", "thousand", "M", "mn", "million", "B", "bn", "billion")
)
# "3 years" and "1 year" are of one unit; "ms" is no plural.
_SHORTEST_PLURAL = 3
_CURRENCY = re.compile(r"[$€£¥₹]|[A-Z]{1,3}\$|\b[A-Z]{3}\b")
_CLOCK = re.compile(r"\s*(?:(\d+):)?(\d{1,3}):(\d{2}(?:\.\d+)?)\b")
_MONTHS = tuple(name[:3].lower() for name in MONTHS)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\b\.?", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d,.])(1[0-9]|20|21)(\d\d)(?![\d,.]*\d)")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})(?:-(\d{1,2}))?\b")
_BY_DAY = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})\b")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")

DayOfCalendar = tuple[int, int, int]
"""Year, month and day; 0 for what is not said."""


def figure_of(text: str) -> Decimal | None:
    """Read the figure that a cell's text begins with; None if it begins with none.

    Brackets and minus signs make it negative, "k", "million" and the like scale it, times ("4:05") are in
    seconds. What follows it ("km", "(129 mi)") is not read.
    """
    clock = _CLOCK.match(text)
    if clock:
        hours, minutes, seconds = (Decimal(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    found = _FIGURE.match(text.strip())
    if not found:
        return None
    value = _number(found["digits"])
    if value is None:
        return None
    rest = found["rest"]
    value *= next((scale for pattern, scale in _SCALES if pattern.match(rest)), Decimal(1))
    is_bracketed = "(" in found[0][: found.start("digits") - found.start()] and ")" in rest[:3]
    is_negative = found["sign"] not in (None, "+") or found["minus"] is not None or is_bracketed
    return -value if is_negative else value


def unit_of_figure(text: str) -> str:
    """Return what the figure of a cell is counted in: its currency, "%", "km"; "" if nothing is said.

    Marks of scale ("k", "M", "million") and of order ("th") are none.
    """
    if _CLOCK.match(text):
        return "time"
    found = _FIGURE.match(text.strip())
    if not found:
        return ""
    currency = _CURRENCY.search(found[0][: found.start("digits")])
    if currency:
        return currency[0]
    digits = _plain_digits(found["digits"])
    behind = _UNIT.match((found["digits"][len(digits) :] + found["rest"]).lstrip(")"))
    if behind is None or behind[1] in _NO_UNITS:
        return ""
    return behind[1].removesuffix("s") if len(behind[1]) > _SHORTEST_PLURAL else behind[1]


def _plain_digits(digits: str) -> str:
    """Return the characters of a run of digits and separators that belong to one figure."""
    if _EUROPEAN.fullmatch(digits):
        return digits
    found = _GROUPS.match(digits) or _PLAIN.match(digits)
    return found[0] if found else ""


def _number(digits: str) -> Decimal | None:
    if _EUROPEAN.fullmatch(digits) and not _GROUPS.fullmatch(digits):
        digits = re.sub(r"[.\s]", "", digits).replace(",", ".")
    else:
        digits = re.sub(r"[,'’\s]", "", _plain_digits(digits))
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def date_of(text: str) -> DayOfCalendar | None:
    """Read the date that a cell's text says; None if it says none.

    A span of years ("1995-96") is where it begins. Of "03/04/2024" the first figure is the day unless that
    cannot be.
    """
    iso = _ISO.search(text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3] or 0)
    by_day = _BY_DAY.search(text)
    if by_day:
        day, month, year = (int(part) for part in by_day.groups())
        day, month = (month, day) if month > 12 else (day, month)
        return (year + 2000 if year < 100 else year), month, day
    year_found, month_found = _YEAR.search(text), _MONTH.search(text)
    if not year_found and not month_found:
        return None
    year = int(year_found[0]) if year_found else 0
    if not month_found:
        return year, 0, 0
    beside = text if not year_found else text.replace(year_found[0], " ", 1)
    day_found = _DAY.search(beside)
    return year, _MONTHS.index(month_found[1].lower()) + 1, int(day_found[1]) if day_found else 0
