"""Pages of PDF files as images, rendered in a child process with limits; the latest are cached."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from assistant.documents.checking import single_line
from assistant.documents.sandbox.child_handle import ChildProcess, Deadline
from assistant.documents.sandbox.messages import decode_message, receive, send
from assistant.errors import ExtractionError

_WORKER = (sys.executable, "-P", "-m", "assistant.documents.page_images.worker")
COORDINATE_SCALE = 100_000
"""Coordinates on a page are integers: shares of its width and height (0..1) times this."""

_CACHED_PAGES = 12
_MAX_REPLY_BYTES = 16_000_000
_MAX_PIXELS = 4000
_IMAGE_KINDS = ("png", "jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}", re.ASCII)

_INVALID_REPLY = "Drawing this page gave no sensible result; the file may be damaged."
_CRASHED = "This page made the drawing crash; the file may be damaged or too large."
_CHANGED = "The file has changed since it was indexed, so its pages are not shown; index it again."


class FileChangedError(ExtractionError):
    """The file is no longer the one that was indexed."""


class Glyph(NamedTuple):
    """A character of a page and its bounding box on the page as shown, in units of `COORDINATE_SCALE`.

    `sideways` says whether its line runs vertically.
    """

    char: str
    left: int
    top: int
    right: int
    bottom: int
    sideways: bool


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as an image: base64 of a `kind` "png" or "jpeg", size in pixels, and the page's characters."""

    picture: str
    kind: str
    width: int
    height: int
    glyphs: tuple[Glyph, ...]


class PageRenderer:
    """Renders pages, one at a time, in a child process that starts with the first; thread-safe."""

    def __init__(self, seconds: float, memory_mb: int, command: Sequence[str] = _WORKER) -> None:
        """Set up the renderer; the child starts with the first page.

        Args:
            seconds: Time limit of one page, in seconds.
            memory_mb: Memory limit of the child in megabytes, 0 for none.
            command: The command of the child, to which the limits are added.
        """
        self._seconds = seconds
        self._child = ChildProcess((*command, str(memory_mb), str(seconds)))
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, int], tuple[tuple[int, ...], RenderedPage]] = OrderedDict()

    def close(self) -> None:
        """Shut down the child."""
        self._child.shut_down()

    def render(self, path: Path, sha256: str, number: int, *, is_attached: bool = False) -> RenderedPage:
        """Return a page of a file, from the cache if the file has not changed.

        Args:
            path: The file.
            sha256: The hash (hex) of the file that was indexed; another file is not rendered.
            number: The page, from 1.
            is_attached: Whether the file is one attached to the file at `path`.

        Raises:
            FileChangedError: The file is not the one that was indexed.
            ExtractionError: It is gone, or the page cannot be rendered; the message says why.
        """
        signature = _file_signature(path)
        with self._lock:
            cached = self._cache.get((sha256, number))
            if cached is not None and signature and cached[0] == signature:
                self._cache.move_to_end((sha256, number))
                return cached[1]
            page = self._request(
                {"path": str(path.absolute()), "sha256": sha256, "page": number, "is_attached": is_attached}
            )
            self._cache[sha256, number] = (signature, page)
            while len(self._cache) > _CACHED_PAGES:
                self._cache.popitem(last=False)
            return page

    def _request(self, request: dict[str, Any]) -> RenderedPage:
        try:
            process = self._child.ensure_running()
        except OSError as error:
            raise ExtractionError(f"The process that draws pages cannot start ({error.strerror}).") from error
        self._child.requests += 1
        deadline = Deadline(process)
        deadline.restart(self._seconds, f"Drawing this page took longer than {self._seconds:g} seconds.")
        reply = None
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            send(process.stdin, json.dumps(request).encode())
            reply = decode_message(receive(process.stdout, _MAX_REPLY_BYTES) or b"")
        except (OSError, ValueError):
            reply = None
        finally:
            deadline.cancel()
        if reply is None or reply.get("restart"):
            self._child.stop()
        if reply is None:
            raise ExtractionError(deadline.reason or _CRASHED)
        return decode_page(reply)


def decode_page(reply: dict[str, Any]) -> RenderedPage:
    """Return the page of a reply, every field checked: a hostile file may have taken over the child.

    Raises:
        FileChangedError: The file is not the one that was indexed.
        ExtractionError: The reply holds an error message, or is not valid.
    """
    if reply.get("changed") is True:
        raise FileChangedError(_CHANGED)
    if type(reply.get("error")) is str:
        raise ExtractionError(single_line(reply["error"]))
    try:
        picture, kind = reply["picture"], reply["kind"]
        size = reply["width"], reply["height"]
        is_valid = all(type(side) is int and 0 < side <= _MAX_PIXELS for side in size)
        if not (is_valid and kind in _IMAGE_KINDS and type(picture) is str and _BASE64.fullmatch(picture)):
            raise ValueError(kind)
        return RenderedPage(picture, kind, *size, tuple(_glyph(*values) for values in reply["glyphs"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ExtractionError(_INVALID_REPLY) from error


def _glyph(code: int, left: int, top: int, right: int, bottom: int, sideways: int) -> Glyph:
    edges = (left, top, right, bottom)
    if any(type(value) is not int for value in (code, *edges)) or not (left <= right and top <= bottom):
        raise ValueError(edges)
    return Glyph(chr(code), *edges, sideways == 1)


def _file_signature(path: Path) -> tuple[int, ...]:
    """Return inode, size in bytes and modification time in ns, () for a file that is gone.

    They tell whether a file has changed, as far as that is possible without reading it.
    """
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns)
