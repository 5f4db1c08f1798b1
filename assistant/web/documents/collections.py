"""Collections: the folders of the corpus and the years of its documents, to be picked beside the question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.types import DocumentInfo
from assistant.web.citations.text import document_link
from assistant.web.escape import Html, join, tag, visible
from assistant.web.languages import count, grouped, say

_MOST_FOLDERS, _MOST_YEARS = 100, 50
_MOST_NAMED = 30  # documents of a collection that are listed


@dataclass(frozen=True, slots=True)
class DocumentCollection:
    """A folder with the indexed documents in it and in the folders inside it, or a year with those of it.

    Attributes:
        name: The path of the folder, with a slash at the end as in `--in`; of a year its four digits.
        documents: The paths of its documents, in order; not empty.
    """

    name: str
    documents: tuple[str, ...]


def collections_of(documents: Sequence[DocumentInfo]) -> tuple[DocumentCollection, ...]:
    """Return the folders that hold indexed documents, in path order, and below them the years, newest first.

    Attached files lie in the folder of their message. A single year is no choice and left out.
    """
    inside: dict[str, list[str]] = defaultdict(list)
    for info in documents:
        if info.state == "indexed":
            for folder in PurePosixPath(info.attached_to or info.path).parents:
                if folder.name:
                    inside[f"{folder}/"].append(info.path)
    folders = sorted(inside)[:_MOST_FOLDERS]
    years = _years_of(documents)
    names = [*folders, *sorted(years, reverse=True)[:_MOST_YEARS]] if len(years) > 1 else folders
    return tuple(DocumentCollection(name, tuple((inside | years)[name])) for name in names)


def _years_of(documents: Sequence[DocumentInfo]) -> dict[str, list[str]]:
    years: dict[str, list[str]] = defaultdict(list)
    for info in documents:
        if info.state == "indexed" and info.date:
            years[info.date[:4]].append(info.path)
    return dict(years)


def with_toggled(
    collections: Sequence[DocumentCollection], name: object, selected: Collection[str]
) -> frozenset[str]:
    """Return the selection with the documents of a collection added, or removed if all of them were in it.

    Args:
        collections: The collections.
        name: The name of the collection, as the browser sent it; an unknown one changes nothing.
        selected: The paths of the selected documents.
    """
    own = {path for each in collections if each.name == name for path in each.documents}
    return frozenset(selected) - own if own <= set(selected) else frozenset(selected) | own


def collections_html(collections: Sequence[DocumentCollection], selected: Collection[str]) -> Html | None:
    """Return the collections with boxes to pick them, closed at first; None if there are none."""
    if not collections:
        return None
    picked = [each for each in collections if set(each.documents) <= set(selected)]
    # Of a folder that is picked the folders inside need no mention.
    folders = [each.name for each in picked if each.name.endswith("/")]
    names = [
        each.name
        for each in picked
        if not any(each.name != folder and each.name.startswith(folder) for folder in folders)
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


def _item(collection: DocumentCollection, selected: Collection[str]) -> Html:
    among = sum(path in selected for path in collection.documents)
    state = "true" if among == len(collection.documents) else "mixed" if among else "false"
    name, many = visible(collection.name), len(collection.documents)
    box = tag(
        "button",
        type="button",
        role="checkbox",
        data_collection=collection.name,
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
