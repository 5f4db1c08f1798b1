"""Adding, moving and renaming files of the corpus, never outside of it and each file whole."""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from pathlib import Path, PurePosixPath

from assistant.common.file_names import safe_file_name, without_drive
from assistant.errors import AssistantError
from assistant.web.escape import visible
from assistant.web.languages import say

_LONGEST_PATH = 900  # bytes of UTF-8, for a file below folders
_DEEPEST = 20  # folders
_PLACING_LOCK = threading.Lock()  # two visitors may add files of the same name at once


class UploadError(AssistantError):
    """A file was not added, moved or renamed; the message says why."""


def safe_path(name: str) -> str:
    """Return a relative path of safe names, "" if no character of the file's name is left.

    Args:
        name: Where the browser found the file, from the folder that was added on: "letters/1712/may.txt".
    """
    *folders, file = without_drive(name.replace("\\", "/")).split("/")
    kept = [safe for folder in folders if (safe := safe_file_name(folder))]
    own = safe_file_name(file)
    path = "/".join([*kept, own])
    if len(kept) > _DEEPEST or len(path.encode()) > _LONGEST_PATH:
        path = own
    return path if own else ""


def store_upload(upload: Path, name: str, corpus: Path, *, replace: bool, max_bytes: int) -> Path:
    """Copy an upload into the corpus under a `safe_path`, completely or not at all.

    Args:
        upload: The uploaded file.
        name: The name to give it, made by `safe_path`.
        corpus: The folder of documents; made if it is not there.
        replace: Whether a file of that name may be replaced.
        max_bytes: Larger files are refused.

    Returns:
        The file in the corpus.

    Raises:
        FileExistsError: A file of that name is there and `replace` is not set.
        UploadError: The file is too large or no longer there, or the folder cannot be written to or leads
            out of the corpus.
    """
    _refuse_lost_or_large(upload, name, max_bytes)
    target = corpus_path(name, corpus)
    _refuse_taken_folder(target, name, corpus)
    if os.path.lexists(target) and not replace:
        raise FileExistsError(name)
    partial = target.parent / f".{uuid.uuid4().hex}.part"
    try:
        _copy_to_disk(upload, partial)
        with _PLACING_LOCK:
            if os.path.lexists(target) and not replace:
                raise FileExistsError(name)
            partial.replace(target)
    except FileExistsError:
        partial.unlink(missing_ok=True)
        raise
    except OSError as error:
        partial.unlink(missing_ok=True)
        why = str(error.strerror)
        raise UploadError(
            say("Cannot write '{name}' into the folder of documents: {why}.", name=name, why=why)
        ) from error
    return target


def _refuse_lost_or_large(upload: Path, name: str, max_bytes: int) -> None:
    if not upload.is_file():
        raise UploadError(say("'{name}' is no longer waiting to be added; add it again.", name=name))
    if upload.stat().st_size > max_bytes:
        raise UploadError(
            say(
                "'{name}' is larger than the {most} MB that are allowed.",
                name=name,
                most=max_bytes // 1_000_000,
            )
        )


def _refuse_taken_folder(target: Path, name: str, corpus: Path) -> None:
    if target.is_dir():
        raise UploadError(
            say("'{name}' is the name of a folder among the documents; rename the file first.", name=name)
        )
    if not _can_be_folder(target.parent, corpus):
        raise UploadError(
            say("A folder of '{name}' has the name of a document; rename the folder first.", name=name)
        )


def _copy_to_disk(upload: Path, target: Path) -> None:
    """Copy a file, with its folders, and return when its content is on disk.

    Raises:
        OSError: The file cannot be read or written, or `target` exists.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with upload.open("rb") as source, target.open("xb") as copy:
        shutil.copyfileobj(source, copy, 2**20)
        copy.flush()
        os.fsync(copy.fileno())


def corpus_path(path: str, corpus: Path) -> Path:
    """Return the path of a document in the file system; the file need not exist.

    Args:
        path: The document's path relative to the corpus.
        corpus: The folder of documents.

    Raises:
        UploadError: The path does not lie in the corpus, or only by its name: a folder in it leads elsewhere.
    """
    parts = PurePosixPath(path)
    plain = bool(parts.parts) and not parts.is_absolute() and ".." not in parts.parts and "\\" not in path
    file = corpus / parts
    if not plain or "\0" in path or not file.parent.resolve().is_relative_to(corpus.resolve()):
        raise UploadError(say("Only files in the folder of documents can be added, renamed or removed."))
    return file


def _can_be_folder(folder: Path, corpus: Path) -> bool:
    """Return whether a folder of the corpus exists or can be created: no file has its name or a parent's."""
    between = (folder, *folder.parents)
    return all(not os.path.lexists(f) or f.is_dir() for f in between if f != corpus and corpus in f.parents)


def rename_file(path: str, name: str, corpus: Path) -> str:
    """Give a document of the corpus another file name; it stays in its folder.

    Args:
        path: The document's path relative to the corpus.
        name: What to call the file; without a suffix it keeps the one it has.
        corpus: The folder of documents.

    Returns:
        The document's new path.

    Raises:
        UploadError: There is no such file, nothing is left of the name, another file has it, or the system
            refuses.
    """
    file, safe = corpus_path(path, corpus), safe_file_name(name)
    if safe and not Path(safe).suffix:
        safe = safe_file_name(safe + file.suffix)
    if not safe:
        raise UploadError(say("'{name}' cannot be the name of a file; choose another.", name=visible(name)))
    new = (PurePosixPath(path).parent / safe).as_posix()
    return move_file(file, new, corpus) if new != path else path


def move_file(file: Path, path: str, corpus: Path) -> str:
    """Move a file to a free path in the corpus, and return that path.

    Raises:
        UploadError: Another file is there, the file is gone, or the system refuses.
    """
    target = corpus_path(path, corpus)
    try:
        with _PLACING_LOCK:
            if os.path.lexists(target) and not (target.exists() and target.samefile(file)):
                raise UploadError(say("'{name}' is there already; choose another name.", name=path))
            target.parent.mkdir(parents=True, exist_ok=True)
            file.rename(target)
    except FileNotFoundError as error:
        raise UploadError(
            say("The file for '{name}' is no longer there; check the folder for changes.", name=path)
        ) from error
    except OSError as error:
        raise UploadError(
            say("Cannot move a file to '{name}': {why}.", name=path, why=str(error.strerror))
        ) from error
    return path
