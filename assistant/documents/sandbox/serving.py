"""What every child process does: requests in, replies out, with limits, until its input ends.

The end of its input ends it at once, even in the middle of a file: the parent is gone then.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from assistant.documents.sandbox.messages import packed, receive, reply_of, send
from assistant.errors import ExtractionError

# The parent ends a child that is late; one that lost its parent ends itself this much later.
_GRACE_SECONDS = 5

Reply = dict[str, object]


class Service:
    """The child's side: standard input and output kept for messages, memory and time limited."""

    def __init__(self, memory_mb: float, seconds: float) -> None:
        """Take over standard input and output.

        Args:
            memory_mb: Memory limit of this process in megabytes, 0 for none.
            seconds: Time limit of one request, 0 for none.
        """
        self._requests, self._replies = _protected_input(), _protected_output()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
        _limit_memory(int(memory_mb))
        self._seconds = seconds
        self._deadline = _Deadline()

    def tell(self, message: Reply, seconds: float | None = None) -> None:
        """Send a message before the reply; time counts anew from there."""
        self._deadline.set(self._seconds if seconds is None else seconds)
        send(self._replies, packed(message))

    def serve(self, answer: Callable[[bytes], Reply]) -> None:
        """Answer requests until there are no more; does not return."""
        waiting = _listen(self._requests)
        while True:
            request = waiting.get()
            self._deadline.set(self._seconds)
            reply = _guarded(answer, request)
            self._deadline.lift()
            send(self._replies, packed(reply))


def limits(count: int) -> tuple[float, ...]:
    """Return the first words of the command as numbers, 0 for each that is missing."""
    words = [*sys.argv[1 : 1 + count], *["0"] * count]
    return tuple(float(word) for word in words[:count])


def _guarded(answer: Callable[[bytes], Reply], request: bytes) -> Reply:
    try:
        return answer(request)
    except ExtractionError as error:
        return reply_of(error)
    except MemoryError:
        # What was hoarded may not come free again: the next file deserves a fresh process.
        return {"error": "It needs more memory than allowed (setting parse_memory_mb).", "spent": True}
    except RecursionError:
        return {"error": "It is nested too deeply to be read; it may be damaged."}
    except Exception as error:  # a parser's own bug must cost only this file
        return {"error": f"It cannot be read; it may be damaged ({type(error).__name__})."}


def _listen(requests: BinaryIO) -> queue.SimpleQueue[bytes]:
    """Take requests in a thread of its own, so that the end of the input is noticed at any time."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        while request := receive(requests):
            waiting.put(request)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return waiting


class _Deadline:
    """Ends the process, even inside a library that never lets go, when the parent did not."""

    def __init__(self) -> None:
        self._nowhere = Path(os.devnull).open("w")  # noqa: SIM115 -- as long as the process

    def set(self, seconds: float) -> None:
        """Begin to count anew; 0 for no limit."""
        faulthandler.cancel_dump_traceback_later()
        if seconds:
            faulthandler.dump_traceback_later(seconds + _GRACE_SECONDS, exit=True, file=self._nowhere)

    def lift(self) -> None:
        """Stop counting."""
        faulthandler.cancel_dump_traceback_later()


def _protected_input() -> BinaryIO:
    """Keep the real standard input for requests; parsers that read it find nothing there."""
    requests = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    return requests


def _protected_output() -> BinaryIO:
    """Keep the real standard output for replies; what parsers print goes nowhere."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)
    return replies


def _limit_memory(megabytes: int) -> None:
    """Set the most memory of this process, where the system can (not on Windows)."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        if megabytes:
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))
