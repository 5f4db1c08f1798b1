"""Changes of the corpus by visitors: uploads, replacements, renames, removals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.common.file_names import safe_file_name
from assistant.types import DocumentInfo
from assistant.web.corpus.files import (
    UploadError,
    corpus_path,
    rename_file,
    safe_path,
    store_upload,
)
from assistant.web.corpus.trash import move_to_trash, restore
from assistant.web.escape import Html, join, tag, visible
from assistant.web.languages import say
from assistant.web.state.library import Library

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the browser sent.

    Attributes:
        file: The path of the temporary file.
        name: The path below the folder that was added, or the file's name.
    """

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class PendingReplacements:
    """Uploads that would replace documents and need a confirmation."""

    replacing: tuple[Upload, ...] = ()

    @property
    def question(self) -> str:
        """The question that asks for the confirmation."""
        names = _quoted_names([upload.name for upload in self.replacing])
        if len(self.replacing) == 1:
            return say("{names} is there already. Replace?", names=names)
        return say("{names} are there already. Replace?", names=names)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.replacing)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a change.

    Attributes:
        sentences: Messages to show.
        pending: Uploads that need a confirmation.
        changed: Whether the corpus changed, so that it is to be indexed.
    """

    sentences: tuple[str, ...] = ()
    pending: PendingReplacements = PendingReplacements()
    changed: bool = False


def add_uploads(library: Library, uploads: Sequence[Upload]) -> Outcome:
    """Add uploaded files to the corpus with their folders; files that exist already need a confirmation."""
    return _store_all(library, [Upload(u.file, safe_path(u.name)) for u in uploads], replace=False)


def replace_pending(library: Library, pending: PendingReplacements) -> Outcome:
    """Replace the documents, as confirmed."""
    return _store_all(library, pending.replacing, replace=True)


def discard_pending(pending: PendingReplacements) -> None:
    """Delete the uploads that were not confirmed."""
    for upload in pending.replacing:
        Path(upload.file).unlink(missing_ok=True)


def remove_document(library: Library, path: object) -> Outcome:
    """Move a document to the trash, with a button to restore it; an unknown path changes nothing."""
    info = _known(library, path)
    if info is None:
        return Outcome()
    if info.attached_to:
        return Outcome((_only_with_message(info),))
    try:
        removed = move_to_trash(str(path), library.corpus)
    except UploadError as error:
        return Outcome((str(error),))
    said = say("Removed '{name}'.", name=visible(str(path)))
    return Outcome(
        (said if removed is None else join(f"{said} ", restore_button(removed.number)),), changed=True
    )


def restore_button(number: str, words: str = "") -> Html:
    """Return the button that restores a document from the trash."""
    return tag("button", words or say("Undo"), type="button", class_="undo", data_restore=number)


def restore_document(library: Library, number: object) -> Outcome:
    """Restore a document from the trash."""
    try:
        path = restore(str(number), library.corpus)
    except UploadError as error:
        return Outcome((str(error),))
    return Outcome((say("'{name}' is back.", name=visible(path)),), changed=True)


def rename_document(library: Library, path: object, name: object) -> Outcome:
    """Rename a document; its content is not embedded again."""
    info = _known(library, path)
    if info is None or not isinstance(name, str):
        return Outcome()
    if info.attached_to:
        return Outcome((_only_with_message(info),))
    old = info.path
    try:
        if Path(safe_file_name(name)).suffix:
            _refuse_unsupported(name)
        new = rename_file(old, name, library.corpus)
    except UploadError as error:
        return Outcome((str(error),))
    if new == old:
        return Outcome()
    return Outcome((say("'{old}' is now '{new}'.", old=visible(old), new=visible(new)),), changed=True)


def _known(library: Library, path: object) -> DocumentInfo | None:
    return next((info for info in library.documents() if info.path == path), None)


def _only_with_message(info: DocumentInfo) -> str:
    return say(
        "'{name}' is attached to '{message}' and is renamed or removed only with it.",
        name=visible(info.path.removeprefix(f"{info.attached_to}/")),
        message=visible(info.attached_to),
    )


def _store_all(library: Library, uploads: Iterable[Upload], *, replace: bool) -> Outcome:
    refused: list[str] = []
    taken: list[Upload] = []
    added: list[str] = []
    for upload in uploads:
        try:
            _refuse_unsupported(upload.name or Path(upload.file).name)
            _refuse_index(upload.name, library)
            store_upload(
                Path(upload.file),
                upload.name,
                library.corpus,
                replace=replace,
                max_bytes=library.settings.max_file_mb * 1_000_000,
            )
        except FileExistsError:
            taken.append(upload)
            continue
        except UploadError as error:
            refused.append(str(error))
        else:
            added.append(upload.name)
        Path(upload.file).unlink(missing_ok=True)
    sentences = [say("Added {names}.", names=_quoted_names(added))] if added else []
    sentences += refused[:_NAMED]
    if len(refused) > _NAMED:
        sentences.append(say("Files that could not be added either: {count}.", count=len(refused) - _NAMED))
    return Outcome(tuple(sentences), PendingReplacements(tuple(taken)), changed=bool(added))


def _refuse_unsupported(name: str) -> None:
    if not safe_path(name) or Path(name).suffix.lower() not in supported_suffixes():
        raise UploadError(
            say(
                "'{name}' cannot be read; the formats that can are: {formats}.",
                name=visible(name),
                formats=format_names(),
            )
        )


def _refuse_index(name: str, library: Library) -> None:
    """Refuse a path inside the folder of the index, which is not indexed.

    Raises:
        UploadError: The index is inside the corpus and holds the path.
    """
    if corpus_path(name, library.corpus).resolve().is_relative_to(Path(library.settings.index).resolve()):
        raise UploadError(
            say("'{name}' would lie in the folder of the index; rename its folder first.", name=visible(name))
        )


def supported_suffixes() -> tuple[str, ...]:
    """Return the suffixes of the formats that can be read, in alphabetical order."""
    from assistant.documents import SUPPORTED

    return tuple(sorted(SUPPORTED))


def format_names() -> str:
    """Return the formats that can be read as one line for people: the usual suffix of each."""
    from assistant.documents import MAIN_SUFFIXES

    return ", ".join([*(suffix.lstrip(".") for suffix in MAIN_SUFFIXES), say("source code")])


def _quoted_names(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} {say('and {count} more', count=len(names) - _NAMED)}"
