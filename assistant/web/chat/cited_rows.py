"""The rows of a table that an answer cites, as a small table with the names of the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from assistant.types import Citation, CitedRow
from assistant.web.citations.text import shorten
from assistant.web.escape import Html, tag

TableKey = tuple[str, int]
"""Which table: the document's path and where the table begins in its text."""

# One column more is shown, too, rather than "…" for it.
_MOST_COLUMNS = 5
_LONGEST_NAME = 40  # characters
_LONGEST_CELL = 80
_CUT = "…"


def table_of(citations: Sequence[Citation]) -> TableKey | None:
    """Return the table that the first cited row is of, None if no row is cited that is to be shown."""
    return next((_key(each) for each in citations if each.row and _is_tabular(each.row)), None)


def rows_html(key: TableKey, citations: Iterable[Citation], said: str) -> Html:
    """Return the cited rows of a table, each once, in their order, the cells that answer emphasised.

    Args:
        key: The table, of which at least one row is cited.
        citations: The citations; those of other tables and of prose are left out.
        said: What the answer says with them.
    """
    found = {each.start: each.row for each in citations if each.row and _key(each) == key}
    rows = [row for _, row in sorted(found.items())]
    columns = list(_columns(rows, said))
    names = (tag("th", _text(rows[0].columns, column, _LONGEST_NAME), scope="col") for column in columns)
    body = (tag("tr", *(_cell(row, column) for column in columns)) for row in rows)
    table = tag("table", tag("thead", tag("tr", *names)), tag("tbody", *body))
    return tag("div", table, class_="cited-rows", dir="auto")


def _key(citation: Citation) -> TableKey | None:
    return (citation.document, citation.row.table) if citation.row else None


def _is_tabular(row: CitedRow) -> bool:
    """Whether a row has several values and no paragraphs, which the answer says better than a table."""
    filled = [cell for cell in row.cells if cell]
    long = [len(cell) > _LONGEST_CELL for cell in filled]
    answers_at_length = any(len(row.cells[answer]) > _LONGEST_CELL for answer in row.answers)
    return len(filled) > 1 and 2 * sum(long) < len(long) and not answers_at_length


def _columns(rows: Sequence[CitedRow], said: str) -> Iterator[int | None]:
    """Yield the numbers of the columns to show, None where some are left out.

    Of many columns the first, which mostly tells what a row is about, is shown, those that answer, then those
    that the answer speaks of and those beside.
    """
    names = rows[0].columns
    used = [column for column in range(len(names)) if names[column] or any(row.cells[column] for row in rows)]
    answers = {answer for row in rows for answer in row.answers} or {used[0]}

    def is_said(column: int) -> bool:
        texts = (names[column], *(row.cells[column] for row in rows))
        return any(text and text in said for text in texts)

    def order(column: int) -> tuple[bool, bool, bool, int]:
        distance = min(abs(column - answer) for answer in answers)
        return column != used[0], column not in answers, not is_said(column), distance

    most = len(used) if len(used) == _MOST_COLUMNS + 1 else _MOST_COLUMNS
    shown = set(sorted(used, key=order)[:most])
    for is_shown, group in groupby(used, key=shown.__contains__):
        yield from group if is_shown else (None,)


def _cell(row: CitedRow, column: int | None) -> Html:
    text = _text(row.cells, column, _LONGEST_CELL)
    return tag("td", tag("strong", text, class_="short") if text and column in row.answers else text)


def _text(texts: Sequence[str], column: int | None, longest: int) -> str:
    return _CUT if column is None else shorten(texts[column], longest)
