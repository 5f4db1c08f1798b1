"""Figures that say the same in other ways of writing."""

import pytest

from assistant.evaluation.metrics.figures import is_lone_figure, same_figure, says_figure


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$5,409", "$5409.00"),
        ("(250)", "-250"),
        ("($ 1,250)", "−1250.00"),
        ("12.5%", "12.504"),
        ("€2,000 a month", "2000"),
    ],
)
def test_the_same_figure(one, other):
    assert same_figure(one, other)
    assert same_figure(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("5,409", "5,490"), ("250", "(250)"), ("n/a", "n/a"), ("", "0"), ("12.5", "12.52")]
)
def test_other_figures(one, other):
    assert not same_figure(one, other)


def test_lone_figures():
    assert all(map(is_lone_figure, ["93.86", "$11588.00", "30.8%", "-3.7", "(459)", "59,268"]))
    assert not any(map(is_lone_figure, ["$8.70 billion", "FY2019", "flat in 2023", "", "12 to 14"]))


def test_figures_in_a_text():
    text = "Inventories\n$\n5,409 $\n5,051\nNet (459)"
    assert says_figure(text, "$5409.00")
    assert says_figure(text, "-459")
    assert not says_figure(text, "409")
    assert not says_figure(text, "5")
