"""Tables that go on over the page without naming their columns again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.documents.pdf.tables.found import FoundTable

# Lines at the edges of pages, such as page numbers, that may stand between both parts.
_MOST_BETWEEN = 5
# The edges of a column are in line to so many points.
_IN_LINE = 6.0


@dataclass(frozen=True, slots=True)
class PageTables:
    """The tables of a page and its lines; both empty for a page without tables."""

    tables: tuple[FoundTable, ...] = ()
    lines: tuple[str, ...] = ()


def with_continued_names(pages: Sequence[PageTables]) -> list[PageTables]:
    """Give tables without names those of the table at the end of the page before that they go on with."""
    named: list[PageTables] = []
    for page in pages:
        before = named[-1] if named else PageTables()
        if page.tables and before.tables and _goes_on(before, page):
            first = replace(page.tables[0], names=before.tables[-1].names)
            page = replace(page, tables=(first, *page.tables[1:]))
        named.append(page)
    return named


def _goes_on(before: PageTables, page: PageTables) -> bool:
    last, first = before.tables[-1], page.tables[0]
    if first.names or not last.names or len(first.edges) != len(last.edges):
        return False
    if len(before.lines) - last.rows[-1].last > _MOST_BETWEEN or first.rows[0].first > _MOST_BETWEEN:
        return False
    return all(
        abs(one[0] - other[0]) <= _IN_LINE or abs(one[1] - other[1]) <= _IN_LINE
        for one, other in zip(last.edges, first.edges, strict=True)
    )
