"""Document filters: which documents a question may use, by path, by folder, or by pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import translate

from assistant.errors import DocumentNotFoundError
from assistant.index.store.rows import StoredDocument, StoredPassage

_WILDCARD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Matches documents by exact paths, folders (with a final slash), and one pattern for all others."""

    paths: frozenset[str]
    folders: tuple[str, ...]
    pattern: re.Pattern[str] | None

    def __contains__(self, path: object) -> bool:
        """Whether the document at a path matches."""
        if not isinstance(path, str):
            return False
        if path in self.paths or path.startswith(self.folders):
            return True
        return self.pattern is not None and self.pattern.match(path) is not None

    def select_contents(self, documents: Mapping[str, StoredDocument]) -> list[int]:
        """Return the contents of the documents that match, in ascending order.

        Args:
            documents: All documents of a commit by path.

        Raises:
            DocumentNotFoundError: A path or folder without `*`, `?` or `[` names nothing that is indexed.
        """
        for path in sorted(self.paths):
            _check_path(path, documents)
        for folder in self.folders:
            inside = (d for d in documents.values() if d.path.startswith(folder))
            if not _WILDCARD.search(folder) and all(d.content is None for d in inside):
                raise DocumentNotFoundError(f"No document in the folder '{folder}' is in the index.")
        chosen = (d.content for d in documents.values() if d.content is not None and d.path in self)
        return sorted({content for content in chosen if content is not None})

    def put_matching_paths_first(self, passages: Iterable[StoredPassage]) -> list[StoredPassage]:
        """Order the documents of each passage so that matching ones come first, since the first is cited."""
        return [
            replace(passage, documents=tuple(sorted(passage.documents, key=lambda n: (n not in self, n))))
            for passage in passages
        ]


def parse_document_filter(names: Sequence[str] | str) -> DocumentFilter:
    """Return the filter that some names describe; one name alone may be a str.

    Args:
        names: Each is the path of a document, a folder with a slash at its end, or a pattern with `*`
            (anything, also slashes), `?` (one character) or `[a-z]`. A name that is the exact path of a
            document also means that document, whatever characters are in it.
    """
    listed = [names] if isinstance(names, str) else list(names)
    patterns = [name for name in listed if _WILDCARD.search(name)]
    return DocumentFilter(
        paths=frozenset(name for name in listed if not name.endswith("/")),
        folders=tuple(dict.fromkeys(name for name in listed if name.endswith("/"))),
        pattern=re.compile("|".join(map(translate, patterns))) if patterns else None,
    )


def _check_path(path: str, documents: Mapping[str, StoredDocument]) -> None:
    document = documents.get(path)
    if document is None and not _WILDCARD.search(path):
        raise DocumentNotFoundError(
            f"The document '{path}' is not in the index; name it as 'assistant search' and the page do, "
            "or end the name of a folder with a slash."
        )
    if document is not None and document.content is None:
        raise DocumentNotFoundError(f"The document '{path}' could not be read: {document.reason}")
