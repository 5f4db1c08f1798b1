"""Texts compared as SQuAD does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.metrics.squad import exact_match, max_over_golds, normalize_answer, token_f1

TEXTS = st.text(alphabet="abc the, A.X’1 ", max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Denver Broncos!", "denver broncos"),
        ("an  apple\na day", "apple day"),
        ("U.S.A.", "usa"),
        ("theatre", "theatre"),
        ("the", ""),
    ],
)
def test_normalisation(text, expected):
    assert normalize_answer(text) == expected


def test_values_computed_by_hand():
    assert exact_match("the Denver Broncos", "Denver Broncos.") == 1
    assert exact_match("Broncos", "Denver Broncos") == 0
    # one of one word said is right, one of two wanted is said: 2 * 1 * 0.5 / 1.5
    assert token_f1("Broncos", "the Denver Broncos") == pytest.approx(2 / 3)
    # a word said three times counts as often as it is wanted
    assert token_f1("gold gold gold", "gold medal") == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))
    assert token_f1("Carolina", "Denver") == 0
    assert max_over_golds(token_f1, "gold", ["silver", "gold medal", "gold"]) == 1
    assert max_over_golds(exact_match, "gold", []) == 0


@given(TEXTS, TEXTS)
def test_f1_is_symmetric_and_at_least_the_exact_match(one, other):
    value = token_f1(one, other)
    assert value == pytest.approx(token_f1(other, one))
    assert exact_match(one, other) <= value + 1e-9 <= 1 + 2e-9


@given(TEXTS)
def test_a_text_agrees_with_itself(text):
    assert exact_match(text, text) == token_f1(text, text) == 1
    assert normalize_answer(normalize_answer(text)) == normalize_answer(text)
