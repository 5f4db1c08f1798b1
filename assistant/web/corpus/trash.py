"""The trash: documents that were removed on the page can be restored for a day.

It is a hidden folder inside the corpus, which is never indexed. So removing and restoring are renames
within one file system.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.web.corpus.files import UploadError, corpus_path, move_file
from assistant.web.languages import say

TRASH_FOLDER = ".removed"
KEPT_SECONDS = 24 * 3600
_ENTRY = re.compile(r"(\d{1,12})-[0-9a-f]{12}", re.ASCII)
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class TrashedDocument:
    """A removed document.

    Attributes:
        number: The name of its entry in the trash.
        path: The path that it had, relative to the corpus.
        at: When it was removed, in seconds since 1970.
    """

    number: str
    path: str
    at: int


def move_to_trash(path: str, corpus: Path) -> TrashedDocument | None:
    """Move a document to the trash.

    Args:
        path: The document's path relative to the corpus.
        corpus: The folder of documents.

    Returns:
        The entry in the trash; None if the file did not exist.

    Raises:
        UploadError: The path is not inside the corpus or is a folder, or the move failed.
    """
    file = corpus_path(path, corpus)
    if not os.path.lexists(file):
        return None
    if file.is_dir() and not file.is_symlink():
        raise UploadError(say("Cannot remove '{name}': it is a folder.", name=path))
    delete_expired(corpus)
    now = int(time.time())
    entry = corpus / TRASH_FOLDER / f"{now}-{uuid.uuid4().hex[:12]}"
    try:
        place = entry / path
        place.parent.mkdir(parents=True)
        file.rename(place)
    except OSError as error:
        shutil.rmtree(entry, ignore_errors=True)
        raise UploadError(
            say("Cannot remove '{name}': {why}.", name=path, why=str(error.strerror))
        ) from error
    return TrashedDocument(entry.name, path, now)


def restore(number: str, corpus: Path) -> str:
    """Move a document from the trash back to its path, and return that.

    Raises:
        UploadError: It is no longer in the trash, or another file has its path now.
    """
    kept = next((removed for removed in list_trash(corpus) if removed.number == number), None)
    if kept is None:
        raise UploadError(say("This document is no longer kept; add it again."))
    entry = corpus / TRASH_FOLDER / kept.number
    path = move_file(entry / kept.path, kept.path, corpus)
    shutil.rmtree(entry, ignore_errors=True)
    return path


def list_trash(corpus: Path) -> list[TrashedDocument]:
    """Return the documents that can be restored, most recently removed first."""
    now, found = time.time(), []
    for number, at in sorted(_entries(corpus), key=lambda entry: -entry[1])[:_MOST_SHOWN]:
        if now - at > KEPT_SECONDS:
            continue
        entry = corpus / TRASH_FOLDER / number
        files = [p for p in entry.rglob("*") if p.is_symlink() or p.is_file()]
        if len(files) == 1:
            found.append(TrashedDocument(number, files[0].relative_to(entry).as_posix(), at))
    return found


def delete_expired(corpus: Path) -> None:
    """Delete entries that are older than a day."""
    now = time.time()
    for number, at in _entries(corpus):
        if now - at > KEPT_SECONDS:
            shutil.rmtree(corpus / TRASH_FOLDER / number, ignore_errors=True)
    with suppress(OSError):
        (corpus / TRASH_FOLDER).rmdir()  # only when nothing is left in it


def _entries(corpus: Path) -> list[tuple[str, int]]:
    try:
        names = [path.name for path in (corpus / TRASH_FOLDER).iterdir()]
    except OSError:
        return []
    return [(name, int(match[1])) for name in names if (match := _ENTRY.fullmatch(name))]
