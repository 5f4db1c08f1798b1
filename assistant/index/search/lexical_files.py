"""The folder of a lexical index on disk: written atomically, verified by a manifest, shared by hard links.

tantivy never changes a file once it is written, except the two that list the others.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.common.files import UNFINISHED_SUFFIX, file_digest, sync_folder, write_durably
from assistant.index.store.digest import digest

_MANIFEST = "manifest.json"
_REWRITTEN = ("meta.json", ".managed.json")


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Provide a temporary folder that becomes `folder`, replacing it, when the block ends without an error.

    Raises:
        OSError: A file cannot be written, also where tantivy reports it as ValueError.
    """
    unfinished = Path(tempfile.mkdtemp(prefix=folder.name, suffix=UNFINISHED_SUFFIX, dir=folder.parent))
    try:
        try:
            yield unfinished
        except ValueError as error:  # how tantivy reports errors of the operating system
            raise _as_os_error(error) from error
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    sync_folder(folder.parent)


def _as_os_error(error: ValueError) -> OSError:
    """Return the error of the operating system that a message of tantivy quotes."""
    number = re.search(r"\(os error (\d+)\)", str(error))
    return OSError(int(number[1]), os.strerror(int(number[1]))) if number else OSError(str(error))


def share_files(source: Path, target: Path) -> None:
    """Put the data files of one index folder into another: as hard links where that is possible, else copies.

    Raises:
        OSError: A file cannot be copied.
    """
    for path in _data_files(source):
        if path.name not in _REWRITTEN:
            try:
                os.link(path, target / path.name)
                continue
            except OSError:
                pass
        shutil.copyfile(path, target / path.name)


def write_manifest(folder: Path, name: str, deleted: int) -> None:
    """Write the manifest of an index folder, which `read_manifest` verifies.

    Args:
        folder: Holds the complete data files.
        name: The name that the folder is going to have; it tells one commit's index from another's.
        deleted: Number of passages removed since the index was written as a whole.

    Raises:
        OSError: It cannot be written.
    """
    write_durably(folder / _MANIFEST, json.dumps(_manifest(folder, name, deleted)).encode())


def read_manifest(folder: Path) -> int | None:
    """Verify an index folder and return its number of deleted passages; None if a file is not as written."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        deleted = int(manifest["dropped"])
        return deleted if manifest == _manifest(folder, folder.name, deleted) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _manifest(folder: Path, name: str, deleted: int) -> dict[str, Any]:
    files = {path.name: file_digest(path) for path in _data_files(folder)}
    return {"name": name, "dropped": deleted, "files": files, "digest": digest((name, deleted)).hex()}


def _data_files(folder: Path) -> list[Path]:
    """Return the files of an index folder without the manifest and lock files."""
    return [p for p in sorted(folder.iterdir()) if p.name != _MANIFEST and p.suffix != ".lock"]
