"""Dates as they are kept and filtered by: "2025-12-03", "2025-12" or "2025" (ISO 8601)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.common.dates import find_dates

# Of a property: also "D:20251203093000+01'00'" (PDF) and "2025-12-03T09:30:00Z", whose time is left out.
_MONTH, _DAY = "(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_NUMBERS = re.compile(rf"\s*(?:D:)?([12]\d{{3}})(?:-?{_MONTH}-?{_DAY}|(?:-?{_MONTH})?(?!-?\d))", re.ASCII)
_ISO = re.compile(r"([12]\d{3})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def iso_date(written: str) -> str:
    """Return the date that a property says, as far as it says one: "2025-12-03", "2025-12" or "2025".

    Returns:
        The date; "" for what is no date, may mean several days ("03/04/2025"), or lies in the future.
    """
    found = _NUMBERS.match(written)
    if found is not None:
        parts = [part for part in found.groups() if part is not None]
    else:
        named = [each.days[0] for each in find_dates(written) if len(each.days) == 1 and each.days[0][0]]
        if len(named) != 1:
            return ""
        year, month, day = named[0]
        parts = [f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part)]
    result = "-".join(parts)
    days = days_of(result)
    return result if days is not None and days[0] <= date.today() + timedelta(days=1) else ""


def days_of(iso: str) -> tuple[date, date] | None:
    """Return the first and the last day of a date, which may be a year or a month; None if it is none."""
    found = _ISO.fullmatch(iso)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    after = date(year + last_month // 12, last_month % 12 + 1, 1)
    return first, after - timedelta(days=1)
