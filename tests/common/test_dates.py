"""Dates are found however they are written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.common.dates import find_dates

WAYS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y_%m_%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b. %d, %Y",
    "%d-%b-%Y",
)
DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))


@given(day=DAYS, way=st.sampled_from(WAYS), other=st.sampled_from(WAYS))
def test_a_date_is_found_in_every_other_way_of_writing(day, way, other):
    asked = f"What happened on {day.strftime(way)}?"
    (found,) = find_dates(asked)
    assert asked[found.start : found.end] == day.strftime(way)
    assert (day.year, day.month, day.day) in found.days
    assert found.written.search(f"It was closed ({day.strftime(other)}), they say.")


@given(day=DAYS, another=DAYS, way=st.sampled_from([way for way in WAYS if "/" not in way]))
def test_another_date_is_not_the_same(day, another, way):
    (found,) = find_dates(day.strftime("%d %B %Y"))
    assert bool(found.written.search(f"On {another.strftime(way)}.")) == (day == another)


@given(day=DAYS, way=st.sampled_from(WAYS))
def test_a_month_is_any_day_of_it(day, way):
    (found,) = find_dates(f"What was decided in {day.strftime('%B %Y')}?")
    assert found.days == ((day.year, day.month, 0),)
    assert found.written.search(f"Minutes of {day.strftime(way)}")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3. Dezember 2025", (2025, 12, 3)),
        ("le 1er janvier 2024", (2024, 1, 1)),
        ("8 de mayo de 2021", (2021, 5, 8)),
        ("on Dec 3rd, 2025", (2025, 12, 3)),
        ("the 3rd of December", (0, 12, 3)),
        ("20251203_notes.txt", (2025, 12, 3)),
        ("created: 2025-12-03T18:00:00Z", (2025, 12, 3)),
        ("11.11.25", (2025, 11, 11)),
        ("3.4.98", (1998, 4, 3)),
        ("minutes-2025-12-03.md", (2025, 12, 3)),
        ("minutes_3-Dec-2025.md", (2025, 12, 3)),
    ],
)
def test_other_ways(text, day):
    (found,) = find_dates(text)
    assert found.days == (day,)
    assert found.written.search(text)


def test_day_and_month_may_be_either():
    (found,) = find_dates("03/04/2025")
    assert set(found.days) == {(2025, 4, 3), (2025, 3, 4)}
    assert found.written.search("April 3, 2025")
    assert found.written.search("4 March 2025")


@pytest.mark.parametrize(
    "text", ["version 1.2.3", "030-11-22", "14 may be late", "1.250.000", "in 2025", "maybe 3"]
)
def test_what_is_no_date(text):
    assert not find_dates(text)
