"""Results that are wanted again are not made again, and only so many are kept."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from assistant.common.lru import LruCache


@given(st.lists(st.lists(st.integers(0, 9))), st.integers(1, 12))
def test_results_are_those_of_the_function(wanted, most):
    cache = LruCache(most)
    for keys in wanted:
        assert cache.get_or_compute(keys, lambda new: [n * n for n in new]) == [n * n for n in keys]


def test_cached_values_are_not_computed_again():
    made = []

    def make(new):
        made.extend(new)
        return [n * n for n in new]

    cache = LruCache(3)
    assert cache.get_or_compute([1, 2, 2, 3], make) == [1, 4, 4, 9]
    assert cache.get_or_compute([3, 1], make) == [9, 1]
    assert made == [1, 2, 3]
    cache.get_or_compute([4], make)  # 2 was wanted longest ago
    cache.get_or_compute([1, 3, 4], make)
    assert made == [1, 2, 3, 4]
    cache.get_or_compute([2], make)
    assert made == [1, 2, 3, 4, 2]


def test_many_threads_get_their_own_results():
    cache = LruCache(5)
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(
            lambda n: cache.get_or_compute([n % 7, n % 5], lambda new: [-k for k in new]), range(500)
        )
        assert list(found) == [[-(n % 7), -(n % 5)] for n in range(500)]
