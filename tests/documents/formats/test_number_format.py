"""Numbers, dates and texts as Excel shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.formats.ooxml.number_format import format_value

ACCOUNTING = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'
SCALED = '[<1000]0;[<1000000]0.0,"K";0.0,,"M"'


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        # Currency signs, quoted, escaped, by language, and in the middle of sections
        (96780, '"£"#,##0.00', "£96,780.00"),
        (184250.5, '#,##0.00 "€"', "184,250.50 €"),
        (1234.5, "[$€-407] #,##0.00", "€ 1,234.50"),
        (1234.5, "#,##0.00\\ [$kr-41D]", "1,234.50 kr"),
        (1234.5, "$#,##0", "$1,235"),
        (1234.5, ACCOUNTING, "$ 1,234.50"),
        (-1234.5, ACCOUNTING, "$ (1,234.50)"),
        (0, ACCOUNTING, "$ -"),
        # Sections for positive, negative, zero and text
        (-12450, "#,##0;[Red](#,##0)", "(12,450)"),
        (-0.07, "0.0%;[Red]-0.0%", "-7.0%"),
        (0, '"yes";"no";"none"', "none"),
        (-1, '"yes";;"none"', ""),
        ("x", '0;0;0;"<"@">"', "<x>"),
        ("x", "0.00", "x"),
        (5, ";;;", ""),
        # Conditions
        (150, '[>=100]"big";"small"', "big"),
        (15, '[>=100]"big";"small"', "small"),
        (15, SCALED, "15"),
        (1234.5, SCALED, "1.2K"),
        (2500000, SCALED, "2.5M"),
        # Scaling, percents, rounding half away from zero
        (14200000, '0.0,, "m"', "14.2 m"),
        (1234567, "#,##0,", "1,235"),
        (0.125, "0%", "13%"),
        (0.025, "0%", "3%"),
        (-0.0175, "0.00%", "-1.75%"),
        (1.005, "0.00", "1.01"),
        (2.5, "0", "3"),
        (-0.5, "0", "-1"),
        # Places for digits
        (7, "000", "007"),
        (5, "0.##", "5."),
        (0.5, ".00", ".50"),
        (12.5, ".00", "12.50"),
        (0, "#", ""),
        (5551234567, "(000) 000-0000", "(555) 123-4567"),
        (123456789, "000-00-0000", "123-45-6789"),
        (3140, '#,##0 "m²"', "3,140 m²"),
        # Powers of ten and fractions
        (0.000031, "0.00E+00", "3.10E-05"),
        (9.9999, "0.00E+00", "1.00E+01"),
        (12345.678, "##0.0E+0", "12.3E+3"),
        (5.25, "# ?/?", "5 1/4"),
        (0.375, "# ?/8", "3/8"),
        (2, "# ??/??", "2"),
        (0.25, "?/?", "1/4"),
        # General
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.333333333"),
        (4006381333931, "General", "4006381333931"),
        (1e20, "General", "1E+20"),
        (1.234e-5, "General", "1.234E-05"),
        (12, 'General" items"', "12 items"),
        (True, "0", "TRUE"),
        (5, "@", "5"),
        # Dates and times
        (43623, "DD.MM.YYYY", "07.06.2019"),
        (45000, "d mmmm yyyy", "15 March 2023"),
        (45000, "dddd, d. mmm yy", "Wednesday, 15. Mar 23"),
        (45000, "mm-dd-yy", "2023-03-15"),  # as the system writes dates
        (45000.75, "m/d/yy h:mm", "2023-03-15 18:00"),
        (45000, "yyyy-mm-dd h:mm:ss", "2023-03-15"),
        (45000.5, "yyyy-mm-dd h:mm:ss", "2023-03-15 12:00:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (45000.123456, "hh:mm:ss.000", "02:57:46.598"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "yyyy-mm-dd", "-1"),
        (1e9, "yyyy-mm-dd", "1000000000"),
        # Durations
        (26.5 / 24, "[h]:mm", "26:30"),
        (-26.5 / 24, "[h]:mm:ss", "-26:30:00"),
        (0.0625, "[m]", "90"),
        (1.25, '[h]" h" mm', "30 h 00"),
    ],
)
def test_values_as_excel_shows_them(value: float | str, code: str, shown: str) -> None:
    assert format_value(value, code) == shown


def test_days_may_be_counted_from_1904() -> None:
    assert format_value(0, "yyyy-mm-dd", epoch_1904=True) == "1904-01-01"


@given(st.floats(-1e12, 1e12), st.text('0#?,.%;E+-/@[]hmsdy"_*\\ a$€', max_size=12))
def test_no_format_fails(value: float, code: str) -> None:
    shown = format_value(value, code)
    assert shown == " ".join(shown.split())
    format_value("text", code)


@given(st.integers(-(10**14), 10**14), st.integers(0, 4))
def test_plain_numbers_keep_their_value(value: int, decimals: int) -> None:
    code = "#,##0" + ("." + "0" * decimals if decimals else "")
    assert float(format_value(value, code).replace(",", "")) == value
