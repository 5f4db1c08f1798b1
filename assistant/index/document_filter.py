"""Which documents a question may use: named one by one, by folder, or by pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import translate

from assistant.errors import DocumentNotFoundError
from assistant.index.store.rows import StoredDocument, StoredPassage

_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of documents: exact paths, folders (with a final slash), and a pattern that joins all others."""

    paths: frozenset[str]
    folders: tuple[str, ...]
    pattern: re.Pattern[str] | None

    def __contains__(self, path: object) -> bool:
        """Whether a document is chosen."""
        if not isinstance(path, str):
            return False
        if path in self.paths or path.startswith(self.folders):
            return True
        return self.pattern is not None and self.pattern.match(path) is not None

    def contents(self, documents: Mapping[str, StoredDocument]) -> list[int]:
        """Return the contents of the chosen documents, in ascending order.

        Raises:
            DocumentNotFoundError: A path or folder without `*`, `?` or `[` names nothing that is indexed.
        """
        for path in sorted(self.paths):
            _check_path(path, documents)
        for folder in self.folders:
            inside = (d for d in documents.values() if d.path.startswith(folder))
            if not _WILD.search(folder) and all(d.content is None for d in inside):
                raise DocumentNotFoundError(f"No document in the folder '{folder}' is in the index.")
        chosen = (d.content for d in documents.values() if d.content is not None and d.path in self)
        return sorted({content for content in chosen if content is not None})

    def name_first(self, passages: Iterable[StoredPassage]) -> list[StoredPassage]:
        """Put the chosen names of each passage before others of the same content, so that they are cited."""
        return [
            replace(passage, documents=tuple(sorted(passage.documents, key=lambda n: (n not in self, n))))
            for passage in passages
        ]


def make_choice(names: Sequence[str] | str) -> Choice:
    """Return the documents that some names mean; one name alone may be a str.

    Args:
        names: Each is the path of a document, a folder with a slash at its end, or a pattern with `*`
            (anything, also slashes), `?` (one character) or `[a-z]`. What is the very path of a document
            means that document, whatever characters are in it.
    """
    given = [names] if isinstance(names, str) else list(names)
    wild = [name for name in given if _WILD.search(name)]
    return Choice(
        paths=frozenset(name for name in given if not name.endswith("/")),
        folders=tuple(dict.fromkeys(name for name in given if name.endswith("/"))),
        pattern=re.compile("|".join(map(translate, wild))) if wild else None,
    )


def _check_path(path: str, documents: Mapping[str, StoredDocument]) -> None:
    document = documents.get(path)
    if document is None and not _WILD.search(path):
        raise DocumentNotFoundError(
            f"The document '{path}' is not in the index; name it as 'assistant search' and the page do, "
            "or end the name of a folder with a slash."
        )
    if document is not None and document.content is None:
        raise DocumentNotFoundError(f"The document '{path}' could not be read: {document.reason}")
