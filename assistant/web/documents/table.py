"""Which documents the table shows: searched, filtered, in groups, a page at a time."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal, get_args

from assistant.types import DocumentInfo
from assistant.web.escape import one_line
from assistant.web.languages import unsaid

Status = Literal["all", "indexed", "failed", "warned", "new", "chosen"]
ROWS = 50
_LONGEST_SEARCH = 200
STATUSES: dict[Status, str] = {
    "all": unsaid("All documents"),
    "indexed": unsaid("Indexed"),
    "failed": unsaid("Could not be read"),
    "warned": unsaid("Read with warnings"),
    "new": unsaid("New or changed"),
    "chosen": unsaid("Chosen for questions"),
}


@dataclass(frozen=True, slots=True)
class ShelfView:
    """What a person wants to see of the documents; `turn` is the page, from 0."""

    search: str = ""
    status: Status = "all"
    kind: str = ""
    turn: int = 0
    version: int = 0

    def looking_for(self, search: object, status: object, kind: object) -> ShelfView:
        """Return the view with another search and other filters, of whatever form they were sent."""
        return replace(
            self,
            search=one_line(search)[:_LONGEST_SEARCH] if isinstance(search, str) else "",
            status=next((each for each in get_args(Status) if each == status), "all"),
            kind=kind if isinstance(kind, str) and len(kind) <= _LONGEST_SEARCH else "",
            turn=0,
        )

    def turned(self, by: object) -> ShelfView:
        """Return the view of the next (1) or the previous (-1) page."""
        step = by if by in (1, -1) and isinstance(by, int) else 0
        return replace(self, turn=max(0, self.turn + step))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the documents that were looked for: `first` counts from 0, `found` are all of them."""

    rows: tuple[DocumentInfo, ...]
    first: int
    found: tuple[DocumentInfo, ...]
    view: ShelfView


def kind_of(path: str) -> str:
    """Return the kind of a document as people call it: its suffix without the dot, "" for none."""
    return PurePosixPath(path).suffix.lower().lstrip(".")


def kinds_of(documents: Sequence[DocumentInfo]) -> list[str]:
    """Return the kinds that there are, in alphabetical order."""
    return sorted({kind_of(info.path) for info in documents})


def group_of(info: DocumentInfo) -> Status:
    """Return the group that a document is listed in."""
    if info.state == "failed":
        return "failed"
    return "warned" if info.warnings else "indexed"


_ORDER: tuple[Status, ...] = ("failed", "warned", "indexed")


def take_from_shelf(
    documents: Sequence[DocumentInfo], view: ShelfView, new: Container[str], chosen: Container[str]
) -> Shelf:
    """Return the documents to show.

    Args:
        documents: All of them, in path order.
        view: What to look for.
        new: Paths that the last build added or changed.
        chosen: Paths that questions are kept to.

    Returns:
        A page of them, in groups; the last one if there are fewer pages by now.
    """
    words = view.search.casefold().split()
    found = [
        info
        for info in documents
        if _has_status(info, view.status, new, chosen)
        and (not view.kind or kind_of(info.path) == view.kind)
        and all(word in f"{info.path} {info.title}".casefold() for word in words)
    ]
    found.sort(key=lambda info: _ORDER.index(group_of(info)))
    turn = min(view.turn, max(0, (len(found) - 1) // ROWS))
    first = turn * ROWS
    return Shelf(tuple(found[first : first + ROWS]), first, tuple(found), replace(view, turn=turn))


def _has_status(info: DocumentInfo, status: Status, new: Container[str], chosen: Container[str]) -> bool:
    if status == "all":
        return True
    if status == "new":
        return info.path in new
    if status == "chosen":
        return info.path in chosen
    if status == "warned":
        return info.state == "indexed" and bool(info.warnings)
    return info.state == status
