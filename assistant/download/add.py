"""Adding a page of the web to the corpus: fetched, kept as a file, its origin remembered."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import httpx
from filelock import FileLock, Timeout

from assistant.common.file_names import numbered_file_name, safe_file_name
from assistant.documents.origins import Origin, read_origins, write_origins
from assistant.download.fetch import FetchedPage, fetch_page, parsed_address
from assistant.errors import PageError
from assistant.settings import Settings

FOLDER = "web"  # of the corpus; below it a folder for each host
_LOCK_NAME = ".web-pages.lock"
_LOCK_SECONDS = 20
_MOST_NUMBERED = 1000


@dataclass(frozen=True, slots=True)
class AddedPage:
    """A page that was added: its path in the corpus, its address, and whether it replaced an earlier copy."""

    path: str
    address: str
    replaced: bool


def add_page(address: str, settings: Settings) -> AddedPage:
    """Fetch a page and keep it as a file of the corpus; the index is not changed.

    A page that was added before replaces its file, unless that was edited since: then it is put beside it.

    Args:
        address: It begins with http:// or https://.
        settings: The corpus, and whether and from where pages may be fetched.

    Raises:
        PageError: It was not fetched or cannot be kept; one sentence that says why.
    """
    asked = str(parsed_address(address))
    page = fetch_page(address, settings)
    corpus = Path(settings.corpus)
    try:
        corpus.mkdir(parents=True, exist_ok=True)
        with FileLock(corpus / _LOCK_NAME, timeout=_LOCK_SECONDS):
            return _keep(page, asked, corpus, settings)
    except Timeout as error:
        raise PageError(f"Another page is being added to '{corpus}'; try again in a moment.") from error
    except OSError as error:
        raise PageError(f"Cannot write the page into '{corpus}' ({error.strerror}).") from error


def _keep(page: FetchedPage, asked: str, corpus: Path, settings: Settings) -> AddedPage:
    origins = read_origins(corpus)
    before = next((each for each in origins if each.address == asked), None)
    is_same_file = before is not None and _is_as_fetched(corpus, before)
    if before is not None and is_same_file and PurePosixPath(before.path).suffix == page.suffix:
        path = before.path
    else:
        path = _free_path(page, corpus)
    _refuse_elsewhere(corpus / path, corpus, settings)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    sha256 = hashlib.sha256(page.data).hexdigest()
    # First the origin: after a crash between the two it is that of no file, and nothing else.
    origin = Origin(path, asked, now, sha256)
    write_origins(corpus, [*(each for each in origins if each.address != asked), origin])
    _write(corpus / path, page.data)
    if before is not None and is_same_file and path != before.path:  # it is in another format now
        (corpus / before.path).unlink(missing_ok=True)
    return AddedPage(path, asked, replaced=is_same_file)


def _free_path(page: FetchedPage, corpus: Path) -> str:
    """Return a path for a page that no file has: host, and the last part of the address."""
    url = httpx.URL(page.address)
    stem = PurePosixPath(safe_file_name(PurePosixPath(url.path).name) or "index").stem
    folder = PurePosixPath(FOLDER, safe_file_name(url.host.strip("[]").replace(":", "_")) or "host")
    name = safe_file_name(stem + page.suffix) or f"index{page.suffix}"
    for number in range(1, _MOST_NUMBERED):
        path = folder / (name if number == 1 else numbered_file_name(name, number))
        if not os.path.lexists(corpus / path):
            return path.as_posix()
    raise PageError(f"'{folder}' of the corpus has too many files named '{name}'; rename some.")


def _is_as_fetched(corpus: Path, origin: Origin) -> bool:
    file = corpus / origin.path
    try:
        is_there = not file.is_symlink() and file.resolve().is_relative_to(corpus.resolve())
        return is_there and hashlib.sha256(file.read_bytes()).hexdigest() == origin.sha256
    except OSError:
        return False


def _refuse_elsewhere(file: Path, corpus: Path, settings: Settings) -> None:
    """Raise PageError if a file would lie outside of the corpus or in the folder of the index."""
    folder = file.parent.resolve()
    if not folder.is_relative_to(corpus.resolve()):
        raise PageError(f"'{file.parent}' leads out of the corpus; replace the link by a folder.")
    if folder.is_relative_to(Path(settings.index).resolve()):
        raise PageError(f"'{file.parent}' is the folder of the index; name another one with 'index'.")


def _write(file: Path, data: bytes) -> None:
    """Write a file completely or not at all; a build does not see it before it is complete."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.parent / f".{uuid.uuid4().hex}.part"
    try:
        with partial.open("xb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
