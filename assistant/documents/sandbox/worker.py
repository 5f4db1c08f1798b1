"""The child process that reads files: a request in, an extraction, a list or an error message out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.documents.attached_files import AttachedCopies, list_attached_files
from assistant.documents.pdf.ocr import PageOcr
from assistant.documents.registry import extract
from assistant.documents.sandbox.child_service import Reply, Service, command_line_limits
from assistant.documents.sandbox.outcomes import encode_attached_files, encode_outcome
from assistant.documents.sandbox.requests import ListAttachedFiles, decode_request
from assistant.types import Extraction


def serve(read: Callable[[Path], Extraction] | None = None) -> None:
    """Answer requests from standard input until it ends.

    The arguments of the command line are the limits: megabytes of memory, seconds for a file, and
    seconds for each page that needs text recognition (0: scanned pages are not read).

    Args:
        read: Reads one file; by default `extract`.
    """
    memory_mb, seconds, page_seconds = command_line_limits(3)
    service = Service(memory_mb, seconds)
    reader = read or _make_reader(page_seconds, service)
    copies = AttachedCopies()

    def answer(body: bytes) -> Reply:
        request = decode_request(body)
        if isinstance(request, ListAttachedFiles):
            return encode_attached_files(list_attached_files(request.path, request.sha256))
        path = request.path
        if request.attached:
            path = copies.path(request.path, request.attached, request.suffix)
        return encode_outcome(reader(path))

    service.serve(answer)


def _make_reader(page_seconds: float, service: Service) -> Callable[[Path], Extraction]:
    """Return a reader that reports each scanned page to the parent, which restarts the time limit."""

    def before_page(number: int) -> None:
        service.send_progress({"scanned_page": number}, page_seconds if number else None)

    return partial(extract, ocr=PageOcr(before_page) if page_seconds else None)


if __name__ == "__main__":
    serve()
