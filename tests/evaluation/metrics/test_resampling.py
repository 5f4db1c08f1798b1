"""The bootstrap and the paired test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.metrics.resampling import intervals, mean_of, paired_randomization_p, resamples

VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_resamples_keep_the_size_of_every_group():
    weights = np.concatenate(list(resamples([4, 3], times=50)))
    assert weights.shape == (50, 7)
    assert (weights[:, :4].sum(axis=1) == 4).all()
    assert (weights[:, 4:].sum(axis=1) == 3).all()


@given(VALUES)
def test_an_interval_lies_in_the_range_of_the_values(values):
    ((low, high),) = intervals([mean_of(np.array(values))], [len(values)], times=200)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


def test_an_interval_is_that_of_theory_and_narrows_with_more_questions():
    widths = []
    for size in (100, 400, 1600):
        values = np.arange(size) % 2.0
        ((low, high),) = intervals([mean_of(values)], [size])
        # A share of one half has a standard error of 0.5 / sqrt(n), and 95% lie within 1.96 of them.
        assert high - low == pytest.approx(2 * 1.96 * 0.5 / np.sqrt(size), rel=0.15)
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)


def test_the_same_values_always_give_the_same_interval():
    values = np.linspace(0, 1, 50)
    assert intervals([mean_of(values)], [50]) == intervals([mean_of(values)], [50])


def test_paired_test_of_small_cases_by_hand():
    # All of n differences point one way: 2 of the 2**n ways to flip signs go as far.
    assert paired_randomization_p(np.ones(10)) == pytest.approx(2 / 1024, abs=1e-3)
    assert paired_randomization_p(np.array([1.0, 1.0, 1.0, -1.0])) == pytest.approx(10 / 16, abs=0.02)
    assert paired_randomization_p(np.array([1.0, -1.0])) == 1
    assert paired_randomization_p(np.zeros(5)) == 1
    assert paired_randomization_p(np.array([])) == 1


@given(st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0]), max_size=30))
def test_paired_test_does_not_depend_on_which_run_is_which(differences):
    changed = np.array(differences)
    p = paired_randomization_p(changed)
    assert 0 < p <= 1
    assert paired_randomization_p(-changed) == pytest.approx(p, abs=0.03)
