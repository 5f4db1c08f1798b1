"""Options that the events of the page share, and the queues in which they wait."""

from __future__ import annotations

from typing import Any

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# For everything but questions: answered at once, also while many questions wait in the queue.
UNQUEUED: dict[str, Any] = {**PRIVATE, "queue": False}

# Names of queues (`concurrency_id`); everybody waits in the same one.
ANSWERING = "answering"
LISTING = "listing"
REBUILDING = "rebuilding"
