"""The writer's lock: one build at a time; it says which process holds it, and ends with that process."""

from __future__ import annotations

import errno
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import IndexLockedError
from assistant.index.store.error_messages import explain_write_errors

_LOCK = "writer.lock"
_HOLDER = "writer.json"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the right to change the index; the system takes it back when the process ends.

    Raises:
        IndexLockedError: Another process (or thread) holds it; the message says which.
        AssistantError: The folder cannot be written to, or its file system has no locks.
    """
    with explain_write_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise IndexLockedError(
                f"The index in '{folder}' is being changed by {_holder(folder)}; try again when it has ended."
            ) from None
        except NotImplementedError as error:  # what some versions of the library make of ENOSYS
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK)) from error
    try:
        with explain_write_errors(folder):
            holder = {"process": os.getpid(), "host": platform.node()}
            (folder / _HOLDER).write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        return f"process {holder['process']} on {holder['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
