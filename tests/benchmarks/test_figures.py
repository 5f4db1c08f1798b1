"""Medians, spreads, paired ratios, percentiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import Spread, paired_ratio, percentile, spread

values = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=20)


def test_a_spread_names_median_least_and_most():
    assert spread([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)


def test_ratios_are_paired_by_round():
    # Every number of the second round is doubled, as on a busy machine: the ratios do not move.
    assert paired_ratio([3.0, 6.0], [1.0, 2.0]) == Spread(3.0, 3.0, 3.0)


def test_no_ratio_to_nothing():
    assert paired_ratio([1.0], []) is None
    assert paired_ratio([1.0], [0.0]) is None


def test_percentiles_are_values_that_occurred():
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.95) == 4.0
    assert percentile([7.0], 0.5) == 7.0


@given(values, st.floats(0.01, 1))
def test_a_percentile_is_exceeded_by_at_most_the_rest(numbers, share):
    found = percentile(numbers, share)
    assert found in numbers
    assert sum(number <= found for number in numbers) >= share * len(numbers) - 1e-9


@given(values)
def test_a_peer_like_us_has_ratio_one(numbers):
    assert paired_ratio(numbers, numbers) == Spread(1.0, 1.0, 1.0)


@pytest.mark.parametrize("numbers", [[2.0], [1.0, 9.0, 5.0]])
def test_the_median_lies_in_the_spread(numbers):
    found = spread(numbers)
    assert found.low <= found.median <= found.high
