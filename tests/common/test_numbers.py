"""Numbers in texts, in figures and in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.common.numbers import find_numbers

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def in_words(number: int) -> str:
    """Write a number below a thousand million in English."""
    if number < 20:
        return UNITS.split()[number]
    if number < 100:
        tens = TENS.split()[number // 10 - 2]
        return tens if number % 10 == 0 else f"{tens}-{UNITS.split()[number % 10]}"
    for size, name, joint in ((10**6, "million", " "), (1_000, "thousand", " "), (100, "hundred", " and ")):
        if number >= size:
            head, rest = divmod(number, size)
            return f"{in_words(head)} {name}" + (f"{joint}{in_words(rest)}" if rest else "")
    raise AssertionError


def values(text: str) -> list[tuple[Decimal, bool]]:
    return [(number.value, number.is_percentage) for number in find_numbers(text)]


@given(st.integers(0, 10**9 - 1))
def test_words_and_figures_are_the_same_number(number):
    for text in (in_words(number), str(number), f"{number:,}", f"${number:,}"):
        assert values(f"They counted {text} of them.") == [(number, False)], text


@given(st.integers(1, 9_999), st.sampled_from(["thousand", "million", "billion"]))
def test_scales_multiply(tenths, scale):
    size = {"thousand": 10**3, "million": 10**6, "billion": 10**9}[scale]
    (number,) = find_numbers(f"It cost ${tenths / 10:.1f} {scale} in all.")
    assert (number.value, number.step) == (Decimal(tenths) * size / 10, Decimal(size) / 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40 per cent, 5%, and forty percent", [(40, True), (5, True), (40, True)]),
        ("the 21st of three, the third, twice", [(21, False), (3, False), (3, False), (2, False)]),
        ("$3.2bn and 5 m of rope, a 10k run", [(3_200_000_000, False), (5, False), (10, False)]),
        ("two dozen, a hundred, −3.5", [(24, False), (100, False), (Decimal("-3.5"), False)]),
        ("Boeing747 and often, someone, weight", []),
        ("", []),
    ],
)
def test_ways_of_writing(text, expected):
    assert values(text) == expected


@given(st.text())
def test_every_number_lies_in_the_text(text):
    for number in find_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
