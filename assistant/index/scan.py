"""The corpus as it lies on disk: every file with its content hash, or why it cannot be read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.documents import SUPPORTED, media_kind
from assistant.errors import AssistantError
from assistant.settings import Settings

# Left behind by editors and file managers; nobody wants to read about them in a report.
_NOISE = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus: relative path with forward slashes, size in bytes, SHA-256 (hex).

    `kind` is the family of its format. `reason` says why it cannot be read; kind and hash are
    then "".
    """

    path: str
    location: Path
    size: int = 0
    sha256: str = ""
    kind: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a corpus in path order, and folders that could not be listed (with a final slash)."""

    files: tuple[CorpusFile, ...]
    unlisted: tuple[str, ...] = ()


def scan_corpus(settings: Settings) -> Scan:
    """List the corpus, folders too; hidden files and files of the system are passed over.

    Raises:
        AssistantError: The corpus is not there or is not a folder.
    """
    root = Path(settings.corpus)
    if root.is_file():
        raise AssistantError(f"The corpus '{root}' is a file; name the folder that holds the documents.")
    if not root.is_dir():
        raise AssistantError(f"The corpus folder '{root}' does not exist; create it and put documents in it.")
    unlisted: list[str] = []
    files = sorted(_walk(root, settings, unlisted), key=lambda file: file.path)
    return Scan(tuple(files), tuple(sorted(unlisted)))


def _walk(root: Path, settings: Settings, unlisted: list[str]) -> Iterator[CorpusFile]:
    def cannot_list(error: OSError) -> None:
        folder = Path(error.filename)
        if folder == root:
            raise AssistantError(f"The corpus folder '{root}' cannot be listed; check its permissions.")
        unlisted.append(folder.relative_to(root).as_posix() + "/")

    inside, index = root.resolve(), Path(settings.index).resolve()
    if inside == index:
        raise AssistantError(f"The folder '{root}' cannot be corpus and index at once; name two folders.")
    for folder, subfolders, names in os.walk(root, onerror=cannot_list):
        wanted = (
            name for name in subfolders if not _is_noise(name) and Path(folder, name).resolve() != index
        )
        subfolders[:] = sorted(wanted)
        for name in [*names, *(name for name in subfolders if Path(folder, name).is_symlink())]:
            if not _is_noise(name):
                location = Path(folder, name)
                yield _look_at(location, location.relative_to(root).as_posix(), inside, settings)


def _is_noise(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _NOISE


def _look_at(location: Path, path: str, inside: Path, settings: Settings) -> CorpusFile:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        shown = path.encode("utf-8", "replace").decode()
        return CorpusFile(shown, location, reason="Its name is not valid Unicode; rename it.")
    try:
        reason = _unreadable(location, path, inside, settings)
        if reason:
            return CorpusFile(path, location, reason=reason)
        with location.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return CorpusFile(path, location, location.stat().st_size, digest, media_kind(location) or "")
    except RuntimeError:  # how pathlib says that links go round in a circle
        return CorpusFile(path, location, reason="It is a link that leads back to itself.")
    except OSError as error:
        return CorpusFile(
            path, location, reason=f"It cannot be read ({error.strerror or error}); check its permissions."
        )


def _unreadable(location: Path, path: str, inside: Path, settings: Settings) -> str:
    if location.is_symlink() and not location.resolve().is_relative_to(inside):
        return "It is a link to something outside the corpus; copy the file itself into the corpus."
    if location.is_dir():
        return "It is a link to a folder; put the folder itself into the corpus."
    if not location.is_file():
        return "It is not a regular file."
    if media_kind(location) is None:
        suffix = f"'{location.suffix}' files" if location.suffix else "Files without a suffix"
        return f"{suffix} are not supported; supported are {', '.join(sorted(SUPPORTED))}."
    megabytes = location.stat().st_size / 1_000_000
    if megabytes > settings.max_file_mb:
        return f"It is too large ({megabytes:.0f} MB; the setting max_file_mb allows {settings.max_file_mb})."
    return ""
