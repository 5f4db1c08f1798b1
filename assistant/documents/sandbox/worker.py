"""The child process that reads files: a path in, an extraction or a reason out."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.documents.pdf.ocr import PageOcr
from assistant.documents.registry import extract
from assistant.documents.sandbox.messages import reply_of
from assistant.documents.sandbox.serving import Reply, Service, limits
from assistant.types import Extraction


def serve(read: Callable[[Path], Extraction] | None = None) -> None:
    """Answer requests from standard input until it ends.

    The words of the command are the limits: megabytes of memory, seconds for a file, and seconds for
    each page that needs text recognition (0: scanned pages are not read).

    Args:
        read: Reads one file; by default `extract`.
    """
    memory_mb, seconds, page_seconds = limits(3)
    service = Service(memory_mb, seconds)
    reader = read or _reader(page_seconds, service)

    def answer(request: bytes) -> Reply:
        return reply_of(reader(Path(os.fsdecode(request))))

    service.serve(answer)


def _reader(page_seconds: float, service: Service) -> Callable[[Path], Extraction]:
    """Return what reads a file and tells the parent of each scanned page, for which time counts anew."""

    def before_page(number: int) -> None:
        service.tell({"scanned_page": number}, page_seconds if number else None)

    return partial(extract, ocr=PageOcr(before_page) if page_seconds else None)


if __name__ == "__main__":
    serve()
