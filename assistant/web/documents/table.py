"""The table of documents as data: search, filters, groups and pages."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal, get_args

from assistant.types import DocumentInfo
from assistant.web.escape import one_line
from assistant.web.languages import translatable

Status = Literal["all", "indexed", "failed", "warned", "new", "selected"]
ROWS_PER_PAGE = 50
_LONGEST_SEARCH = 200
STATUSES: dict[Status, str] = {
    "all": translatable("All documents"),
    "indexed": translatable("Indexed"),
    "failed": translatable("Could not be read"),
    "warned": translatable("Read with warnings"),
    "new": translatable("New or changed"),
    "selected": translatable("Chosen for questions"),
}


@dataclass(frozen=True, slots=True)
class TableView:
    """Search, filters and page of one visitor's table.

    Attributes:
        search: Words that must all occur in path, title or date.
        status: The status to show.
        kind: The suffix without the dot, "" for all.
        page: The page, from 0.
        version: A number that changes whenever the table is shown anew.
    """

    search: str = ""
    status: Status = "all"
    kind: str = ""
    page: int = 0
    version: int = 0

    def with_search(self, search: object, status: object, kind: object) -> TableView:
        """Return the view with another search and other filters; values that are not valid are ignored."""
        return replace(
            self,
            search=one_line(search)[:_LONGEST_SEARCH] if isinstance(search, str) else "",
            status=next((each for each in get_args(Status) if each == status), "all"),
            kind=kind if isinstance(kind, str) and len(kind) <= _LONGEST_SEARCH else "",
            page=0,
        )

    def turned_page(self, by: object) -> TableView:
        """Return the view of the next (1) or the previous (-1) page."""
        step = by if by in (1, -1) and isinstance(by, int) else 0
        return replace(self, page=max(0, self.page + step))


@dataclass(frozen=True, slots=True)
class TablePage:
    """A page of the table.

    Attributes:
        rows: The documents on this page.
        first: The position of the first of them in `found`, from 0.
        found: All documents that match search and filters.
        view: The view, its page corrected to one that exists.
    """

    rows: tuple[DocumentInfo, ...]
    first: int
    found: tuple[DocumentInfo, ...]
    view: TableView


def kind_of(path: str) -> str:
    """Return the suffix of a path without the dot, in lower case; "" for none."""
    return PurePosixPath(path).suffix.lower().lstrip(".")


def kinds_of(documents: Sequence[DocumentInfo]) -> list[str]:
    """Return the kinds of all documents in alphabetical order."""
    return sorted({kind_of(info.path) for info in documents})


def group_of(info: DocumentInfo) -> Status:
    """Return the group that a document is listed in."""
    if info.state == "failed":
        return "failed"
    return "warned" if info.warnings else "indexed"


_GROUP_ORDER: tuple[Status, ...] = ("failed", "warned", "indexed")


def table_page(
    documents: Sequence[DocumentInfo], view: TableView, new: Container[str], selected: Container[str]
) -> TablePage:
    """Return the documents to show.

    Args:
        documents: All of them, in path order.
        view: Search, filters and page.
        new: Paths that the last build added or changed.
        selected: Paths of the documents that questions are limited to.

    Returns:
        A page of them, in groups; the last one if there are fewer pages by now.
    """
    words = view.search.casefold().split()
    found = [
        info
        for info in documents
        if _has_status(info, view.status, new, selected)
        and (not view.kind or kind_of(info.path) == view.kind)
        and all(word in f"{info.path} {info.title} {info.date}".casefold() for word in words)
    ]
    found.sort(key=lambda info: _GROUP_ORDER.index(group_of(info)))
    page = min(view.page, max(0, (len(found) - 1) // ROWS_PER_PAGE))
    first = page * ROWS_PER_PAGE
    return TablePage(
        tuple(found[first : first + ROWS_PER_PAGE]), first, tuple(found), replace(view, page=page)
    )


def _has_status(info: DocumentInfo, status: Status, new: Container[str], selected: Container[str]) -> bool:
    if status == "all":
        return True
    if status == "new":
        return info.path in new
    if status == "selected":
        return info.path in selected
    if status == "warned":
        return info.state == "indexed" and bool(info.warnings)
    return info.state == status
