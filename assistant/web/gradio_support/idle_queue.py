"""How often Gradio's queue looks for new events: seldom while nobody asks.

Gradio looks a thousand times a second, which costs a laptop a lot of power all day.
"""

from __future__ import annotations

import time
from typing import Any

from gradio.queueing import Queue

_BUSY_SECONDS = 0.02  # between two looks, within `_AFTER_SECONDS` of the last event
_IDLE_SECONDS = 0.2  # how long the first question after that may wait
_AFTER_SECONDS = 60.0
_PROGRESS_SECONDS = 1.0  # between two looks for Gradio's own progress bars, which the page does not use


class _IdleQueue(Queue):
    """A queue that looks for new events less often the longer there were none."""

    last_event = 0.0  # a time of `time.monotonic`

    @property
    def sleep_when_free(self) -> float:
        """The seconds until the next look."""
        is_busy = time.monotonic() - self.last_event < _AFTER_SECONDS
        return _BUSY_SECONDS if is_busy else _IDLE_SECONDS

    @sleep_when_free.setter
    def sleep_when_free(self, seconds: float) -> None:
        """Ignore what Gradio sets."""

    async def push(self, *values: Any, **options: Any) -> Any:
        """Take an event."""
        self.last_event = time.monotonic()
        return await super().push(*values, **options)


def look_seldom_when_idle(queue: Queue) -> None:
    """Let the queue of a page look for events seldom while there are none."""
    vars(queue).pop("sleep_when_free", None)
    queue.__class__ = _IdleQueue
    queue.progress_update_sleep_when_free = _PROGRESS_SECONDS
