"""Dates, times and durations by the tokens of a format code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from assistant.documents.formats.ooxml.format_tokens import Token

SYSTEM_FORMATS: Final = {
    # What they show depends on the reader's system, so the date is written in the order that all agree on.
    "mm-dd-yy": "yyyy-mm-dd",
    "m/d/yy h:mm": "yyyy-mm-dd hh:mm",
    "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy": "yyyy-mm-dd",
    "[$-F400]h:mm:ss\\ AM/PM": "hh:mm:ss",
}
"""Format codes that stand for "as the system writes dates", and what is shown for them."""

# Programs, not people, give these to every date; nobody chose to see midnight.
_OF_PROGRAMS = frozenset({"yyyymmddhmmss", "yyyymmddhhmmss"})

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BUDDHIST_YEARS = 543
# Days are counted from the end of 1899, as if 1900 had been a leap year; that day has the number 60.
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_DAY_THAT_NEVER_WAS = 60
# The last day of the year 9999.
_LAST_DAY = 2_958_466
_SECONDS_A_DAY = 86_400


def formatted(serial: float, tokens: Sequence[Token], epoch_1904: bool) -> str | None:
    """Return a number of days as a section of a format code shows it.

    Args:
        serial: Days since the epoch, the time of day as a fraction; a duration if the code says so.
        tokens: The tokens of the section.
        epoch_1904: Whether days are counted from 1904.

    Returns:
        The text; None if there is no such date.
    """
    elapsed = [token for token in tokens if token.kind == "elapsed"]
    if elapsed:
        return _duration(serial, tokens)
    if not 0 <= serial < _LAST_DAY:
        return None
    decimals = max((_decimals(token) for token in tokens), default=0)
    moment = _moment(serial, epoch_1904, decimals)
    letters = "".join(token.text.lower() for token in tokens if token.kind == "date")
    if letters in _OF_PROGRAMS and moment.time() == moment.min.time():
        tokens = _without_time(tokens)
    has_halves = any("/" in token.text for token in tokens if token.kind == "date")
    minutes = _minutes(tokens)
    shown = []
    for place, token in enumerate(tokens):
        if token.kind == "date":
            shown.append(_part(moment, token.text.lower(), place in minutes, has_halves))
        elif token.kind != "bracket":
            shown.append(token.literal() if token.kind != "digit" else token.text)
    return "".join(shown)


def _moment(serial: float, epoch_1904: bool, decimals: int) -> datetime:
    """Return date and time, rounded to what seconds are shown with."""
    seconds = round(serial * _SECONDS_A_DAY, decimals)
    if epoch_1904:
        return _EPOCH_1904 + timedelta(seconds=seconds)
    if serial < _DAY_THAT_NEVER_WAS:
        return _EPOCH + timedelta(days=1, seconds=seconds)
    return _EPOCH + timedelta(seconds=seconds)


def _minutes(tokens: Sequence[Token]) -> set[int]:
    """Return the places of an "m" that means minutes: behind hours, or before seconds."""
    letters = [
        (place, token.text.lower())
        for place, token in enumerate(tokens)
        if token.kind == "elapsed" or (token.kind == "date" and "/" not in token.text)
    ]
    places = set()
    for number, (place, text) in enumerate(letters):
        if text[0] != "m" or len(text) > 2:
            continue
        before = letters[number - 1][1][0] if number else ""
        after = letters[number + 1][1][0] if number + 1 < len(letters) else ""
        if before == "h" or after == "s":
            places.add(place)
    return places


def _part(moment: datetime, text: str, is_minute: bool, has_halves: bool) -> str:
    if "/" in text:
        half = "PM" if moment.hour >= 12 else "AM"
        return half[0] if text == "a/p" else half
    letter, width = text[0], len(text.partition(".")[0])
    if letter == "s":
        return _padded(moment.second, width) + _fraction(moment.microsecond / 1e6, _decimals_of(text))
    if letter == "h":
        return _padded((moment.hour % 12 or 12) if has_halves else moment.hour, width)
    if is_minute:
        return _padded(moment.minute, width)
    if letter == "m":
        return _month(moment, width)
    if letter == "d":
        return _padded(moment.day, width) if width < 3 else _DAYS[moment.weekday()][: 3 if width == 3 else 99]
    if letter == "g":  # the name of an era
        return ""
    year = moment.year + (_BUDDHIST_YEARS if letter == "b" else 0)
    return f"{year % 100:02d}" if width < 3 and letter != "e" else f"{year:04d}"


def _month(moment: datetime, width: int) -> str:
    if width < 3:
        return _padded(moment.month, width)
    name = _MONTHS[moment.month - 1]
    return name[:3] if width == 3 else name[:1] if width == 5 else name


def _duration(serial: float, tokens: Sequence[Token]) -> str:
    """Return hours, minutes or seconds that go on beyond a day: "26:30"."""
    decimals = max((_decimals(token) for token in tokens), default=0)
    seconds = round(abs(serial) * _SECONDS_A_DAY, decimals)
    whole = math.floor(seconds)
    minutes = _minutes(tokens)
    shown = ["-"] if serial < 0 and seconds else []
    for place, token in enumerate(tokens):
        text = token.text.lower()
        if token.kind == "elapsed":
            unit = 3600 if text[0] == "h" else 60 if text[0] == "m" else 1
            shown.append(_padded(whole // unit, len(text)))
        elif token.kind == "date" and text[0] == "h":
            shown.append(_padded(whole // 3600 % 24, len(text)))
        elif token.kind == "date" and (place in minutes or text[0] == "m"):
            shown.append(_padded(whole // 60 % 60, len(text)))
        elif token.kind == "date" and text[0] == "s":
            width = len(text.partition(".")[0])
            shown.append(_padded(whole % 60, width) + _fraction(seconds - whole, _decimals_of(text)))
        elif token.kind != "bracket":
            shown.append(token.literal() if token.kind != "digit" else token.text)
    return "".join(shown)


def _without_time(tokens: Sequence[Token]) -> Sequence[Token]:
    first = next(place for place, token in enumerate(tokens) if token.text[:1].lower() == "h")
    return tokens[:first]


def _decimals(token: Token) -> int:
    return _decimals_of(token.text) if token.kind == "date" else 0


def _decimals_of(text: str) -> int:
    return min(6, len(text.partition(".")[2]))


def _fraction(part: float, decimals: int) -> str:
    return f"{part:.{decimals}f}"[1:] if decimals else ""


def _padded(number: int, width: int) -> str:
    return f"{number:0{min(width, 2)}d}"
