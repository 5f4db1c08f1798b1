"""What lies in a folder and is no ordinary file: links, pipes, sockets, devices."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

SENTENCE = "The ferry to the island leaves at noon every Sunday in summer."


@dataclass(frozen=True)
class Place:
    """A thing to put into a corpus, and the reason (a pattern) it is not read, "" if it is.

    `put` returns False where this system has no such thing.
    """

    name: str
    put: Callable[[Path], bool | None]
    reason: str = ""


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is a short name
    try:
        with closing(socket.socket(socket.AF_UNIX)) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def _device(path: Path) -> bool:
    try:
        os.mknod(path, 0o020666, os.makedev(1, 5))  # gives zeros without end
    except OSError:
        return False
    return True


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _inside(path: Path) -> None:
    (path.parent / "target.txt").write_text(f"{SENTENCE} The target of a link.")
    path.symlink_to("target.txt")


def _folder_loop(path: Path) -> None:
    path.symlink_to(".")


def _ring(path: Path) -> None:
    path.symlink_to("ring-2.txt")
    (path.parent / "ring-2.txt").symlink_to(path.name)


def _long_chain(path: Path) -> None:
    for n in range(60):
        (path.parent / f"chain-{n}.txt").symlink_to(f"chain-{n + 1}.txt" if n < 59 else "nothing.txt")
    path.symlink_to("chain-0.txt")


PLACES = (
    Place("link-out.txt", _link("/etc/passwd"), "link to something outside"),
    Place("link-out-to-folder.txt", _link("/etc"), "link to something outside"),
    Place("link-up", _link("../.."), "link to something outside"),
    Place("link-to-zeros.txt", _link("/dev/zero"), "link to something outside"),
    Place("link-to-process.txt", _link("/proc/self/environ"), "link to something outside"),
    Place("link-to-itself.txt", _link("link-to-itself.txt"), "leads back to itself|levels of symbolic links"),
    Place("ring.txt", _ring, "leads back to itself|levels of symbolic links"),
    Place("chain.txt", _long_chain, "levels of symbolic links|not a regular file|leads to nothing"),
    Place("dangling.txt", _link("nothing-here.txt"), "leads to nothing|not a regular file"),
    Place("link-inside.txt", _inside),
    Place("folder-loop", _folder_loop, "link to a folder"),
    Place("folder-loop.txt", _folder_loop, "link to a folder"),
    Place("pipe.txt", lambda path: os.mkfifo(path), "not a regular file"),
    Place("pipe.pdf", lambda path: os.mkfifo(path), "not a regular file"),
    Place("socket.txt", _socket, "not a regular file"),
    Place("device.txt", _device, "not a regular file"),
)
