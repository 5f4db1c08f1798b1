"""What comes into the corpus and what goes out: uploads, replacements and removals, each confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.web.escape import visible
from assistant.web.library import Library
from assistant.web.uploads import UploadError, remove, safe_name, store

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for a yes: files that would be replaced, or one document to remove."""

    replacing: tuple[tuple[str, str], ...] = ()  # (uploaded file, name it would get)
    removing: str = ""

    @property
    def question(self) -> str:
        """The question to put to the person."""
        if self.removing:
            return f"Remove '{visible(self.removing)}' from the folder? The file is deleted."
        names = ", ".join(f"'{name}'" for _, name in self.replacing)
        return f"{names} {'is' if len(self.replacing) == 1 else 'are'} there already. Replace?"

    @property
    def yes(self) -> str:
        """What the button that says yes is called."""
        return "Remove" if self.removing else "Replace"

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self.replacing or self.removing)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an upload or removal did: sentences to show, what waits for a yes, whether to index."""

    sentences: tuple[str, ...] = ()
    pending: Pending = Pending()
    changed: bool = False


def take_uploads(library: Library, files: Sequence[str]) -> Outcome:
    """Put uploaded files into the corpus; those whose name is taken wait for a yes.

    Args:
        library: Whose corpus.
        files: Paths of the uploaded files; their last parts are the names to give.
    """
    return _store_all(library, [(file, safe_name(Path(file).name)) for file in files], replace=False)


def confirm(library: Library, pending: Pending) -> Outcome:
    """Do what was waiting for a yes."""
    if not pending.removing:
        return _store_all(library, pending.replacing, replace=True)
    try:
        remove(pending.removing, library.corpus)
    except UploadError as error:
        return Outcome((str(error),))
    return Outcome((f"Removed '{visible(pending.removing)}'.",), changed=True)


def decline(pending: Pending) -> None:
    """Forget what was waiting, and the uploaded files with it."""
    for file, _ in pending.replacing:
        Path(file).unlink(missing_ok=True)


def ask_to_remove(library: Library, path: object) -> Pending:
    """Return the question whether to remove a document; nothing for a path the index does not know."""
    known = {info.path for info in library.documents()}
    return Pending(removing=path) if isinstance(path, str) and path in known else Pending()


def _store_all(library: Library, files: Iterable[tuple[str, str]], *, replace: bool) -> Outcome:
    sentences: list[str] = []
    taken: list[tuple[str, str]] = []
    added: list[str] = []
    for file, name in files:
        try:
            _refuse_unsupported(name or Path(file).name)
            store(
                Path(file),
                name,
                library.corpus,
                replace=replace,
                max_bytes=library.settings.max_file_mb * 1_000_000,
            )
        except FileExistsError:
            taken.append((file, name))
            continue
        except UploadError as error:
            sentences.append(str(error))
        else:
            added.append(name)
        Path(file).unlink(missing_ok=True)
    if added:
        sentences.insert(0, f"Added {_names(added)}.")
    return Outcome(tuple(sentences), Pending(replacing=tuple(taken)), changed=bool(added))


def _refuse_unsupported(name: str) -> None:
    suffixes = supported_suffixes()
    if not safe_name(name) or Path(name).suffix.lower() not in suffixes:
        raise UploadError(
            f"'{visible(name)}' cannot be read; the formats that can are: {', '.join(suffixes)}."
        )


def supported_suffixes() -> tuple[str, ...]:
    """Return the suffixes of the formats that can be read, in alphabetical order."""
    from assistant.documents import SUPPORTED

    return tuple(sorted(SUPPORTED))


def formats_line(max_file_mb: int) -> str:
    """Return which files can be added, in one sentence."""
    formats = ", ".join(suffix.lstrip(".") for suffix in supported_suffixes())
    return f"{formats}; up to {max_file_mb} MB each."


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"
