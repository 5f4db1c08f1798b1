"""The learning rate by the time that is left, so that a training always ends with a rate of nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """The rate rises over `warmup` of the time, stays, and falls to 0 over the last `fall` of it."""

    seconds: float
    rate: float
    warmup: float = 0.04
    fall: float = 0.6

    def rate_at(self, elapsed: float) -> float:
        """Return the learning rate after so many seconds of training."""
        done = min(1.0, elapsed / self.seconds)
        return self.rate * min(1.0, (done + 1e-3) / self.warmup, (1 - done) / self.fall)


class Stopwatch:
    """Counts the seconds of training, over interruptions."""

    def __init__(self, before: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        """Go on from so many seconds before."""
        self._clock = clock
        self._began = clock() - before

    @property
    def elapsed(self) -> float:
        """Seconds of training so far."""
        return self._clock() - self._began
