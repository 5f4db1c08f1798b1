"""Results that are wanted again are not made again, and only so many are kept."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from assistant.common.lru import Remembered


@given(st.lists(st.lists(st.integers(0, 9))), st.integers(1, 12))
def test_results_are_those_of_the_function(wanted, most):
    remembered = Remembered(most)
    for keys in wanted:
        assert remembered.of(keys, lambda new: [n * n for n in new]) == [n * n for n in keys]


def test_what_is_remembered_is_not_made_again():
    made = []

    def make(new):
        made.extend(new)
        return [n * n for n in new]

    remembered = Remembered(3)
    assert remembered.of([1, 2, 2, 3], make) == [1, 4, 4, 9]
    assert remembered.of([3, 1], make) == [9, 1]
    assert made == [1, 2, 3]
    remembered.of([4], make)  # 2 was wanted longest ago
    remembered.of([1, 3, 4], make)
    assert made == [1, 2, 3, 4]
    remembered.of([2], make)
    assert made == [1, 2, 3, 4, 2]


def test_many_threads_get_their_own_results():
    remembered = Remembered(5)
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda n: remembered.of([n % 7, n % 5], lambda new: [-k for k in new]), range(500))
        assert list(found) == [[-(n % 7), -(n % 5)] for n in range(500)]
