"""Figures and dates of cells as what they can be added up and put in order by."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.tables.computing.quantities import date_of, figure_of, unit_of_figure


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,204", "1204"),
        ("1.204,50", "1204.50"),
        ("1'204.5", "1204.5"),
        ("1 204,5 kg", "1204.5"),
        ("(250)", "-250"),
        ("$ (1,250.5)", "-1250.5"),
        ("−7.5%", "-7.5"),
        ("£96,780.00", "96780.00"),
        ("USD 3.5 million", "3500000"),
        ("208 km (129 mi)", "208"),
        ("12th", "12"),
        ("4:05", "245"),
        ("1:00:01", "3601"),
    ],
)
def test_figures_are_read_as_they_are_written(text: str, figure: str) -> None:
    assert figure_of(text) == Decimal(figure)


@pytest.mark.parametrize("text", ["", "n/a", "Visby", "–", "W 99–90"])
def test_what_is_no_figure_is_none(text: str) -> None:
    assert figure_of(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("$ (1,250.5)", "$"),
        ("184,250.50 €", "€"),
        ("USD 3.5 million", "USD"),
        ("(5 %)", "%"),
        ("63.17 m", "m"),
        ("3.9 M", ""),
        ("12th", ""),
        ("3 years", "year"),
        ("1 year", "year"),
        ("20 ms", "ms"),
        ("4:05", "time"),
        ("1,204 (2)", ""),
    ],
)
def test_what_figures_are_counted_in(text: str, unit: str) -> None:
    assert unit_of_figure(text) == unit


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_grouped_figures_keep_their_value(value: Decimal) -> None:
    assert figure_of(f"{value:,.2f}") == value
    assert figure_of(f"({value:,.2f})") == -value


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2004", (2004, 0, 0)),
        ("1995–96", (1995, 0, 0)),
        ("16 October 2004", (2004, 10, 16)),
        ("March 14, 2011", (2011, 3, 14)),
        ("2024-05-01", (2024, 5, 1)),
        ("07.06.2019", (2019, 6, 7)),
        ("12/25/2003", (2003, 12, 25)),
        ("25-Dec-03", (0, 12, 25)),
    ],
)
def test_dates_are_read_as_year_month_and_day(text: str, date: tuple[int, int, int]) -> None:
    assert date_of(text) == date


@given(st.dates())
def test_iso_dates_stay_in_order(value: object) -> None:
    assert date_of(str(value)) == (value.year, value.month, value.day)  # type: ignore[attr-defined]
