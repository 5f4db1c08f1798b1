"""The loop of a child process: read a request, send a reply, within limits of time and memory.

The child exits as soon as its standard input ends, even in the middle of a request: the parent has
ended then.
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

from assistant.documents.sandbox.messages import encode_message, receive, send
from assistant.documents.sandbox.outcomes import encode_outcome
from assistant.errors import ExtractionError

# The parent kills a child at its deadline; a child without its parent ends itself this much later.
_GRACE_SECONDS = 5

Reply = dict[str, object]


class Service:
    """The child's side: standard input and output reserved for messages, memory and time limited."""

    def __init__(self, memory_mb: float, seconds: float) -> None:
        """Take over standard input and output.

        Args:
            memory_mb: Memory limit of this process in megabytes, 0 for none.
            seconds: Time limit of one request, 0 for none.
        """
        self._requests, self._replies = _reserve_input(), _reserve_output()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
        _limit_memory(int(memory_mb))
        self._seconds = seconds
        self._deadline = _Deadline()

    def send_progress(self, message: Reply, seconds: float | None = None) -> None:
        """Send a message before the reply, and restart the time limit.

        Args:
            message: The message.
            seconds: The time limit from now on; by default that of a request.
        """
        self._deadline.restart(self._seconds if seconds is None else seconds)
        send(self._replies, encode_message(message))

    def serve(self, answer: Callable[[bytes], Reply]) -> None:
        """Answer requests until standard input ends, then exit the process; does not return.

        Args:
            answer: Turns a request into a reply. An ExtractionError becomes the reply with its message,
                and so does any other exception, in general words.
        """
        waiting = _listen(self._requests)
        while True:
            request = waiting.get()
            self._deadline.restart(self._seconds)
            reply = _guarded(answer, request)
            self._deadline.cancel()
            send(self._replies, encode_message(reply))


def command_line_limits(count: int) -> tuple[float, ...]:
    """Return the first arguments of the command line as numbers, 0 for each that is missing."""
    words = [*sys.argv[1 : 1 + count], *["0"] * count]
    return tuple(float(word) for word in words[:count])


def _guarded(answer: Callable[[bytes], Reply], request: bytes) -> Reply:
    try:
        return answer(request)
    except ExtractionError as error:
        return encode_outcome(error)
    except MemoryError:
        # The memory may not be released again: the next file needs a new process.
        return {"error": "It needs more memory than allowed (setting parse_memory_mb).", "restart": True}
    except RecursionError:
        return {"error": "It is nested too deeply to be read; it may be damaged."}
    except Exception as error:  # a bug of a parser must cost only this file
        return {"error": f"It cannot be read; it may be damaged ({type(error).__name__})."}


def _listen(requests: BinaryIO) -> queue.SimpleQueue[bytes]:
    """Read requests in a thread of their own, so that the end of the input is noticed at any time."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        while request := receive(requests):
            waiting.put(request)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return waiting


class _Deadline:
    """Exits the process at its time limit, even inside native code, in case the parent has not killed it."""

    def __init__(self) -> None:
        self._devnull = Path(os.devnull).open("w")  # noqa: SIM115 -- as long as the process

    def restart(self, seconds: float) -> None:
        """Start the timer, or start it again from zero; 0 for no limit."""
        faulthandler.cancel_dump_traceback_later()
        if seconds:
            faulthandler.dump_traceback_later(seconds + _GRACE_SECONDS, exit=True, file=self._devnull)

    def cancel(self) -> None:
        """Stop the timer."""
        faulthandler.cancel_dump_traceback_later()


def _reserve_input() -> BinaryIO:
    """Return the standard input for requests; parsers that read it get an empty one."""
    requests = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, sys.stdin.fileno())
    os.close(empty)
    return requests


def _reserve_output() -> BinaryIO:
    """Return the standard output for replies; what parsers print is discarded."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.dup2(devnull, sys.stderr.fileno())
    os.close(devnull)
    return replies


def _limit_memory(megabytes: int) -> None:
    """Limit the address space of this process, where the system can (not on Windows)."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        if megabytes:
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))
