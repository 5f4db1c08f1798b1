"""Measures of the confidence, against values by hand, the library's, and plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from assistant.evaluation.metrics.confidence import (
    area_under_risk_coverage,
    auroc,
    expected_calibration_error,
    risk_coverage,
)

# Few values, so that ties are common.
CONFIDENCES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans(), st.integers(1, 3)),
    min_size=2,
    max_size=25,
)


def split(items):
    confidence = np.array([c for c, _, _ in items])
    right = np.array([r for _, r, _ in items])
    return confidence, right, np.array([[float(w) for _, _, w in items]])


@given(CONFIDENCES.filter(lambda items: len({right for _, right, _ in items}) == 2))
def test_auroc_is_that_of_scikit_learn(items):
    confidence, right, weights = split(items)
    expected = roc_auc_score(right, confidence, sample_weight=weights[0])
    assert auroc(confidence, right, weights)[0] == pytest.approx(expected)


def test_auroc_of_what_is_told_apart_and_what_is_not():
    positive = np.array([True, True, False])
    ones = np.ones((1, 3))
    assert auroc(np.array([0.9, 0.8, 0.1]), positive, ones)[0] == 1
    assert auroc(np.array([0.1, 0.2, 0.9]), positive, ones)[0] == 0
    assert auroc(np.array([0.5, 0.5, 0.5]), positive, ones)[0] == 0.5


def test_calibration_error_by_hand():
    # Bin 0.9..1: mean confidence 0.95, half right. Bin 0..0.1: 0.05, none right. Two thirds and one third.
    confidence, right = np.array([0.95, 0.95, 0.05]), np.array([1.0, 0.0, 0.0])
    expected = 2 / 3 * 0.45 + 1 / 3 * 0.05
    assert expected_calibration_error(confidence, right, np.ones((1, 3)))[0] == pytest.approx(expected)
    assert expected_calibration_error(np.array([1.0]), np.array([1.0]), np.ones((1, 1)))[0] == 0


def test_risk_and_coverage_by_hand():
    confidence, right = np.array([0.2, 0.9, 0.9, 0.6]), np.array([0.0, 1.0, 0.0, 1.0])
    coverage, risk = risk_coverage(confidence, right, np.ones((1, 4)))
    assert coverage[0].tolist() == [0.5, 0.5, 0.75, 1.0]
    assert risk[0] == pytest.approx([1 / 2, 1 / 2, 1 / 3, 1 / 2])
    assert area_under_risk_coverage(confidence, right, np.ones((1, 4)))[0] == pytest.approx((1.5 + 1 / 3) / 4)


@given(CONFIDENCES)
def test_risk_at_full_coverage_is_the_share_of_wrong_ones(items):
    confidence, right, weights = split(items)
    coverage, risk = risk_coverage(confidence, right.astype(float), weights)
    assert coverage[0, -1] == pytest.approx(1)
    assert risk[0, -1] == pytest.approx(1 - np.average(right, weights=weights[0]))
    assert ((risk >= 0) & (risk <= 1)).all()


@given(CONFIDENCES)
def test_a_weight_counts_like_so_many_questions(items):
    confidence, right, weights = split(items)
    times = weights[0].astype(int)
    repeated = np.repeat(confidence, times), np.repeat(right.astype(float), times)
    ones = np.ones((1, times.sum()))
    for measure in (expected_calibration_error, area_under_risk_coverage):
        assert measure(confidence, right.astype(float), weights)[0] == pytest.approx(
            measure(*repeated, ones)[0]
        )
