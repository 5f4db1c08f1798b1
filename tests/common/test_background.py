"""What is made in the background is made once, whoever asks, and failures are told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.common.background import BackgroundLoader


def test_it_is_made_once_and_while_others_work():
    go, made = threading.Event(), []

    def make():
        go.wait(10)
        made.append(1)
        return "ready"

    value = BackgroundLoader(make)
    value.start()
    with ThreadPoolExecutor(4) as people:
        waiting = [people.submit(value.get) for _ in range(4)]
        go.set()
        assert [each.result() for each in waiting] == ["ready"] * 4
    assert made == [1]


def test_nothing_is_made_before_it_is_begun():
    made = []
    BackgroundLoader(lambda: made.append(1))
    assert made == []


def test_a_failure_is_told_and_the_next_try_starts_anew():
    tries = []

    def make():
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("not yet")
        return "ready"

    value = BackgroundLoader(make)
    with pytest.raises(ValueError, match="not yet"):
        value.get()
    assert value.get() == "ready"
