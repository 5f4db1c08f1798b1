"""How sure a measured number is: the bootstrap, and a paired test of two runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# From weights of shape (resamples, questions) to one value a resample.
Statistic = Callable[[Array], Array]

RESAMPLES = 1000
_SHUFFLES = 10_000
_SEED = 0
# Numbers held at a time: resamples times questions.
_AT_ONCE = 400_000


def resamples(groups: Sequence[int], times: int = RESAMPLES) -> Iterator[Array]:
    """Yield how often each question is drawn in each resample, as arrays of shape (some, questions).

    Questions are drawn with replacement inside their group, so that every group keeps its size.

    Args:
        groups: The number of questions of each group; questions lie group by group.
        times: How many resamples there are in all.
    """
    chooser = np.random.default_rng(_SEED)
    rows = max(1, _AT_ONCE // max(1, sum(groups)))
    for done in range(0, times, rows):
        now = min(rows, times - done)
        yield np.concatenate([_drawn(chooser, size, now) for size in groups], axis=1)


def _drawn(chooser: np.random.Generator, size: int, times: int) -> Array:
    """Draw as many questions as there are, with replacement, so many times; return the counts."""
    places = chooser.integers(0, size, (times, size)) + size * np.arange(times)[:, None]
    counts = np.bincount(places.ravel(), minlength=times * size)
    return counts.reshape(times, size).astype(np.float64)


def intervals(
    statistics: Sequence[Statistic], groups: Sequence[int], times: int = RESAMPLES
) -> list[tuple[float, float]]:
    """Return the middle 95% of statistics over bootstrap resamples (the percentile bootstrap).

    Args:
        statistics: What to compute, all on the same questions.
        groups: The number of questions of each group; questions lie group by group.
        times: How many resamples to draw.
    """
    drawn = [[statistic(weights) for statistic in statistics] for weights in resamples(groups, times)]
    values = [np.concatenate(parts) for parts in zip(*drawn, strict=True)]
    return [(float(low), float(high)) for low, high in (np.percentile(v, [2.5, 97.5]) for v in values)]


def mean_of(values: Array) -> Statistic:
    """Return the statistic that is the mean of some values."""
    return lambda weights: weights @ values / weights.sum(axis=1)


def paired_p(differences: Array) -> float:
    """Return how likely a mean difference this far from 0 is if the two runs were alike.

    The paired randomisation test: signs are flipped at random, 10,000 times.
    """
    moved = differences[differences != 0]
    if not moved.size:
        return 1.0
    chooser = np.random.default_rng(_SEED)
    observed = abs(float(moved.sum()))
    rows = max(1, _AT_ONCE // moved.size)
    as_far = 0
    for done in range(0, _SHUFFLES, rows):
        signs = chooser.integers(0, 2, (min(rows, _SHUFFLES - done), moved.size), dtype=np.int8)
        # Differences that are equal in exact arithmetic must count as equal here.
        as_far += int((np.abs((2.0 * signs - 1) @ moved) >= observed - 1e-9).sum())
    return (1 + as_far) / (1 + _SHUFFLES)
