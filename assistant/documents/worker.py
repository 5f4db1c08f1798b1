"""The child process that reads files: a request in, an extraction or a reason out, until its input ends.

The end of its input ends it at once, even in the middle of a file: the parent is gone then.

Requests and replies are JSON behind a length of four bytes, so that nothing a hostile file can
say is ever evaluated by the parent.
"""

from __future__ import annotations

import faulthandler
import json
import os
import queue
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from assistant.documents.registry import extract
from assistant.errors import ExtractionError
from assistant.types import Extraction

LENGTH = struct.Struct(">I")
# Larger texts do not come from documents that people read.
MOST_CHARACTERS = 200_000_000
# The parent ends a child that is late; one that lost its parent ends itself this much later.
_GRACE_SECONDS = 5


def serve(read: Callable[[Path], Extraction] = extract) -> None:
    """Answer requests from standard input until it ends.

    Args:
        read: Reads one file.
    """
    requests, replies = _protected_input(), _protected_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    memory_mb, seconds = (float(word) for word in (*sys.argv[1:3], "0", "0")[:2])
    _limit_memory(int(memory_mb))
    waiting = _listen(requests)
    while True:
        path = Path(os.fsdecode(waiting.get()))
        with _deadline(seconds):
            answer = _answer(read, path)
        reply = json.dumps(answer).encode()
        replies.write(LENGTH.pack(len(reply)) + reply)
        replies.flush()


def _answer(read: Callable[[Path], Extraction], path: Path) -> dict[str, object]:
    try:
        extraction = read(path)
    except ExtractionError as error:
        return {"error": str(error)}
    except MemoryError:
        # What was hoarded may not come free again: the next file deserves a fresh process.
        return {"error": "It needs more memory than allowed (setting parse_memory_mb).", "spent": True}
    except RecursionError:
        return {"error": "It is nested too deeply to be read; it may be damaged."}
    except OSError as error:
        return {"error": f"It cannot be read ({error.strerror or type(error).__name__})."}
    except Exception as error:  # a parser's own bug must cost only this file
        return {"error": f"It cannot be read; it may be damaged ({type(error).__name__})."}
    if len(extraction.text) > MOST_CHARACTERS:
        return {"error": f"It holds more than {MOST_CHARACTERS:,} characters of text; divide it."}
    return {"extraction": asdict(extraction)}


def _receive(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    body = stream.read(LENGTH.unpack(head)[0])
    return body or None


def _listen(requests: BinaryIO) -> queue.SimpleQueue[bytes]:
    """Take requests in a thread of its own, so that the end of the input is noticed at any time."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        while (request := _receive(requests)) is not None:
            waiting.put(request)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return waiting


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """End the process, even inside a library that never lets go, when the parent did not."""
    if not seconds:
        yield
        return
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds + _GRACE_SECONDS, exit=True, file=nowhere)
        try:
            yield
        finally:
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
