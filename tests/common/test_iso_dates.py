"""Dates as they are kept: what a property says, and the days that one covers."""

from datetime import date

import pytest

from assistant.common.iso_dates import days_of, iso_date


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2025-12-03T09:30:00Z", "2025-12-03"),
        (" 2025-12 ", "2025-12"),
        ("2025", "2025"),
        ("20251203", "2025-12-03"),
        ("D:20251203093000+01'00'", "2025-12-03"),
        ("2025-3-1", "2025-03-01"),
        ("Wednesday, 3 December 2025", "2025-12-03"),
        ("2025-02-30", ""),
        ("2025123", ""),
        ("03/04/2025", ""),
        ("2999-01-01", ""),
        ("0101-01-01T00:00:00+00:00", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_what_a_property_says(written, kept):
    assert iso_date(written) == kept


def test_the_days_of_a_date():
    assert days_of("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert days_of("2025-12") == (date(2025, 12, 1), date(2025, 12, 31))
    assert days_of("2025") == (date(2025, 1, 1), date(2025, 12, 31))
    assert days_of("2025-12-03") == (date(2025, 12, 3), date(2025, 12, 3))
    assert [days_of(each) for each in ("2025-13", "25", "2025-02-30", "2025-1", "")] == [None] * 5
