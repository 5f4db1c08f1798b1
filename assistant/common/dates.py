"""Dates in texts, however they are written: "3 December 2025", "2025-12-03", "3.12.2025", "Dec 3, 2025"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# By month; of each language the name, and how it is abbreviated where that is no beginning of it.
_MONTHS = (
    "january januar janvier enero gennaio januari janeiro jänner",
    "february februar février febrero febbraio februari fevereiro fevrier",
    "march märz mars marzo maart março maerz mrz",
    "april avril abril aprile avr",
    "may mai mayo maggio mei maio maj",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août agosto augustus augusti aout",
    "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre diciembre dicembre december dezembro decembre",
)
MONTHS = tuple(names.split()[0].capitalize() for names in _MONTHS)
"""The English names of the months."""

_NUMBER_OF_MONTH = {
    written: number
    for number, names in enumerate(_MONTHS, start=1)
    for name in names.split()
    for written in (name, name[:3], name[:4])
} | {"jun": 6, "juin": 6, "juil": 7, "jul": 7, "mar": 3, "mai": 5, "ago": 8, "aug": 8}
_NAMED = "|".join(sorted(map(re.escape, _NUMBER_OF_MONTH), key=len, reverse=True))
_MONTH = rf"(?P<name>{_NAMED})\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>1\d{3}|20\d\d|21\d\d)"
_SHORT_YEAR = r"(?P<year>1\d{3}|20\d\d|21\d\d|\d\d)"
# No part of a longer number, but behind other words: "minutes-2025-12-03".
_APART = r"(?<!\d)(?<!\d[.,/-])"
_OF = r"(?:(?:of|de|di|del)\s+)?"
_FORMS = tuple(
    re.compile(rf"(?<![^\W_]){_APART}(?:{form})(?![\w-])" if "name" in form else form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?:st|nd|rd|th|er|º|\.)?\s{{0,2}}[\s-]{_OF}{_MONTH}(?:,?[\s-]{{1,2}}{_OF}{_YEAR})?",
        rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?",
        rf"{_MONTH},?\s+{_OF}{_YEAR}",
        rf"{_APART}{_YEAR}([-/._])(?P<month>0?[1-9]|1[0-2])(?:\2{_DAY})?(?![\d])",
        r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"{_APART}{_DAY}\.\s?(?P<month>0?[1-9]|1[0-2])\.\s?{_SHORT_YEAR}(?![\d])",
        rf"{_APART}(?P<first>\d{{1,2}})([/-])(?P<second>\d{{1,2}})\2{_SHORT_YEAR}(?![\d/-])",
    )
)
# In lower case and without a year these are words: "14 may be late".
_WORDS = frozenset(("may", "mar", "mars"))
# Of two digits, years from here on are of the last century.
_CENTURY_TURNS = 70


@dataclass(frozen=True)
class WrittenDate:
    """A date in a text.

    Attributes:
        start: The offset at which it begins.
        end: The offset at which it ends, exclusive.
        days: What it may mean, as year, month and day; 0 for what is not said. "03/04/2025" may be in March
            or in April.
    """

    start: int
    end: int
    days: tuple[tuple[int, int, int], ...]

    @cached_property
    def written(self) -> re.Pattern[str]:
        """What finds the same date in texts, written in any way; for a month every day of it."""
        return re.compile("|".join(form for day in self.days for form in _forms_of(*day)), re.IGNORECASE)


def find_dates(text: str) -> list[WrittenDate]:
    """Return the dates in a text that name a month at least, in order; of those that overlap the longest."""
    if not any(map(str.isdigit, text)):
        return []
    found = sorted((date for form in _FORMS for date in _dates(form, text)), key=_longest_first)
    chosen: list[WrittenDate] = []
    for date in found:
        if all(date.end <= other.start or other.end <= date.start for other in chosen):
            chosen.append(date)
    return sorted(chosen, key=lambda date: date.start)


def _longest_first(date: WrittenDate) -> tuple[int, int]:
    return date.start - date.end, date.start


def _dates(form: re.Pattern[str], text: str) -> Iterator[WrittenDate]:
    for match in form.finditer(text):
        days = tuple(dict.fromkeys(_meanings({k: v for k, v in match.groupdict().items() if v})))
        if days:
            yield WrittenDate(match.start(), match.end(), days)


def _meanings(parts: dict[str, str]) -> Iterator[tuple[int, int, int]]:
    year = int(parts.get("year", 0))
    if len(parts.get("year", "")) == 2:
        year += 1900 if year >= _CENTURY_TURNS else 2000
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        yield from (
            (year, month, day)
            for day, month in ((first, second), (second, first))
            if 1 <= month <= 12 and 1 <= day <= 31
        )
        return
    if parts.get("name") in _WORDS and not year:
        return
    month = _NUMBER_OF_MONTH[parts["name"].lower()] if "name" in parts else int(parts["month"])
    yield year, month, int(parts.get("day", 0))


def _forms_of(year: int, month: int, day: int) -> Iterator[str]:
    """Yield patterns of all ways in which a date is written."""
    y = str(year) if year else r"\d{4}"
    short = rf"(?:{y}|{year % 100:02d})" if year else r"(?:\d{4}|\d\d)"
    m, mm = rf"0?{month}", f"{month:02d}"
    d, dd = (rf"0?{day}", f"{day:02d}") if day else (r"(?:0?[1-9]|[12]\d|3[01])", r"\d\d")
    names = sorted((n for n, number in _NUMBER_OF_MONTH.items() if number == month), key=len, reverse=True)
    name = rf"(?:{'|'.join(names)})\b\.?"
    nth = r"(?:st|nd|rd|th|er|º|\.)?"
    with_year = rf",?[\s-]{{1,2}}{_OF}{y}(?!\d)" if year else ""
    yield rf"{_APART}{d}{nth}\s{{0,2}}[\s-]{_OF}{name}{with_year}"
    yield rf"\b{name}\s+{d}(?:st|nd|rd|th)?\b{with_year}"
    if year and not day:
        yield rf"\b{name},?\s+{_OF}{y}(?!\d)"
    yield rf"{_APART}{y}[-/._]{m}{'' if not day else f'[-/._]{d}'}(?!\d)"
    yield rf"(?<!\d){y}{mm}{dd}(?!\d)"
    yield rf"{_APART}{d}\.\s?{m}\.\s?{short}(?!\d)"
    yield rf"{_APART}(?:{d}[/-]{m}|{m}[/-]{d})[/-]{short}(?![\d/-])"
