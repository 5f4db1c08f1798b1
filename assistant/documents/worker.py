"""The child process that reads files: a request in, an extraction or a reason out, until its input ends.

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
from functools import partial
from pathlib import Path
from typing import BinaryIO

from assistant.documents.messages import packed, receive, reply_of, send
from assistant.documents.ocr import PageOcr
from assistant.documents.registry import extract
from assistant.errors import ExtractionError
from assistant.types import Extraction

# The parent ends a child that is late; one that lost its parent ends itself this much later.
_GRACE_SECONDS = 5


def serve(read: Callable[[Path], Extraction] | None = None) -> None:
    """Answer requests from standard input until it ends.

    The words of the command are the limits: megabytes of memory, seconds for a file, and seconds for
    each page that needs text recognition (0: scanned pages are not read).

    Args:
        read: Reads one file; by default `extract`.
    """
    requests, replies = _protected_input(), _protected_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    memory_mb, seconds, page_seconds = (float(word) for word in (*sys.argv[1:4], "0", "0", "0")[:3])
    _limit_memory(int(memory_mb))
    deadline = _Deadline()
    if read is None:
        read = _reader(page_seconds, seconds, deadline, replies)
    waiting = _listen(requests)
    while True:
        path = Path(os.fsdecode(waiting.get()))
        deadline.set(seconds)
        answer = _answer(read, path)
        deadline.lift()
        send(replies, packed(answer))


def _reader(
    page_seconds: float, seconds: float, deadline: _Deadline, replies: BinaryIO
) -> Callable[[Path], Extraction]:
    """Return what reads a file and tells the parent of each scanned page, for which time counts anew."""

    def before_page(number: int) -> None:
        deadline.set(page_seconds if number else seconds)
        send(replies, packed({"scanned_page": number}))

    return partial(extract, ocr=PageOcr(before_page) if page_seconds else None)


def _answer(read: Callable[[Path], Extraction], path: Path) -> dict[str, object]:
    try:
        return reply_of(read(path))
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


if __name__ == "__main__":
    serve()
