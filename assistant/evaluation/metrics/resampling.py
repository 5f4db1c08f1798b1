"""How certain a measured number is: stratified bootstrap intervals, and a paired test of two runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# A function from weights of shape (resamples, questions) to one value a resample.
Statistic = Callable[[Array], Array]

RESAMPLES = 1000
_PERMUTATIONS = 10_000
_SEED = 0
# Numbers in memory at a time: resamples times questions.
_MAX_BATCH = 400_000


def resamples(groups: Sequence[int], times: int = RESAMPLES) -> Iterator[Array]:
    """Yield how often each question is drawn in each resample, in batches of shape (some, questions).

    The bootstrap is stratified: questions are drawn with replacement inside their group, so that every
    group keeps its size.

    Args:
        groups: The number of questions of each group; questions are ordered by group.
        times: The number of resamples.
    """
    generator = np.random.default_rng(_SEED)
    rows = max(1, _MAX_BATCH // max(1, sum(groups)))
    for done in range(0, times, rows):
        now = min(rows, times - done)
        yield np.concatenate([_draw_counts(generator, size, now) for size in groups], axis=1)


def _draw_counts(generator: np.random.Generator, size: int, times: int) -> Array:
    """Return how often each of `size` questions is drawn in each resample, of shape (times, size)."""
    indices = generator.integers(0, size, (times, size)) + size * np.arange(times)[:, None]
    counts = np.bincount(indices.ravel(), minlength=times * size)
    return counts.reshape(times, size).astype(np.float64)


def intervals(
    statistics: Sequence[Statistic], groups: Sequence[int], times: int = RESAMPLES
) -> list[tuple[float, float]]:
    """Return the 95% confidence intervals of statistics by the percentile bootstrap (Efron 1979).

    Args:
        statistics: The statistics, all of the same questions.
        groups: The number of questions of each group; questions are ordered by group.
        times: The number of resamples.

    Returns:
        The 2.5 and 97.5 percentile of each statistic.
    """
    drawn = [[statistic(weights) for statistic in statistics] for weights in resamples(groups, times)]
    values = [np.concatenate(parts) for parts in zip(*drawn, strict=True)]
    return [(float(low), float(high)) for low, high in (np.percentile(v, [2.5, 97.5]) for v in values)]


def mean_of(values: Array) -> Statistic:
    """Return the statistic that is the weighted mean of some values, of shape (questions,)."""
    return lambda weights: weights @ values / weights.sum(axis=1)


def weighted_share(part: Array, whole: Array, weights: Array) -> Array:
    """Return the weighted sum of `part` by that of `whole`, one value a resample; 0 where that is 0."""
    counted = weights @ whole
    share: Array = np.divide(weights @ part, counted, out=np.zeros_like(counted), where=counted > 0)
    return share


def paired_randomization_p(differences: Array) -> float:
    """Return the two-sided p-value of the paired randomisation test (Smucker et al. 2007).

    It is the share of 10,000 random flips of signs with a mean at least as far from 0.

    Args:
        differences: New minus old value of each question, of shape (questions,).
    """
    nonzero = differences[differences != 0]
    if not nonzero.size:
        return 1.0
    generator = np.random.default_rng(_SEED)
    observed = abs(float(nonzero.sum()))
    rows = max(1, _MAX_BATCH // nonzero.size)
    extreme = 0
    for done in range(0, _PERMUTATIONS, rows):
        signs = generator.integers(0, 2, (min(rows, _PERMUTATIONS - done), nonzero.size), dtype=np.int8)
        # Sums that are equal in exact arithmetic must count as equal here.
        extreme += int((np.abs((2.0 * signs - 1) @ nonzero) >= observed - 1e-9).sum())
    return (1 + extreme) / (1 + _PERMUTATIONS)
