"""Scan the corpus: every file, and those attached to it, with its content hash, or why it cannot be read."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.documents import advice_for, media_kind
from assistant.errors import AssistantError
from assistant.index.build.attached_files import with_attached_files
from assistant.index.build.corpus_file import CorpusFile, hash_file
from assistant.index.build.file_hashes import FileHashCache
from assistant.settings import Settings

# Left behind by file managers; a report does not mention them.
_IGNORED_NAMES = {"thumbs.db", "desktop.ini"}
_LONGEST_SUFFIX = 16
_LOOP = "It is a link that leads back to itself; remove it."


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a corpus and those attached to them, in path order.

    `unlisted` are folders that could not be listed, with a final slash.
    """

    files: tuple[CorpusFile, ...]
    unlisted: tuple[str, ...] = ()


def scan_corpus(settings: Settings) -> Scan:
    """List the files of the corpus, recursively; hidden files and those of the system are ignored.

    Raises:
        AssistantError: The corpus is not there or is not a folder.
    """
    root = Path(settings.corpus)
    if root.is_file():
        raise AssistantError(f"The corpus '{root}' is a file; name the folder that holds the documents.")
    if not root.is_dir():
        raise AssistantError(f"The corpus folder '{root}' does not exist; create it and put documents in it.")
    unlisted: list[str] = []
    hashes = FileHashCache(settings.cache_folder(), root)
    files = _with_unique_paths(_walk(root, settings, unlisted, hashes))
    hashes.save()
    every_file = sorted(with_attached_files(files, settings), key=lambda file: file.path)
    return Scan(tuple(every_file), tuple(sorted(unlisted)))


def _with_unique_paths(files: Iterable[CorpusFile]) -> list[CorpusFile]:
    """Give files whose names are not valid Unicode a path that no other file has."""
    found = list(files)
    taken = {file.path for file in found if file.has_valid_name}
    for number, file in enumerate(found):
        if not file.has_valid_name:
            path, count = file.path, 1
            while path in taken:
                count += 1
                path = f"{file.path} ({count})"
            taken.add(path)
            found[number] = replace(file, path=path)
    return found


def _walk(root: Path, settings: Settings, unlisted: list[str], hashes: FileHashCache) -> Iterator[CorpusFile]:
    def cannot_list(error: OSError) -> None:
        folder = Path(error.filename)
        if folder == root:
            raise AssistantError(f"The corpus folder '{root}' cannot be listed; check its permissions.")
        unlisted.append(_displayable(folder.relative_to(root).as_posix()) + "/")

    inside, index = root.resolve(), Path(settings.index).resolve()
    if inside == index:
        raise AssistantError(f"The folder '{root}' cannot be corpus and index at once; name two folders.")
    for folder, subfolders, names in os.walk(root, onerror=cannot_list):
        wanted = (
            name for name in subfolders if not _is_ignored(name) and Path(folder, name).resolve() != index
        )
        subfolders[:] = sorted(wanted)
        here = Path(folder)
        above = "" if here == root else f"{here.relative_to(root).as_posix()}/"
        for name in [*names, *(name for name in subfolders if Path(folder, name).is_symlink())]:
            if not _is_ignored(name):
                yield _inspect(here / name, above + name, inside, settings, hashes)


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _IGNORED_NAMES


def _inspect(
    location: Path, path: str, inside: Path, settings: Settings, hashes: FileHashCache
) -> CorpusFile:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        reason = "Its name is not valid Unicode; rename it."
        return CorpusFile(_displayable(path), location, reason=reason, has_valid_name=False)
    try:
        info = location.lstat()
        reason = _link_problem(location, inside) if stat.S_ISLNK(info.st_mode) else ""
        if not reason:
            info = location.stat() if stat.S_ISLNK(info.st_mode) else info
            reason = _file_problem(location, info, settings)
        if reason:
            return CorpusFile(path, location, reason=reason)
        digest = _digest(location, path, info, hashes)
        return CorpusFile(path, location, info.st_size, digest, media_kind(location) or "")
    except RuntimeError:  # how pathlib says that links go round in a circle
        return CorpusFile(path, location, reason=_LOOP)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return CorpusFile(path, location, reason=_LOOP)
        return CorpusFile(
            path, location, reason=f"It cannot be read ({error.strerror or error}); check its permissions."
        )


def _digest(location: Path, path: str, info: os.stat_result, hashes: FileHashCache) -> str:
    known = hashes.get(path, info)
    if known is not None:
        return known
    hashed_at = time.time_ns()
    sha256 = hash_file(location)
    hashes.put(path, info, hashed_at, sha256)
    return sha256


def _kind_of_file(suffix: str) -> str:
    if not suffix:
        return "Files without a suffix"
    is_plain = suffix.isprintable() and len(suffix) <= _LONGEST_SUFFIX
    return f"'{suffix}' files" if is_plain else "Files with such a suffix"


def _displayable(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _link_problem(location: Path, inside: Path) -> str:
    """Return why a symbolic link is not followed, "" if it is."""
    if not location.resolve().is_relative_to(inside):
        return "It is a link to something outside the corpus; copy the file itself into the corpus."
    if location.is_dir():
        return "It is a link to a folder; put the folder itself into the corpus."
    if not location.exists():
        return "It is a link that leads to nothing; remove it or put the file in its place."
    return ""


def _file_problem(location: Path, info: os.stat_result, settings: Settings) -> str:
    if not stat.S_ISREG(info.st_mode):
        return "It is not a regular file but a pipe, a device or the like; move it out of the corpus."
    if media_kind(location) is None:
        return f"{_kind_of_file(location.suffix)} are not supported; {advice_for(location.suffix)}."
    megabytes = info.st_size / 1_000_000
    if megabytes > settings.max_file_mb:
        return f"It is too large ({megabytes:.0f} MB; the setting max_file_mb allows {settings.max_file_mb})."
    return ""
