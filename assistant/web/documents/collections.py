"""Collections: the folders of the corpus, to be picked beside the question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.types import DocumentInfo
from assistant.web.citations.text import document_link
from assistant.web.escape import Html, join, tag, visible
from assistant.web.languages import count, grouped, say

_MOST_FOLDERS = 100
_MOST_NAMED = 30  # documents of a collection that are listed


@dataclass(frozen=True, slots=True)
class FolderCollection:
    """A folder and the indexed documents in it and in the folders inside it.

    Attributes:
        folder: The path of the folder, with a slash at the end as in `--in`.
        documents: The paths of its documents, in order; not empty.
    """

    folder: str
    documents: tuple[str, ...]


def collections_of(documents: Sequence[DocumentInfo]) -> tuple[FolderCollection, ...]:
    """Return the folders that hold indexed documents, in path order; attached files with their message."""
    inside: dict[str, list[str]] = defaultdict(list)
    for info in documents:
        if info.state == "indexed":
            for folder in PurePosixPath(info.attached_to or info.path).parents:
                if folder.name:
                    inside[f"{folder}/"].append(info.path)
    return tuple(FolderCollection(folder, tuple(inside[folder])) for folder in sorted(inside)[:_MOST_FOLDERS])


def with_toggled(
    collections: Sequence[FolderCollection], folder: object, selected: Collection[str]
) -> frozenset[str]:
    """Return the selected documents with those of a folder added, or removed if all of them were selected.

    Args:
        collections: The collections.
        folder: The folder, as the browser sent it; an unknown one changes nothing.
        selected: The paths of the selected documents.
    """
    own = {path for each in collections if each.folder == folder for path in each.documents}
    return frozenset(selected) - own if own <= set(selected) else frozenset(selected) | own


def collections_html(collections: Sequence[FolderCollection], selected: Collection[str]) -> Html | None:
    """Return the collections with boxes to pick them, closed at first; None if there are no folders."""
    if not collections:
        return None
    picked = [each for each in collections if set(each.documents) <= set(selected)]
    # Of a folder that is picked the folders inside need no mention.
    names = [
        each.folder
        for each in picked
        if not any(each is not other and each.folder.startswith(other.folder) for other in picked)
    ]
    summary = tag(
        "summary",
        tag("span", say("Collections")),
        join(": ", tag("bdi", ", ".join(map(visible, names)))) if names else None,
    )
    return tag(
        "details",
        summary,
        tag("ul", *(_item(each, selected) for each in collections)),
        class_="collections",
    )


def _item(collection: FolderCollection, selected: Collection[str]) -> Html:
    among = sum(path in selected for path in collection.documents)
    state = "true" if among == len(collection.documents) else "mixed" if among else "false"
    name, many = visible(collection.folder), len(collection.documents)
    box = tag(
        "button",
        type="button",
        role="checkbox",
        data_collection=collection.folder,
        aria_checked=state,
        aria_label=say("Use {name} for questions", name=name),
    )
    listed = [tag("li", document_link(path)) for path in collection.documents[:_MOST_NAMED]]
    if many > len(listed):
        listed.append(tag("li", say("and {count} more", count=grouped(many - len(listed)))))
    held = tag(
        "details",
        tag("summary", tag("bdi", name), " ", tag("span", count(many, "document"))),
        tag("ul", *listed),
    )
    return tag("li", box, held)
