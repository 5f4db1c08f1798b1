"""The child process that reads files: a request in, an extraction or a reason out, until its input ends.

Requests and replies are JSON behind a length of four bytes, so that nothing a hostile file can
say is ever evaluated by the parent.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from assistant.documents.registry import extract
from assistant.errors import ExtractionError
from assistant.types import Extraction

LENGTH = struct.Struct(">I")
# Larger texts do not come from documents that people read.
MOST_CHARACTERS = 200_000_000


def serve(read: Callable[[Path], Extraction] = extract) -> None:
    """Answer requests from standard input until it ends.

    Args:
        read: Reads one file.
    """
    requests, replies = sys.stdin.buffer, _protected_output()
    _limit_memory(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    while (request := _receive(requests)) is not None:
        reply = json.dumps(_answer(read, Path(os.fsdecode(request)))).encode()
        replies.write(LENGTH.pack(len(reply)) + reply)
        replies.flush()


def _answer(read: Callable[[Path], Extraction], path: Path) -> dict[str, object]:
    try:
        extraction = read(path)
    except ExtractionError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "It needs more memory than allowed (setting parse_memory_mb)."}
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


def _protected_output() -> BinaryIO:
    """Keep the real standard output for replies; what parsers print goes nowhere."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    return replies


def _limit_memory(megabytes: int) -> None:
    """Set the most memory of this process, where the system can (not on Windows)."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        if megabytes:
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))


if __name__ == "__main__":
    serve()
