"""Pages of PDF files as pictures, drawn in a child process with limits; those shown lately are kept."""

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

from assistant.documents.checking import one_line
from assistant.documents.sandbox.child import ChildProcess, Deadline
from assistant.documents.sandbox.messages import receive, send, unpacked
from assistant.errors import ExtractionError

_WORKER = (sys.executable, "-P", "-m", "assistant.documents.pdf.drawing")
SHARE = 100_000
"""Places on a page are whole numbers: shares of its width and height, times this."""

_KEPT_PAGES = 12
_MOST_REPLY_BYTES = 16_000_000
_MOST_PIXELS = 4000
_KINDS = ("png", "jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}", re.ASCII)

_NO_SENSE = "Drawing this page gave no sensible result; the file may be damaged."
_CRASHED = "This page made the drawing crash; the file may be damaged or too large."
_CHANGED = "The file has changed since it was indexed, so its pages are not shown; index it again."


class FileChangedError(ExtractionError):
    """The file is no longer the one that was indexed."""


class Glyph(NamedTuple):
    """A character of a page and the box it stands in, in `SHARE`s of the page as shown.

    `sideways` says whether its line runs up or down.
    """

    char: str
    left: int
    top: int
    right: int
    bottom: int
    sideways: bool


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A picture (base64, of the kind "png" or "jpeg"), its size in pixels, and the page's characters."""

    picture: str
    kind: str
    width: int
    height: int
    glyphs: tuple[Glyph, ...]


class PageArtist:
    """Draws pages, one at a time, in a child process that starts with the first; safe in several threads."""

    def __init__(self, seconds: float, memory_mb: int, command: Sequence[str] = _WORKER) -> None:
        """Prepare.

        Args:
            seconds: Time limit of one page.
            memory_mb: Memory limit of the child in megabytes, 0 for none.
            command: What the child runs.
        """
        self._seconds = seconds
        self._child = ChildProcess((*command, str(memory_mb), str(seconds)))
        self._busy = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], tuple[tuple[int, ...], DrawnPage]] = OrderedDict()

    def close(self) -> None:
        """End the child."""
        self._child.end()

    def draw(self, path: Path, sha256: str, number: int) -> DrawnPage:
        """Return a page of a file, counted from 1.

        Args:
            path: The file.
            sha256: The hash of what was indexed; anything else is not drawn.
            number: The page.

        Raises:
            FileChangedError: The file is not what was indexed.
            ExtractionError: It is gone, or the page cannot be drawn; the message says why.
        """
        mark = _mark(path)
        with self._busy:
            kept = self._kept.get((sha256, number))
            if kept is not None and mark and kept[0] == mark:
                self._kept.move_to_end((sha256, number))
                return kept[1]
            page = self._drawn({"path": str(path.absolute()), "sha256": sha256, "page": number})
            self._kept[sha256, number] = (mark, page)
            while len(self._kept) > _KEPT_PAGES:
                self._kept.popitem(last=False)
            return page

    def _drawn(self, request: dict[str, Any]) -> DrawnPage:
        try:
            process = self._child.running()
        except OSError as error:
            raise ExtractionError(f"The process that draws pages cannot start ({error.strerror}).") from error
        self._child.requests += 1
        deadline = Deadline(process)
        deadline.set(self._seconds, f"Drawing this page took longer than {self._seconds:g} seconds.")
        reply = None
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            send(process.stdin, json.dumps(request).encode())
            reply = unpacked(receive(process.stdout, _MOST_REPLY_BYTES) or b"")
        except (OSError, ValueError):
            reply = None
        finally:
            deadline.lift()
        if reply is None or reply.get("spent"):
            self._child.stop()
        if reply is None:
            raise ExtractionError(deadline.reason or _CRASHED)
        return page_of(reply)


def page_of(reply: dict[str, Any]) -> DrawnPage:
    """Return the page that a reply holds, every part of it checked: the child may have been taken over.

    Raises:
        ExtractionError: The reply says why there is none, or makes no sense.
    """
    if reply.get("changed") is True:
        raise FileChangedError(_CHANGED)
    if type(reply.get("error")) is str:
        raise ExtractionError(one_line(reply["error"]))
    try:
        picture, kind = reply["picture"], reply["kind"]
        size = reply["width"], reply["height"]
        sane = all(type(side) is int and 0 < side <= _MOST_PIXELS for side in size)
        if not (sane and kind in _KINDS and type(picture) is str and _BASE64.fullmatch(picture)):
            raise ValueError(kind)
        return DrawnPage(picture, kind, *size, tuple(_glyph(*values) for values in reply["glyphs"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ExtractionError(_NO_SENSE) from error


def _glyph(code: int, left: int, top: int, right: int, bottom: int, sideways: int) -> Glyph:
    edges = (left, top, right, bottom)
    if any(type(value) is not int for value in (code, *edges)) or not (left <= right and top <= bottom):
        raise ValueError(edges)
    return Glyph(chr(code), *edges, sideways == 1)


def _mark(path: Path) -> tuple[int, ...]:
    """Tell a file from the same file after a change, as far as that can be done without reading it."""
    try:
        now = path.stat()
    except OSError:
        return ()
    return (now.st_ino, now.st_size, now.st_mtime_ns)
