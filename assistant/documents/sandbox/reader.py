"""One child process that reads one file after another, within limits of time and memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from assistant.documents.sandbox.child_handle import ChildProcess, Deadline
from assistant.documents.sandbox.messages import decode_message, receive, send
from assistant.documents.sandbox.outcomes import Listing, Outcome, decode_attached_files, decode_outcome
from assistant.documents.sandbox.requests import ListAttachedFiles, Request, encode_request
from assistant.errors import ExtractionError, TransientError

# -P: a module that lies beside the documents must not be imported in place of ours.
WORKER = (sys.executable, "-P", "-m", "assistant.documents.sandbox.worker")
# A child that a hostile file took over could ask for more time forever.
_MAX_SCANNED_PAGES = 30_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a child: seconds for a file, megabytes of memory (0: none), seconds for each scanned page.

    Pages that need text recognition have their time on top of that of the file; 0 leaves them unread.
    """

    seconds: float
    memory_mb: int
    page_seconds: float = 0.0

    def of_child(self, command: Sequence[str]) -> tuple[str, ...]:
        """Return the command of a child with the limits that it keeps itself."""
        return (*command, str(self.memory_mb), str(self.seconds), str(self.page_seconds))


@dataclass(slots=True)
class FileReader:
    """A child process that reads one file after another."""

    child: ChildProcess
    limits: Limits

    @classmethod
    def with_limits(cls, limits: Limits, temporary: str = "", command: Sequence[str] = WORKER) -> Self:
        """Return a reader whose child starts with the first file.

        Args:
            limits: The limits of the child.
            temporary: The folder for its temporary files, "" for that of the system.
            command: The command of the child, to which the limits are added.
        """
        return cls(ChildProcess(limits.of_child(command), temporary), limits)

    def read(self, request: Request) -> Outcome | Listing:
        """Read or list; what failed in a used child is tried again in a new one."""
        outcome, is_final = self._read_once(request)
        return outcome if is_final or self.child.is_shut_down else self._read_once(request)[0]

    def _read_once(self, request: Request) -> tuple[Outcome | Listing, bool]:
        """Return the outcome, and whether a new child would give the same one."""
        try:
            process = self.child.ensure_running()
        except OSError as error:
            return TransientError(f"The process that reads files cannot start ({error.strerror})."), True
        decode = decode_attached_files if isinstance(request, ListAttachedFiles) else decode_outcome
        is_new = self.child.requests == 0
        self.child.requests += 1
        deadline = Deadline(process)
        try:
            reply = self._exchange(process, encode_request(request), deadline)
        finally:
            deadline.cancel()
        if reply is not None and not reply.get("restart"):
            return decode(reply), True
        self.child.stop()
        if reply is not None:
            return decode(reply), is_new
        if deadline.reason:
            return ExtractionError(deadline.reason), True
        return ExtractionError("Reading it made the parser crash; it may be damaged or too large."), is_new

    def _exchange(
        self, process: subprocess.Popen[bytes], request: bytes, deadline: Deadline
    ) -> dict[str, Any] | None:
        """Send a request and wait for the reply; None if the child ended instead."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            self._restart_deadline(0, deadline)
            send(process.stdin, request)
            for _ in range(_MAX_SCANNED_PAGES):
                reply = decode_message(receive(process.stdout) or b"")
                if reply is None or "scanned_page" not in reply:
                    return reply
                self._restart_deadline(reply["scanned_page"], deadline)
        except (OSError, ValueError):
            return None
        return None

    def _restart_deadline(self, page: object, deadline: Deadline) -> None:
        """Restart the time limit for a scanned page (number from 1), or (0) for the rest of the file."""
        if type(page) is int and page > 0 and self.limits.page_seconds:
            late = f"Text recognition took longer than {self.limits.page_seconds:g} seconds on page {page}"
            deadline.restart(self.limits.page_seconds, f"{late} (setting ocr_seconds).")
        else:
            late = f"Reading it took longer than {self.limits.seconds:g} seconds (setting parse_seconds)."
            deadline.restart(self.limits.seconds, late)
